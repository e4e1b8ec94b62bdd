"""`tipline intake list|show|expire`: what came in, and where it stands."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.intake.actions import expire_open_reports
from tipline.desk.intake.cli.agencies import AgencyName, acting_agency, agency_if_any
from tipline.desk.intake.cli.senders import AsJson  # noqa: TC001  Typer reads it when it runs
from tipline.desk.intake.queries import list_reports, read_documents, read_report

if TYPE_CHECKING:
    from tipline.desk.intake.types import ListedReport, ReceivedReport

_HEADINGS = f"{'report':15}  {'received':23}  {'status':20}  sender  source"


def list_all(agency: AgencyName = None, *, as_json: AsJson = False) -> None:
    """List every report, and what was refused by a load, each with where it came from."""
    encoder = msgspec.json.Encoder()
    any_listed = False
    actor = agency_if_any(agency)
    for listed in list_reports(actor, now=datetime.now(UTC)) if actor else ():
        if not any_listed and not as_json:
            sys.stdout.write(_HEADINGS + "\n")
        any_listed = True
        sys.stdout.write((encoder.encode(listed).decode() if as_json else _line(listed)) + "\n")
    if not any_listed:
        typer.echo("No reports yet. Load some: tipline intake load PATH", err=True)


def show(
    report_id: Annotated[int, typer.Argument(help="The id of a report.")],
    agency: AgencyName = None,
    *,
    as_json: AsJson = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="The report's own text, byte for byte, and nothing else.")
    ] = False,
) -> None:
    """Show what the books say of one report."""
    actor = acting_agency(agency)
    report = read_report(actor, report_id, now=datetime.now(UTC))
    if raw:
        sys.stdout.buffer.write(read_documents(actor, report_id)[0].raw)
    elif as_json:
        typer.echo(msgspec.json.encode(_shown(report)).decode())
    else:
        _print(report)


def expire(agency: AgencyName = None) -> None:
    """Close unfinished reports whose time has passed; the wire does so too when they are named."""
    actor = agency_if_any(agency)
    count = expire_open_reports(actor, now=datetime.now(UTC)) if actor else 0
    typer.echo(f"{count} unfinished reports were closed.", err=True)


def _line(listed: ListedReport) -> str:
    when = _say_time(listed.received_at) if listed.received_at else "-"
    number = listed.report_id or "-"
    return f"{number:15}  {when:23}  {listed.status:20}  {listed.sender or '-'}  {listed.source}"


def _say_time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _shown(report: ReceivedReport) -> dict[str, object]:
    shown = msgspec.structs.asdict(report)
    shown["report_id"] = str(report.report_id)
    duplicate_of = report.duplicate_of
    shown["duplicate_of"] = None if duplicate_of is None else str(duplicate_of)
    return shown


def _print(report: ReceivedReport) -> None:
    for name, value in _shown(report).items():
        if name == "findings":
            for found in msgspec.json.decode(report.findings):
                place = f"line {found['line']}: " if "line" in found else ""
                typer.echo(
                    f"{'finding':16}  {found['severity']} {found['code']} {place}{found['text']}"
                )
        elif name == "stored_files":
            for file in report.stored_files:
                typer.echo(f"{'file':16}  {file.file_id}  {file.size} bytes  sha256 {file.sha256}")
        elif name == "paths":
            for path in report.paths:
                typer.echo(f"{'path':16}  {path}")
        else:
            said = _say_time(value) if isinstance(value, datetime) else value
            typer.echo(f"{name:16}  {'-' if said is None else said}")
