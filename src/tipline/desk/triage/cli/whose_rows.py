"""What the commands of triage share: whose rows they show, linked and ranked first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tipline.desk.triage.queries.agencies import list_agencies
from tipline.desk.triage.work import Done, process_waiting
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

Agency = Annotated[
    str | None, typer.Option("--agency", help="Whose reports; needed where there are several.")
]
AsIs = Annotated[bool, typer.Option("--as-is", help="Do not link and rank first what has arrived.")]


def current_time() -> datetime:
    """Return the time now, aware."""
    return datetime.now(UTC)


def find_actor(agency_name: str | None, *, as_is: bool) -> Actor | None:
    """Return who asks, after linking and ranking what waits; None on a store without agency.

    Raises NoSuchAgency, with their names, when there are several and none is named.
    """
    if agency_name is None and not list_agencies():
        typer.echo("Nothing is held here yet: see `tipline intake load`.", err=True)
        return None
    actor = command_line_actor(agency_name)
    if not as_is:
        done = Done()
        process_waiting(done, say=_say)
        if done.reports:
            typer.echo(f"{done.reports:,} reports were waiting and are ranked now", err=True)
    return actor


def _say(done: Done) -> None:
    typer.echo(f"{done.reports:,} reports linked, {done.clusters:,} rankings written", err=True)
