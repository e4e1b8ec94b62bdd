"""`tipline report complete`: what an officer would lack, and what to ask the sender."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.report.cli.words import count, safe, wrap
from tipline.report.completeness import Completeness, Gap, Measure, Question, assess_completeness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.report.cli.opened import Bundle


def completeness_of(bundle: Bundle) -> Completeness | None:
    """Judge a report with the files that could be understood; None without a report."""
    parsed = bundle.main.parsed
    if parsed is None or parsed.model is None:
        return None
    return assess_completeness(parsed.model, bundle.file_models)


def completeness_as_json(bundle: Bundle, judged: Completeness) -> dict[str, Any]:
    """Return one report's completeness as one JSON object."""
    return {
        "file": bundle.main.name,
        "files": [one.name for one in bundle.files],
        **msgspec.to_builtins(judged),
    }


def completeness_as_text(bundle: Bundle, judged: Completeness) -> Iterator[str]:
    """Yield the lines that tell a person what is there, what is missing, why, and what to ask."""
    files = count(len(bundle.files), "file")
    gaps = count(len(judged.gaps), "gap")
    yield f"{safe(bundle.main.name)} with {files}: {gaps}, {count(len(judged.facts), 'fact')}"
    if judged.measure is Measure.BATCHED:
        yield "  Judged as a batched report, which may say little of each user."
    for question in Question:
        gaps_here, facts_here = judged.gaps_of(question), judged.facts_of(question)
        yield ""
        yield f"{question.upper()}: {len(gaps_here)} missing, {len(facts_here)} known"
        for gap in gaps_here:
            yield from _gap_as_text(gap)
        for fact in facts_here:
            yield wrap(f"known    {fact.text}", first="  ", rest=" " * 11)


def _gap_as_text(gap: Gap) -> Iterator[str]:
    indent = " " * 11
    yield wrap(f"MISSING  {gap.text}", first="  ", rest=indent)
    yield wrap(f"why    {gap.why}", first=indent, rest=indent + " " * 7)
    yield wrap(f"field  {gap.path}", first=indent, rest=indent + " " * 7)
    yield wrap(f"ask    {gap.ask}", first=indent, rest=indent + " " * 7)
