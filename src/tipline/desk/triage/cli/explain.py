"""`tipline explain REPORT`: everything that led to the place of one report, derived anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.location.cli.printing import print_where, say_where
from tipline.desk.location.queries import where_of
from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, AsIs, current_time, find_actor
from tipline.desk.triage.queries import NoSuchReport, explain_report
from tipline.desk.triage.types import Origin

if TYPE_CHECKING:
    from tipline.desk.triage.types import Explanation, FeatureRead, Provenance

explain_app = new_app()

_FIELDS_SHOWN = 2


@explain_app.command()
def show_explanation(
    report_id: Annotated[str, typer.Argument(metavar="REPORT", help="The number of a report.")],
    *,
    agency: Agency = None,
    as_is: AsIs = False,
    as_json: AsJson = False,
) -> None:
    """Say why a report stands where it stands: every rule tried, the links, what is missing."""
    if not (report_id.isascii() and report_id.isdigit()):
        raise typer.BadParameter(f"{report_id!r} is no report number", param_hint="REPORT")
    actor = find_actor(agency, as_is=as_is)
    if actor is None:
        raise NoSuchReport(f"Nothing is held here, so no report {report_id} either.")
    explanation = explain_report(actor, int(report_id), now=current_time())
    where = where_of(actor, int(report_id))
    if as_json:
        print_json(
            msgspec.to_builtins(explanation) | {"where": say_where(where) if where else None}
        )
        return
    _print(explanation)
    if where is not None:
        typer.echo("\nWhere it points (routes, and ranks nothing)")
        print_where(where)


def _print(explanation: Explanation) -> None:
    typer.echo(
        f"Report {explanation.report_id}: {explanation.tier}"
        f" (its cluster {explanation.cluster_id}: {explanation.cluster_tier})"
    )
    for reason in explanation.reasons:
        typer.echo(f"  {reason.code}: {reason.text}\n    {reason.report_id} {reason.field}")
        if reason.provenance:
            typer.echo(f"    stated by {_say_provenance(reason.provenance)}")
    for word in explanation.disagreements:
        holds = "holds" if word.holds else "is not followed: the policy says graver since"
        typer.echo(
            f"  The policy says {word.policy_tier}, {word.by} said {word.tier}, which {holds}:"
            f" {word.reason}"
        )
    _print_clocks(explanation)
    typer.echo("\nRules tried")
    rows = [
        (rule.tier.value, "yes" if rule.held else "no", rule.code, rule.condition)
        for rule in explanation.rules
    ]
    print_table(("tier", "holds", "rule", "condition"), rows)
    _print_what_was_read(explanation)
    _print_links(explanation)
    _print_missing(explanation)
    same = "gives" if explanation.same_as_stored else "DOES NOT GIVE"
    typer.echo(
        f"\nPolicy {explanation.policy_version} ({explanation.policy_hash[:12]}), generation"
        f" {explanation.generation} of {explanation.ranked_at:%Y-%m-%d %H:%M:%S} UTC;"
        f" deriving it anew {same} the stored decision"
    )


def _say_provenance(said: Provenance) -> str:
    at = f", {said.at:%Y-%m-%d %H:%M} UTC" if said.at else ""
    if said.origin is Origin.LABEL:
        return f"list {said.list_name} {said.list_version}, entry {said.entry}{at}"
    return f"{said.by}, finding {said.finding_id}{at}"


def _print_clocks(explanation: Explanation) -> None:
    for clock in explanation.clocks:
        typer.echo(
            f"  Runs out: {clock.text}: {clock.left} {clock.unit} ({clock.expires_at:%Y-%m-%d},"
            f" {clock.source})"
        )
    for unknown in explanation.unknown_clocks:
        typer.echo(f"  Not known: {unknown}")


def _print_what_was_read(explanation: Explanation) -> None:
    """Print each feature once: what it was, and the fields that said so."""
    typer.echo("\nWhat the rules read")
    read = {one.name: one for rule in explanation.rules for one in rule.features}
    rows = [(one.name, one.value, _say_fields(one)) for one in read.values()]
    print_table(("feature", "was", "read from"), rows)


def _say_fields(read: FeatureRead) -> str:
    shown = [f"{one.report_id} {one.field}" for one in read.fields[:_FIELDS_SHOWN]]
    more = len(read.fields) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _print_links(explanation: Explanation) -> None:
    if explanation.path:
        typer.echo("\nHow it belongs to the report that leads its cluster")
    for link in explanation.path:
        typer.echo(
            f"  {link.kind}: {link.report_id} {link.field}"
            f" = {link.other_report_id} {link.other_field}"
        )
    for unused in explanation.not_used:
        typer.echo(f"  {unused.kind} at {unused.field}: {unused.reason}")


def _print_missing(explanation: Explanation) -> None:
    if explanation.moves_most:
        most = explanation.moves_most
        typer.echo(f"\nWhat would move it most: {most.text}\n  Ask {most.whom}: {most.ask}")
    if explanation.missing:
        typer.echo("\nWhat is missing")
    for gap in explanation.missing:
        typer.echo(f"  {gap.question}: {gap.text}\n    Ask: {gap.ask}")
