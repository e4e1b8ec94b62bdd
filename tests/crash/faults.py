"""Kill without warning: workers of the server, the server, the database; and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from tipline.site.serve import RunningServer

RUN = "from tipline.cli.main import main; main()"
WAIT_SECONDS = 60


def command(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command line in the campaign's own home."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        capture_output=True,
        text=True,
        check=check,
        timeout=WAIT_SECONDS * 2,
    )


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            child = int(stat.parent.name)
            found += [child, *children_of(child)]
    return found


def kill(*pids: int) -> None:
    """End processes as a power cut would: none of them gets to do anything more."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def kill_a_worker(server: RunningServer, dice: random.Random) -> None:
    """Kill one of the server's processes; the server starts another."""
    workers = children_of(server.process.pid)
    if workers:
        kill(dice.choice(workers))


def kill_the_database(home: Path) -> None:
    """Kill the postmaster and every backend, and start the database again."""
    pid_file = home / "database/data/postmaster.pid"
    postmaster = int(pid_file.read_text().split()[0])
    backends = children_of(postmaster)
    kill(postmaster, *backends)
    _wait_until_gone(postmaster, *backends)
    command("db", "start")


def _wait_until_gone(*pids: int) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.02)
