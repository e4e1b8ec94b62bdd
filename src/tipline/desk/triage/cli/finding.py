"""`tipline finding`: what analysts state to have found in reports."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
import typer

from tipline.desk.triage.actions import state_finding, withdraw_finding
from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, work_off_what_waits
from tipline.desk.triage.queries.stated import list_findings
from tipline.desk.triage.rules.stated_facts import WHOLE_REPORT
from tipline.desk.triage.rules.vocabulary import FINDINGS
from tipline.trust.people.queries import command_line_actor

finding_app = new_app()

Reason = Annotated[str, typer.Option("--reason", help="Why; kept in clear, so name nobody.")]


@finding_app.command("add")
def add(
    report: Annotated[int, typer.Argument(metavar="REPORT", help="The number of a report.")],
    code: Annotated[str, typer.Argument(help="One of `tipline finding codes`.")],
    *,
    reason: Reason,
    field: Annotated[str, typer.Option(help="The field that shows it.")] = WHOLE_REPORT,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """State that a report shows something, and rank its cluster at once."""
    actor = command_line_actor(agency)
    number = state_finding(actor, report, code, reason=reason, field=field, now=datetime.now(UTC))
    work_off_what_waits()
    if as_json:
        print_json({"finding_id": number, "report_id": str(report), "code": code})
    else:
        typer.echo(f"finding {number}")


@finding_app.command("withdraw")
def withdraw(
    finding: Annotated[int, typer.Argument(metavar="FINDING", help="The number of a finding.")],
    *,
    reason: Reason,
    agency: Agency = None,
) -> None:
    """Take a finding back, and rank its cluster at once."""
    report_id = withdraw_finding(
        command_line_actor(agency), finding, reason=reason, now=datetime.now(UTC)
    )
    work_off_what_waits()
    typer.echo(f"Finding {finding} of report {report_id} is withdrawn.", err=True)


@finding_app.command("list")
def list_all(
    report: Annotated[int | None, typer.Argument(metavar="[REPORT]")] = None,
    *,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """List findings, newest first, with the withdrawn ones."""
    found = list_findings(command_line_actor(agency), report)
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    elif not found:
        typer.echo("Nobody has stated a finding.", err=True)
    else:
        rows = [
            (
                str(one.finding_id),
                one.report_id,
                one.code,
                "withdrawn" if one.withdrawn_at else "stands",
                one.reason,
            )
            for one in found
        ]
        print_table(("finding", "report", "code", "state", "reason"), rows)


@finding_app.command("codes")
def codes(*, as_json: AsJson = False) -> None:
    """List what an analyst may state."""
    for code, meaning in FINDINGS.items() if as_json else ():
        print_json({"code": code, "meaning": meaning})
    if not as_json:
        print_table(("code", "an analyst states"), list(FINDINGS.items()))
