"""Put what a cluster lacks into the words of the queue, with the question for the sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.types import Missing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from tipline.desk.triage.rules.reading import Fact
    from tipline.report import Gap


def say_missing(
    gaps: Sequence[Gap],
    common: Collection[str],
    facts: Mapping[str, Fact],
    *,
    report_id: int,
) -> tuple[Missing, ...]:
    """Return what is missing: the gaps of the leading report that no other report fills.

    `common` are the codes of what every report of the cluster lacks. A file that is believed to
    be generated adds its question, and never changes a rank.
    """
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        if gap.code in common:
            found.setdefault(gap.code, []).append(gap)
    missing = [
        Missing(
            question=str(alike[0].question),
            code=code,
            text=_count(alike),
            why=alike[0].why,
            ask=alike[0].ask,
            field=alike[0].path,
            report_id=str(report_id),
        )
        for code, alike in found.items()
    ]
    return (*missing, *_question_of_generation(facts, report_id))


def _count(alike: Sequence[Gap]) -> str:
    """Say the first of gaps that are alike, and how many more there are; the report lists them."""
    more = len(alike) - 1
    return alike[0].text if not more else f"{alike[0].text} (and {more} more like it)"


def _question_of_generation(facts: Mapping[str, Fact], report_id: int) -> Iterator[Missing]:
    if "generative_ai" in facts:
        yield Missing(
            question="what",
            code="GENERATED_OR_REAL",
            text="A file is marked as generated; whether a real child is shown is not said",
            why="A real child may stand behind an altered picture, so the mark lowers nothing",
            ask="On what grounds is the file believed to be generated? Is a real child shown?",
            field=facts["generative_ai"].fields[0],
            report_id=str(report_id),
        )
