"""`tipline relocate`: locate every report anew."""

from __future__ import annotations

import msgspec
import typer

from tipline.desk.bulk.actions.relocating import Relocated, relocate_store
from tipline.desk.bulk.cli.sharing import AgencyName, AsJson, Workers, current_time, tell
from tipline.trust.people.queries import command_line_actor

app = typer.Typer(add_completion=False)


@app.command()
def relocate(*, agency: AgencyName = None, workers: Workers = 1, as_json: AsJson = False) -> None:
    """Locate every report anew that was not located by the datasets installed now.

    Killed anywhere, what was located stays; started again it goes on with the rest.
    """
    actor = command_line_actor(agency)
    done = Relocated()
    for stretch in tell(relocate_store(actor, now=current_time(), workers=workers)):
        done.add(stretch)
    if as_json:
        typer.echo(msgspec.json.encode(done).decode())
    else:
        typer.echo(
            f"{done.reports:,} reports located; {done.routed:,} of them have a route that"
            " `tipline process` finds anew"
        )
    if done.unreadable:
        typer.echo(
            f"{done.unreadable:,} reports cannot be read and keep the places that they had;"
            " `tipline explain REPORT` says why",
            err=True,
        )
