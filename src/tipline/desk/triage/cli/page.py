"""`tipline page`: who is paged about imminent danger, whether the pager lives, acknowledgement."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.triage.actions import acknowledge_page
from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency  # noqa: TC001  Typer reads the signature
from tipline.desk.triage.paging.configuration import current_paging, read_secret
from tipline.desk.triage.paging.delivering import deliver_due
from tipline.desk.triage.queries.agencies import list_agencies
from tipline.desk.triage.queries.paging import list_pages, read_pager
from tipline.trust.people.queries import command_line_actor
from tipline.trust.people.types import Actor

if TYPE_CHECKING:
    from tipline.desk.triage.paging.configuration import Paging

page_app = new_app()

_FINDINGS = 5


@page_app.command("list")
def list_all(
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Also those that somebody has seen.")
    ] = False,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """List open pages."""
    found = list_pages(command_line_actor(agency), acknowledged=every)
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    elif not found:
        typer.echo("No page is open.", err=True)
    else:
        rows = [
            (
                str(one.page_id),
                one.report_id,
                f"{one.opened_at:%Y-%m-%d %H:%M}",
                str(one.step),
                one.acknowledged_by or "nobody yet",
                one.fault or "",
            )
            for one in found
        ]
        print_table(("page", "report", "opened (UTC)", "step", "seen by", "fault"), rows)


@page_app.command("ack")
def acknowledge(
    pages: Annotated[list[int], typer.Argument(metavar="PAGE...", help="Numbers of pages.")],
    *,
    agency: Agency = None,
) -> None:
    """Say that somebody has seen pages, which ends their escalation."""
    actor = command_line_actor(agency)
    for number in pages:
        report_id = acknowledge_page(actor, number, now=datetime.now(UTC))
        typer.echo(f"Page {number} of report {report_id} is acknowledged.", err=True)


@page_app.command("send")
def send() -> None:
    """Send now what is due, for every agency, as `tipline process --follow` does all the time."""
    paging = current_paging()
    if paging is None:
        raise typer.BadParameter("TIPLINE_PAGING names no file; see docs/how-to/be-paged.md")
    for agency in list_agencies():
        actor = Actor(agency_id=agency.id, name="process:pager")
        taken = deliver_due(actor, agency.name, paging, clock=lambda: datetime.now(UTC))
        typer.echo(f"{agency.name}: {taken} messages sent", err=True)


@page_app.command("status")
def status(*, agency: Agency = None, as_json: AsJson = False) -> None:
    """Say whether danger would reach anybody: exit 5 if the pager is silent, unset or failing."""
    now = datetime.now(UTC)
    paging = current_paging()
    state = read_pager(command_line_actor(agency))
    findings = []
    if paging is None:
        findings.append("nobody would be paged: TIPLINE_PAGING names no file")
    else:
        _check_secrets(paging)
    beat = f"{state.beat_at:%Y-%m-%d %H:%M:%S} UTC" if state.beat_at else "never"
    if state.is_silent(now):
        findings.append(
            f"the pager is silent, its last beat: {beat}; start tipline serve, or"
            " tipline process --follow, with TIPLINE_PAGING set"
        )
    if state.failing_messages:
        findings.append(f"{state.failing_messages} messages fail; see tipline page list")
    if as_json:
        print_json(msgspec.to_builtins(state) | {"findings": findings})
    else:
        for finding in findings:
            typer.echo(finding)
        typer.echo(f"last beat {beat}; {state.open_pages} pages open")
    if findings:
        raise typer.Exit(_FINDINGS)


def _check_secrets(paging: Paging) -> None:
    """Read the secrets, so that a missing one is known before the danger."""
    for path in (paging.webhook_secret_file, paging.smtp.password_file if paging.smtp else ""):
        if path:
            read_secret(path)
