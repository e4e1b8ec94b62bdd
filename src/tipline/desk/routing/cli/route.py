"""`tipline route`: who should get a report, by which rule; choose otherwise; show the tables."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  Typer reads the signature
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.routing.actions import override_route, revoke_override
from tipline.desk.routing.cli.naming_first import ShowsByDefault
from tipline.desk.routing.cli.printing_routes import (
    print_overview,
    print_route,
    print_tables,
    tables_to_show,
)
from tipline.desk.routing.current_tables import current_tables, tables_with
from tipline.desk.routing.errors import NotRouted
from tipline.desk.routing.queries import (
    count_routes,
    iterate_routes,
    list_routes,
    read_route,
    read_routes,
)
from tipline.desk.routing.rules.routing_file import BadRoutingFile
from tipline.desk.triage.cli.printing import AsJson, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, AsIs, current_time, find_actor
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from tipline.desk.routing.types import RoutedReport
    from tipline.trust.people.types import Actor

route_app = typer.Typer(
    cls=ShowsByDefault,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_FINDINGS = 5
_ON_A_SCREEN = 20
_PAGE = 1_000

ReportNumber = Annotated[str, typer.Argument(metavar="REPORT", help="The number of a report.")]
Why = Annotated[str, typer.Option("--reason", help="Why; kept with your name, so name nobody.")]


def read_number(text: str) -> int:
    """Return the number of a report; raises BadParameter for anything else."""
    if not (text.isascii() and text.isdigit()):
        raise typer.BadParameter(f"{text!r} is no report number", param_hint="REPORT")
    return int(text)


@route_app.command("show")
def show(
    report_id: Annotated[
        str | None, typer.Argument(metavar="[REPORT]", help="The number of a report.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every report.")] = False,
    agency: Agency = None,
    as_is: AsIs = False,
    as_json: AsJson = False,
) -> None:
    """Show who should get a report and why; with --all every one as JSON, or the counts."""
    if (report_id is None) == (not everything):
        raise typer.BadParameter("name one report, or --all", param_hint="REPORT")
    actor = find_actor(agency, as_is=as_is)
    if actor is None:
        if report_id is not None:
            raise NotRouted(f"Nothing is held here, so no report {report_id} either.")
        return
    tables = tables_to_show()
    if report_id is not None:
        routed = read_route(actor, read_number(report_id), tables)
        if as_json:
            print_json(msgspec.to_builtins(routed))
        else:
            print_route(routed, tables)
    elif as_json:
        for routed in iterate_routes(actor, tables):
            print_json(msgspec.to_builtins(routed))
    else:
        print_overview(count_routes(actor, tables))


@route_app.command("list")
def list_command(
    agency_code: Annotated[
        str, typer.Argument(metavar="CODE", help="An agency's code, or `unroutable`.")
    ],
    *,
    hearing: Annotated[
        bool, typer.Option("--hearing", help="What it must hear of, not what it gets.")
    ] = False,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Of the unroutable ones, those by this rule.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")] = None,
    agency: Agency = None,
    as_is: AsIs = False,
    as_json: AsJson = False,
) -> None:
    """List the reports of one agency, or the unroutable ones with what would make each routable."""
    actor = find_actor(agency, as_is=as_is)
    if actor is None:
        return
    code = None if agency_code == "unroutable" else agency_code
    after, left = 0, limit if limit or as_json else _ON_A_SCREEN
    while left is None or left > 0:
        size = min(_PAGE, left or _PAGE)
        lines = list_routes(actor, agency=code, hearing=hearing, rule=rule, after=after, limit=size)
        _print_lines(actor, [int(line.report_id) for line in lines], as_json=as_json)
        if len(lines) < size:
            return
        after, left = int(lines[-1].report_id), left and left - size


def _print_lines(actor: Actor, report_ids: list[int], *, as_json: bool) -> None:
    routes = read_routes(actor, report_ids, tables_to_show())
    if as_json:
        for routed in routes:
            print_json(msgspec.to_builtins(routed))
    elif routes:
        rows = [(one.report_id, one.route.rule.value, _say_why(one)) for one in routes]
        print_table(("report", "rule", "why, or what would make it routable"), rows)


def _say_why(routed: RoutedReport) -> str:
    remedies = " ".join(remedy.text for remedy in routed.route.remedies)
    return remedies or routed.route.rule_text


@route_app.command("override")
def override(
    report_id: ReportNumber,
    *,
    to: Annotated[str | None, typer.Option("--to", help="The code of an agency.")] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="Let the rules decide again.")] = False,
    reason: Why,
    agency: Agency = None,
) -> None:
    """Choose another agency for a report than the rules do, or take the choice back."""
    if (to is None) == (not revoke):
        raise typer.BadParameter("say --to CODE, or --revoke", param_hint="--to")
    actor, number, now = command_line_actor(agency), read_number(report_id), current_time()
    if to is None:
        revoke_override(actor, number, reason=reason, now=now)
        typer.echo(f"Report {number}: the rules decide again", err=True)
    else:
        override_route(actor, number, to, reason=reason, tables=tables_to_show(), now=now)
        typer.echo(f"Report {number} goes to {to}; the rules' route is kept beside it", err=True)


@route_app.command("table")
def table(*, as_json: AsJson = False) -> None:
    """Show the tables in force: agencies, what they serve, federal cases, sources."""
    print_tables(current_tables(), as_json=as_json)


@route_app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A routing file.", exists=True, dir_okay=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Name every fault of a routing file by line: exit 5."""
    try:
        tables = tables_with(file.read_bytes())
    except BadRoutingFile as error:
        for fault in error.faults:
            if as_json:
                print_json({"file": str(file)} | msgspec.to_builtins(fault))
            else:
                typer.echo(f"{file}:{fault}")
        raise typer.Exit(_FINDINGS) from None
    typer.echo(f"{file}: no fault; the tables would be {tables.version}", err=True)
