"""What the commands of the desk share: whose rows they show, linked and ranked first."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from tipline.desk.triage.queries.agencies import list_agencies
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

# Named by text, as commands are: the loop takes stages that come after triage.
_AT_WORK = "tipline.desk.work.before_reading"

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
        work_off_what_waits()
    return actor


def work_off_what_waits() -> None:
    """Link and rank what waits, so that what is shown next is what follows from it."""
    import_module(_AT_WORK).work_off_what_waits()
