"""Know the one private folder in which an install keeps its state, and keep it private."""

from __future__ import annotations

import os
import stat
from pathlib import Path

PRIVATE = 0o700


class NotPrivate(Exception):
    """The folder for private state can be entered by others."""


def home() -> Path:
    """Name the folder of this install: TIPLINE_HOME, else ~/.tipline. Creates nothing."""
    return Path(os.environ.get("TIPLINE_HOME") or "~/.tipline").expanduser().absolute()


def private_folder(*names: str) -> Path:
    """Make (mode 0700) and return a folder below the home; without names, the home itself.

    Raises NotPrivate when the home exists, holds something, and others may enter it: somebody's
    folder is not closed behind their back.
    """
    folder = home()
    _make_private(folder)
    for name in names:
        folder /= name
        _make_private(folder)
    return folder


def _make_private(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077 == 0:
        return
    if any(folder.iterdir()):
        raise NotPrivate(
            f"{folder} has mode {mode:04o}, so others can enter it. Run `chmod 700 {folder}`,"
            " or set TIPLINE_HOME to a folder of its own."
        )
    folder.chmod(PRIVATE)
