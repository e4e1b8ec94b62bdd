"""Answer why two reports are together, or why they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries.evidence import Evidence, Gathered, Said, gather
from tipline.desk.linking.rules.parting import CUT_UP_TO
from tipline.desk.linking.rules.paths import Step, strongest_path
from tipline.trust.rows import acting

if TYPE_CHECKING:
    import psycopg

    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

STANDS = """
SELECT m.report_id, c.cluster_id, c.component, c.reports
FROM linking_member m JOIN linking_cluster c USING (cluster_id) WHERE m.report_id = ANY(%s)
"""
MEMBERS = "SELECT report_id FROM linking_member WHERE cluster_id = %s ORDER BY report_id"


class NoSuchReport(Exception):
    """The agency has no linked report of this number."""

    exit_code = 2


class PathStep(msgspec.Struct, frozen=True, kw_only=True):
    """From one report to the next: the values that hold these two together, or a person's word."""

    report_id: int
    other: int
    evidence: tuple[Evidence, ...]
    said: Said | None


class Between(msgspec.Struct, frozen=True, kw_only=True):
    """Why two reports are together, or why not.

    `steps` lead from one to the other where they are together; `shared` is all that the two share
    themselves. `why` says it in a sentence. `said` is what a person said of the two last.
    """

    report_id: int
    other: int
    cluster_id: str
    other_cluster_id: str
    together: bool
    why: str
    steps: tuple[PathStep, ...]
    shared: tuple[Evidence, ...]
    said: Said | None


class _Stand(msgspec.Struct, frozen=True):
    report_id: int
    cluster_id: str
    component: str
    reports: int


def path_between(actor: Actor, one: int, other: int) -> Between:
    """Return the strongest path of evidence between two reports, or why there is none.

    Raises NoSuchReport. In a cluster of more than CUT_UP_TO reports only what the two share
    themselves is looked into.
    """
    with acting(actor), prepared_cursor() as cursor:
        stands = _read_stands(cursor, one, other)
        mine, theirs = stands[one], stands[other]
        together = mine.cluster_id == theirs.cluster_id
        searched = together and mine.reports <= CUT_UP_TO
        rows = cursor.execute(MEMBERS, (mine.cluster_id,)).fetchall() if searched else []
        gathered = gather(cursor, {one, other, *(row[0] for row in rows)})
    steps = strongest_path(gathered.ties, one, other) if together else ()
    shared, said = (
        gathered.between(one, other),
        gathered.said.get((min(one, other), max(one, other))),
    )
    return Between(
        report_id=one,
        other=other,
        cluster_id=mine.cluster_id,
        other_cluster_id=theirs.cluster_id,
        together=together,
        why=_say_why(mine, theirs, steps, shared, said),
        steps=tuple(say_step(gathered, step) for step in steps),
        shared=shared,
        said=said,
    )


def say_step(gathered: Gathered, step: Step) -> PathStep:
    """Return a step with the values of its tie, or with what a person said."""
    pair = (min(step.one, step.other), max(step.one, step.other))
    evidence = gathered.between(step.one, step.other, tie=step.tie)
    said = None if evidence else gathered.said.get(pair)
    return PathStep(report_id=step.one, other=step.other, evidence=evidence, said=said)


def _read_stands(cursor: Cursor, one: int, other: int) -> dict[int, _Stand]:
    rows = cursor.execute(STANDS, (sorted({one, other}),)).fetchall()
    stands = {row[0]: _Stand(*row) for row in rows}
    for report in (one, other):
        if report not in stands:
            raise NoSuchReport(
                f"This agency has no linked report {report}."
                " See `tipline intake list`; `tipline process` links what waits."
            )
    return stands


def _say_why(
    mine: _Stand,
    theirs: _Stand,
    steps: tuple[Step, ...],
    shared: tuple[Evidence, ...],
    said: Said | None,
) -> str:
    if mine.report_id == theirs.report_id:
        return "It is one and the same report."
    if mine.cluster_id == theirs.cluster_id:
        return _say_together(mine, steps)
    if said is not None and said.judgement == "different":
        return f"{said.by} judged them different on {said.at:%Y-%m-%d}: {said.reason}"
    if mine.component == theirs.component:
        return (
            "Evidence leads from one to the other, and was cut at its weakest point: by a person's"
            " judgement of others, or because one single naming held two large bodies together."
        )
    if shared:
        return "What they share does not join them; each value says why."
    return "They share nothing."


def _say_together(mine: _Stand, steps: tuple[Step, ...]) -> str:
    if steps:
        return f"They are together by {len(steps)} {'step' if len(steps) == 1 else 'steps'}."
    return (
        f"Both are in a cluster of {mine.reports:,} reports, which is too large to look for a path"
        f" in (at most {CUT_UP_TO:,})."
    )
