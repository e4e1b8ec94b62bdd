"""Take what people say of two reports: same, different, cannot tell; and link by it at once.

Promise: a judgement is kept as it was said, with who, when and why, and outranks the machine; the
last one of a pair counts. Judgements that contradict each other are all kept and reported.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.actions.changes import mark_changed
from tipline.desk.linking.actions.locking import one_at_a_time
from tipline.desk.linking.actions.relinking import relink
from tipline.desk.linking.types import Judgement
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import psycopg

    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

CLUSTERS = "SELECT report_id, cluster_id FROM linking_member WHERE report_id = ANY(%s)"

KEEP = """
INSERT INTO linking_judged (agency_id, one, other, judgement, judged_by, judged_at, reason)
SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[],
    %s::text[]) ON CONFLICT DO NOTHING RETURNING one, other
"""


class BadJudgement(Exception):
    """A judgement names no two reports that are linked here."""

    exit_code = 2


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of two reports."""

    one: int
    other: int
    judgement: Judgement
    by: str
    at: datetime
    reason: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What came of judgements: how many were new, where reports went, what contradicts what.

    `conflicts` are pairs that were judged different and stay together, because a chain of people's
    `same` holds them or because their cluster is too large to be cut.
    """

    added: int
    moved: dict[int, str]
    conflicts: tuple[tuple[int, int], ...]


def judge(
    actor: Actor,
    one: int,
    other: int,
    judgement: Judgement,
    *,
    reason: str,
    now: datetime,
    draw_id: Callable[[], str],
) -> Judged:
    """Keep what the actor says of two reports, and link by it.

    Raises NotPermitted, and BadJudgement where the two are not two linked reports.
    """
    check_may(actor, Action.JUDGE_LINKS, reason=reason)
    said = Statement(
        one=one, other=other, judgement=judgement, by=actor.name, at=now, reason=reason.strip()
    )
    with acting(actor), prepared_cursor() as cursor:
        judged = _take(cursor, actor, [said], now=now, draw_id=draw_id)
        record(
            actor,
            "linking:reports:judge",
            object_type="report",
            object_id=f"{min(one, other)} {max(one, other)}",
            after={"judgement": judgement.value, "moved": _say_moved(judged)},
            reason=said.reason,
            now=now,
        )
    return judged


def take_over(
    actor: Actor,
    statements: Sequence[Statement],
    *,
    now: datetime,
    draw_id: Callable[[], str],
) -> Judged:
    """Keep judgements that were made elsewhere or before, as they were said.

    What is known already adds nothing. Raises NotPermitted, and BadJudgement for reports that are
    not linked here.
    """
    check_may(actor, Action.JUDGE_LINKS, reason="taken over")
    with acting(actor), prepared_cursor() as cursor:
        judged = _take(cursor, actor, statements, now=now, draw_id=draw_id)
        if judged.added:
            record(
                actor,
                "linking:judgements:import",
                object_type="judgement",
                object_id=f"{judged.added} judgements",
                after={"added": judged.added, "moved": _say_moved(judged)},
                now=now,
            )
    return judged


def _say_moved(judged: Judged) -> dict[str, str]:
    return {str(report): cluster_id for report, cluster_id in judged.moved.items()}


def _take(
    cursor: Cursor,
    actor: Actor,
    statements: Sequence[Statement],
    *,
    now: datetime,
    draw_id: Callable[[], str],
) -> Judged:
    one_at_a_time(cursor, actor)
    reports = sorted({report for said in statements for report in (said.one, said.other)})
    cluster_of: dict[int, str] = dict(cursor.execute(CLUSTERS, (reports,)).fetchall())
    _check(statements, cluster_of)
    added = _keep(cursor, actor, statements)
    touched = {cluster_of[report] for pair in added for report in pair}
    relinked = relink(cursor, actor, touched, now=now, draw_id=draw_id)
    if relinked.changed:
        mark_changed(actor, relinked.changed, now=now)
    return Judged(added=len(added), moved=relinked.cluster_of, conflicts=relinked.conflicts)


def _check(statements: Sequence[Statement], known: Collection[int]) -> None:
    for said in statements:
        if said.one == said.other:
            raise BadJudgement(f"Report {said.one} is named twice: a judgement is of two reports.")
        for report in (said.one, said.other):
            if report not in known:
                raise BadJudgement(
                    f"This agency has no linked report {report}."
                    " See `tipline intake list`; `tipline process` links what waits."
                )
        if not said.reason.strip():
            raise BadJudgement("A judgement takes a reason.")


def _keep(cursor: Cursor, actor: Actor, statements: Sequence[Statement]) -> list[tuple[int, int]]:
    """Write what was not said before; return the pairs."""
    if not statements:
        return []
    rows = [
        (
            min(said.one, said.other),
            max(said.one, said.other),
            said.judgement.value,
            said.by,
            said.at,
            said.reason,
        )
        for said in statements
    ]
    columns = (list(column) for column in zip(*rows, strict=True))
    return cursor.execute(KEEP, (actor.agency_id, *columns)).fetchall()
