"""`tipline judgements export|import|next`: judgements as JSON lines, and what to judge next."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  Typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tipline.desk.linking.actions.judging import BadJudgement, Statement, take_over
from tipline.desk.linking.cli.judge import say_judged, tell_conflicts
from tipline.desk.linking.cli.options import (
    Agency,
    AsJson,
    current_time,
    draw_id,
    new_app,
    print_line,
)
from tipline.desk.linking.queries.judgements import (
    KeptJudgement,
    iterate_judgements,
    reports_of_content,
)
from tipline.desk.linking.queries.review import next_to_judge
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tipline.trust.people.types import Actor

judgements_app = new_app()

_LINE = msgspec.json.Decoder(KeptJudgement)


@judgements_app.command("export")
def export_judgements(*, agency: Agency = None) -> None:
    """Write every judgement as a JSON line: who said what of which two reports, when and why."""
    for kept in iterate_judgements(command_line_actor(agency)):
        print_line(kept)


@judgements_app.command("import")
def import_judgements(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON lines.")],
    *,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """Take judgements over as they were said; what is known adds nothing.

    Reports are known again by their content, so that judgements of another install, or of reports
    that were loaded anew, find theirs. All lines are taken, or none. Exit codes: 0 taken, 2 a line
    that is none or names no report here, 5 taken, but people contradict each other.
    """
    actor = command_line_actor(agency)
    statements = read_statements(actor, file.read_bytes())
    judged = take_over(actor, statements, now=current_time(), draw_id=draw_id)
    if as_json:
        print_line(say_judged(judged))
    else:
        known = len(statements) - judged.added
        typer.echo(f"{judged.added:,} judgements taken over, {known:,} were known", err=True)
    tell_conflicts(judged)


@judgements_app.command("next")
def show_next(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000, help="How many.")] = 20,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """Show the pairs whose judgement would change most, among the newest reports."""
    for pair in next_to_judge(command_line_actor(agency), limit=limit):
        if as_json:
            found: dict[str, Any] = msgspec.to_builtins(pair)
            print_line(found | {"report_id": str(pair.report_id), "other": str(pair.other)})
        else:
            kinds = ", ".join(pair.kinds)
            typer.echo(
                f"{pair.report_id} {pair.other}  {pair.would_move:,} reports would move,"
                f" {pair.bits:g} bits: {kinds}"
            )


def read_statements(actor: Actor, text: bytes) -> list[Statement]:
    """Read JSON lines and find their reports. Raises BadJudgement with the line and the remedy."""
    kept = [_decode(number, line) for number, line in enumerate(text.splitlines(), 1) if line]
    contents = {content for one in kept for content in (one.one_content, one.other_content)}
    reports = reports_of_content(actor, contents)
    return [_statement(place, one, reports) for place, one in enumerate(kept, 1)]


def _decode(number: int, line: bytes) -> KeptJudgement:
    try:
        kept = _LINE.decode(line)
        bytes.fromhex(kept.one_content), bytes.fromhex(kept.other_content)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadJudgement(
            f"Line {number} is no judgement: {error}. See `tipline judgements export`."
        ) from error
    return kept


def _statement(number: int, kept: KeptJudgement, reports: Mapping[str, int]) -> Statement:
    one, other = reports.get(kept.one_content), reports.get(kept.other_content)
    if one is None or other is None:
        missing = kept.one if one is None else kept.other
        raise BadJudgement(
            f"Line {number}: no report with the content of {missing} is held here."
            " Load it first: `tipline intake load`."
        )
    return Statement(
        one=one,
        other=other,
        judgement=kept.judgement,
        by=kept.by,
        at=kept.at,
        reason=kept.reason,
    )
