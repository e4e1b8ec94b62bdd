"""`tipline intake sender`: accounts for the wire."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated

import msgspec
import typer

from tipline.desk.intake.actions import disable_sender, issue_sender
from tipline.desk.intake.cli.agencies import (
    AgencyName,
    acting_agency,
    acting_agency_or_first,
    agency_if_any,
)
from tipline.desk.intake.queries import list_senders
from tipline.desk.intake.types import Environment, Sender

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Accounts with which organisations send reports.",
)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on each line.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The organisation that will send.")],
    agency: AgencyName = None,
    *,
    test: Annotated[
        bool, typer.Option("--test", help="A test account: answered alike, never in the queue.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Issue an account and show its user name and password, this once."""
    issued = issue_sender(
        acting_agency_or_first(agency),
        name,
        environment=Environment.TEST if test else Environment.PRODUCTION,
        now=datetime.now(UTC),
        random_bytes=secrets.token_bytes,
    )
    if as_json:
        shown = _shown(issued.sender) | {"password": issued.secret}
        typer.echo(msgspec.json.encode(shown).decode())
        return
    typer.echo(f"user name  {issued.sender.username}\npassword   {issued.secret}")
    typer.echo("The password is not kept and cannot be shown again.", err=True)


@app.command("list")
def list_all(agency: AgencyName = None, *, as_json: AsJson = False) -> None:
    """List the accounts of an agency."""
    actor = agency_if_any(agency)
    senders = list_senders(actor) if actor else ()
    if not senders:
        typer.echo("No accounts yet. Issue one: tipline intake sender add NAME", err=True)
    for sender in senders:
        if as_json:
            typer.echo(msgspec.json.encode(_shown(sender)).decode())
        else:
            state = "open" if sender.active else "closed"
            typer.echo(f"{sender.username}  {sender.environment:10}  {state:6}  {sender.name}")


@app.command("disable")
def disable(
    username: Annotated[str, typer.Argument(help="The user name of the account.")],
    agency: AgencyName = None,
) -> None:
    """Close an account at once. What it sent stays."""
    disable_sender(acting_agency(agency), username, now=datetime.now(UTC))
    typer.echo(f"The account {username} is closed.", err=True)


def _shown(sender: Sender) -> dict[str, object]:
    return {
        "name": sender.name,
        "username": sender.username,
        "environment": sender.environment,
        "active": sender.active,
    }
