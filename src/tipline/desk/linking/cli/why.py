"""`tipline why A B`: the path of evidence between two reports, or why they are not together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tipline.desk.linking.cli.options import Agency, AsJson, new_app, print_line
from tipline.desk.linking.queries.paths import path_between
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from tipline.desk.linking.queries.evidence import Evidence, Said
    from tipline.desk.linking.queries.paths import Between

why_app = new_app()


@why_app.command()
def why(
    one: Annotated[int, typer.Argument(metavar="A", help="The number of a report.")],
    other: Annotated[int, typer.Argument(metavar="B", help="The number of another.")],
    *,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """Show why two reports are together: the strongest path; or why they are not.

    Exit codes: 0 together, 1 not together, 2 no such report.
    """
    between = path_between(command_line_actor(agency), one, other)
    if as_json:
        print_line(say_between(between))
    else:
        _print(between)
    if not between.together:
        raise typer.Exit(1)


def say_between(between: Between) -> dict[str, Any]:
    """Return the answer as the command prints it; numbers of reports as text."""
    return {
        "report_id": str(between.report_id),
        "other": str(between.other),
        "cluster_id": between.cluster_id,
        "other_cluster_id": between.other_cluster_id,
        "together": between.together,
        "why": between.why,
        "steps": [
            {
                "report_id": str(step.report_id),
                "other": str(step.other),
                "evidence": msgspec.to_builtins(step.evidence),
                "said": msgspec.to_builtins(step.said),
            }
            for step in between.steps
        ],
        "shared": msgspec.to_builtins(between.shared),
        "said": msgspec.to_builtins(between.said),
    }


def _print(between: Between) -> None:
    typer.echo(between.why)
    for step in between.steps:
        typer.echo(f"\n{step.report_id} and {step.other}")
        for evidence in step.evidence:
            typer.echo(_line(evidence))
        if step.said is not None:
            typer.echo(_said(step.said))
    if not between.together:
        for evidence in between.shared:
            typer.echo(f"{_line(evidence)}\n    {evidence.not_used or 'joins'}")


def _line(evidence: Evidence) -> str:
    apart = "" if evidence.days is None else f", {evidence.days:g} days apart"
    return (
        f"  {evidence.kind}: {evidence.bits:g} bits, held by {evidence.reports:,} reports{apart}\n"
        f"    {evidence.field}\n    {evidence.other_field}"
    )


def _said(said: Said) -> str:
    return f"  judged {said.judgement} by {said.by} on {said.at:%Y-%m-%d}: {said.reason}"
