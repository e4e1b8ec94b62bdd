"""Choose the agency that a command works for, and make the first one where there is none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tipline.trust.people.actions import add_agency
from tipline.trust.people.models import Agency
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

FIRST_AGENCY = "Desk"

AgencyName = Annotated[
    str | None, typer.Option("--agency", help="Which agency, where there are several.")
]


def acting_agency(name: str | None) -> Actor:
    """Return the command line as an actor for an agency. Raises NoSuchAgency."""
    return command_line_actor(name)


def acting_agency_or_first(name: str | None) -> Actor:
    """As acting_agency; on an empty store, make an agency first and say so."""
    if not Agency.objects.exists():
        made = add_agency(name or FIRST_AGENCY, now=datetime.now(UTC))
        typer.echo(f"There was no agency yet; made one named {made.name!r}.", err=True)
    return acting_agency(name)


def agency_if_any(name: str | None) -> Actor | None:
    """As acting_agency; None on an empty store where none was named."""
    return None if name is None and not Agency.objects.exists() else acting_agency(name)
