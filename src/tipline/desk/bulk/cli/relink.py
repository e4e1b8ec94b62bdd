"""`tipline relink`: derive every cluster anew."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import typer

from tipline.desk.bulk.actions.relinking import relink_store
from tipline.desk.bulk.cli.sharing import AgencyName, AsJson, current_time
from tipline.desk.linking.ids import draw_cluster_id
from tipline.engine import open_engine
from tipline.trust.home import private_folder
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.desk.bulk.actions.relinking import RelinkedStore

app = typer.Typer(add_completion=False)

SCRATCH = "engine"


@app.command()
def relink(*, agency: AgencyName = None, as_json: AsJson = False) -> None:
    """Derive every cluster of an agency anew, beside the running desk, and swap to them.

    Reading and intake go on. Killed anywhere it has changed nothing: start it again.
    """
    actor = command_line_actor(agency)
    began = time.monotonic()
    engine = open_engine(private_folder(SCRATCH))
    try:
        done = relink_store(
            actor,
            engine,
            now=current_time(),
            draw_id=lambda: draw_cluster_id(current_time()),
            say=_teller(began),
        )
    finally:
        engine.close()
    if as_json:
        typer.echo(msgspec.json.encode(done).decode())
    else:
        _say_relinked(done)


def _say_relinked(done: RelinkedStore) -> None:
    swapped = done.swapped
    typer.echo(
        f"{done.reports:,} reports in {done.clusters:,} clusters; of {done.examined:,} much-shared"
        f" values {done.unused:,} join nobody"
    )
    typer.echo(
        f"{swapped.moved:,} reports moved, {swapped.merged:,} clusters merged,"
        f" {swapped.opened:,} opened; {swapped.turned:,} values turned;"
        f" {swapped.arrived:,} reports changed meanwhile"
    )
    if done.conflicts:
        typer.echo(f"{done.conflicts:,} pairs judged different stay together", err=True)


def _teller(began: float) -> Callable[[str], None]:
    """Return what says each step with the seconds since the beginning, to stderr."""

    def say(step: str) -> None:
        typer.echo(f"{time.monotonic() - began:7.1f} s  {step}", err=True)

    return say
