"""Work off what waits before a command shows something, so that it shows what has arrived."""

from __future__ import annotations

import typer

from tipline.desk.work.done import Done, say_done
from tipline.desk.work.rounds import process_waiting


def work_off_what_waits() -> None:
    """Take all stages until nothing waits, and say on stderr how many reports did."""
    done = Done()
    process_waiting(done, say=say_done)
    if done.reports:
        typer.echo(f"{done.reports:,} reports were waiting and are ranked now", err=True)
