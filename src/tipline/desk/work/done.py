"""Count what the stages did, for the words and the last line of `tipline process`."""

from __future__ import annotations

import msgspec
import typer


class Done(msgspec.Struct, kw_only=True):
    """What was done so far; of rankings (`clusters`) and `routes`, those that came out new."""

    reports: int = 0
    clusters: int = 0
    routes: int = 0
    set_aside: int = 0
    waiting: int = 0

    def add(self, other: Done) -> None:
        """Count what another process did."""
        self.reports += other.reports
        self.clusters += other.clusters
        self.routes += other.routes
        self.set_aside += other.set_aside


def say_done(done: Done) -> None:
    """Say on stderr what was done so far."""
    typer.echo(
        f"{done.reports:,} reports linked, {done.clusters:,} rankings and {done.routes:,} routes"
        " written",
        err=True,
    )
