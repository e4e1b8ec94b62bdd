"""Print a route, the counts by agency, and the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import typer

from tipline.desk.routing.current_tables import read_sources, routing_file_path, tables_at_hand
from tipline.desk.routing.types import SIDES
from tipline.desk.triage.cli.printing import print_json, print_table

if TYPE_CHECKING:
    from tipline.desk.routing.rules.agencies import Agency, Tables
    from tipline.desk.routing.types import RoutedReport, RoutingOverview


def tables_to_show() -> Tables:
    """Return tables to name agencies by; say on stderr where the agency's own have faults."""
    at_hand = tables_at_hand()
    if at_hand.fault:
        typer.echo(at_hand.fault, err=True)
    return at_hand.tables


def print_route(routed: RoutedReport, tables: Tables) -> None:
    """Print one route: who gets the report, the rule, the reasons, who hears, why no other."""
    route = routed.route
    where = _name(routed.agency, tables) if routed.agency else "UNROUTABLE"
    typer.echo(f"Report {routed.report_id}: {where}")
    if routed.override:
        typer.echo(
            f"  chosen by {routed.override.actor} on {routed.override.at:%Y-%m-%d %H:%M} UTC:"
            f" {routed.override.reason}\n  the rules say: {_name(route.primary, tables)}"
        )
    typer.echo(f"  {route.rule.value}: {route.rule_text}")
    for reason in route.reasons:
        typer.echo(f"    {reason.text}\n      {reason.report_id} {reason.field}")
    if route.said_by:
        alone = "; one kind of evidence alone" if len(route.said_by) == 1 else ""
        typer.echo(f"  The place is said by: {', '.join(route.said_by)}{alone}")
    for heard in routed.heard:
        typer.echo(f"Must hear: {_name(heard.agency, tables)} ({SIDES[heard.whose]})")
        for reason in heard.reasons:
            typer.echo(f"    {reason.text}\n      {reason.report_id} {reason.field}")
    if route.competitors:
        typer.echo("Not chosen")
    for one in route.competitors:
        whom = f"{one.agency}: " if one.agency else ""
        typer.echo(f"  {whom}{one.why_not}\n      {one.field}")
    if route.remedies:
        typer.echo("What would make it routable")
    for remedy in route.remedies:
        typer.echo(f"  {remedy.text}")
    typer.echo(
        f"Tables {routed.table_version}, generation {routed.generation} of"
        f" {routed.decided_at:%Y-%m-%d %H:%M:%S} UTC"
    )


def print_overview(overview: RoutingOverview) -> None:
    """Print how many reports go where."""
    rows = [(one.agency, str(one.primary), str(one.hears), one.name) for one in overview.agencies]
    rows += [(one.rule, str(one.reports), "", "unroutable") for one in overview.unroutable]
    if not rows:
        typer.echo("No report is routed yet.", err=True)
        return
    print_table(("agency", "gets", "hears of", "name"), rows)
    typer.echo(f"\n{overview.overridden:,} chosen by people; tables {overview.table_version}")


def print_tables(tables: Tables, *, as_json: bool) -> None:
    """Print every agency with what it serves, the federal cases, and the sources."""
    serves = _serves(tables)
    if as_json:
        for agency in tables.agencies.values():
            print_json(msgspec.to_builtins(agency) | {"serves": serves.get(agency.code, [])})
        return
    rows = [
        (agency.code, agency.kind.value, ", ".join(serves.get(agency.code, [])), _words(agency))
        for agency in tables.agencies.values()
    ]
    print_table(("code", "kind", "serves", "name"), rows)
    typer.echo("")
    sources = read_sources()
    for name in ("task_forces", "federal", "liaison", "international"):
        source = sources[name]
        typer.echo(f"{name}: {source['source']}; read on {source['read_on']}; {source['licence']}")
        typer.echo(f"  {source['limits']}")
    path = routing_file_path()
    own = f"over them {path}" if path else "no routing file (TIPLINE_ROUTING)"
    typer.echo(f"\nTables {tables.version}; {own}")


def _serves(tables: Tables) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for state, forces in tables.task_forces.items():
        for force in forces:
            found.setdefault(force.code, []).append(f"US-{state}")
    for case, code in tables.federal.items():
        found.setdefault(code, []).append(case.value)
    for country, code in sorted(tables.countries.items()):
        found.setdefault(code, []).append(country)
    for state, lead in tables.leads.items():
        if lead:
            found.setdefault(lead, []).append(f"US-{state} (lead)")
    return found


def _words(agency: Agency) -> str:
    more = "; ".join(text for text in (agency.host, agency.part) if text)
    return f"{agency.name} ({more})" if more else agency.name


def _name(code: str | None, tables: Tables) -> str:
    if code is None:
        return "unroutable"
    agency = tables.agencies.get(code)
    return f"{agency.name} ({code})" if agency else code
