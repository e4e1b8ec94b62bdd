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
    """Return the command line as an actor for an agency; on an empty store, make one first."""
    if not Agency.objects.exists():
        made = add_agency(name or FIRST_AGENCY, now=datetime.now(UTC))
        typer.echo(f"There was no agency yet; made one named {made.name!r}.", err=True)
    return command_line_actor(name)
