"""Add agencies and people from the command line, list them, close accounts."""

from __future__ import annotations

import sys
from typing import Annotated, TypeAlias

import msgspec
import typer
from django.utils.timezone import now as current_time

from tipline.trust.people import actions, queries
from tipline.trust.people.passwords import generate_password
from tipline.trust.people.types import Role  # noqa: TC001  Typer reads it when it runs

app = typer.Typer(
    add_completion=False, help="Agencies and people: add, list, close.", no_args_is_help=True
)

AgencyName: TypeAlias = Annotated[
    str | None, typer.Option("--agency", help="Which agency; not needed when there is only one.")
]
Email: TypeAlias = Annotated[str, typer.Argument(help="The address that they sign in with.")]
ReadPassword: TypeAlias = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@app.command("add-agency")
def add_agency(
    name: Annotated[str, typer.Argument(help="Its name, unique in this install.")],
) -> None:
    """Add an agency; its id goes to standard output."""
    agency = actions.add_agency(name, now=current_time())
    print(agency.id)


@app.command("add")
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="How colleagues know them.")],
    role: Annotated[list[Role], typer.Option(help="What they are here; may be repeated.")],
    *,
    agency: AgencyName = None,
    password_stdin: ReadPassword = False,
) -> None:
    """Give somebody an account; their password is made here and shown once."""
    password, made = _password(from_stdin=password_stdin)
    actions.add_person(
        queries.command_line_actor(agency),
        email=email,
        name=name,
        roles=role,
        password=password,
        now=current_time(),
    )
    _show_password(password, made=made)


@app.command("set-password")
def set_password(
    email: Email,
    *,
    agency: AgencyName = None,
    password_stdin: ReadPassword = False,
) -> None:
    """Replace somebody's password and reopen their account; sessions under the old one end."""
    actor = queries.command_line_actor(agency)
    password, made = _password(from_stdin=password_stdin)
    actions.set_password(actor, queries.find_person(actor, email), password, now=current_time())
    _show_password(password, made=made)


@app.command("disable")
def disable(email: Email, agency: AgencyName = None) -> None:
    """Close somebody's account; they are out with their next click."""
    actor = queries.command_line_actor(agency)
    actions.disable_person(actor, queries.find_person(actor, email), now=current_time())
    print("Closed. To reopen it: tipline people set-password", file=sys.stderr)


@app.command("list")
def list_people(
    *,
    agency: AgencyName = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """List everybody at an agency, with roles."""
    for row in queries.list_people(queries.command_line_actor(agency)):
        if json:
            print(msgspec.json.encode(row).decode())
        else:
            state = "" if row.active else "  (closed)"
            print(f"{row.email}  {row.name}  {', '.join(row.roles)}{state}")


def _password(*, from_stdin: bool) -> tuple[str, bool]:
    if not from_stdin:
        return generate_password(), True
    return sys.stdin.readline().rstrip("\n"), False


def _show_password(password: str, *, made: bool) -> None:
    if made:
        print("The password, shown this once:", file=sys.stderr)
        print(password)
