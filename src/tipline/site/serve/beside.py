"""Keep one process at work beside the server: link, rank and route what comes in, whatever ends it.

Promise: while the server answers, so does its work go on: a process that ended is said and begun
again, after a pause that grows while it goes on ending at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN_COMMAND = (
    "from tipline.desk.intake.processes import end_with_parent; end_with_parent({parent});"
    " from tipline.cli.main import main; main()"
)

# A process that does not come to its end (a client that sends for ever) is ended after so long.
LAST_CALLS_SECONDS = 5

LOOK_EVERY_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0


@contextmanager
def work_beside() -> Iterator[None]:
    """Have `tipline process --follow` at work until the block ends."""
    ending = threading.Event()
    watching = threading.Thread(target=_keep_at_work, args=(ending,), daemon=True)
    watching.start()
    try:
        yield
    finally:
        ending.set()
        watching.join()


def next_pause(pause_s: float, lived_s: float) -> float:
    """Return how many seconds to wait before the next beginning, after a life of `lived_s`."""
    if lived_s > LONGEST_PAUSE_SECONDS:
        return FIRST_PAUSE_SECONDS
    return min(2 * pause_s, LONGEST_PAUSE_SECONDS)


def _keep_at_work(ending: threading.Event) -> None:
    pause_s = FIRST_PAUSE_SECONDS
    while not ending.is_set():
        began = time.monotonic()
        code = _work(ending)
        if ending.is_set():
            return
        typer.echo(
            f"The process that links, ranks and routes ended (exit code {code}); it begins again"
            f" in {pause_s:g} s. Reports are taken in meanwhile and wait.",
            err=True,
        )
        ending.wait(pause_s)
        pause_s = next_pause(pause_s, time.monotonic() - began)


def _work(ending: threading.Event) -> int:
    """Run the process until it ends or is to end; return its exit code."""
    command = [sys.executable, "-c", RUN_COMMAND.format(parent=os.getpid())]
    command += ["process", "--follow"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
    while child.poll() is None and not ending.wait(LOOK_EVERY_SECONDS):
        pass
    child.terminate()
    try:
        return child.wait(LAST_CALLS_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()
