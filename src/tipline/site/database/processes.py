"""Tell a living database server from a process that merely has its number.

Where there is no /proc (macOS), the number is believed and PostgreSQL's own checks must do.
"""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")


def can_tell_processes_apart() -> bool:
    """Whether this system shows which folder each process works in."""
    return PROC.is_dir()


def running_server(data: Path) -> int | None:
    """Return the process number of the server of a data folder, or None when none runs."""
    try:
        number = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    if can_tell_processes_apart():
        return number if _works_in(PROC / str(number), data) else None
    return number if _lives(number) else None


def processes_in(data: Path) -> tuple[int, ...]:
    """Return the numbers of all processes whose working folder is the data folder."""
    if not can_tell_processes_apart() or not data.is_dir():
        return ()
    numbered = (entry for entry in PROC.iterdir() if entry.name.isdecimal())
    return tuple(int(entry.name) for entry in numbered if _works_in(entry, data))


def _works_in(process: Path, folder: Path) -> bool:
    # Every PostgreSQL process works inside its data folder; a stranger does not.
    try:
        return (process / "cwd").samefile(folder)
    except OSError:
        return False


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
