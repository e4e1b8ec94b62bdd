"""Derive clusters anew from the identifiers of their reports: some, or all.

Promise: what comes out depends on the identifiers and the judgements only, not on how the
clusters came to be; a cluster that is split keeps its id where its oldest report is.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.actions.changes import mark_changed
from tipline.desk.linking.actions.grouping import merge_clusters
from tipline.desk.linking.actions.judging import Counted, judge_values
from tipline.desk.linking.rules.joining import EXAMINED_FROM, Forest
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import psycopg

    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

MEMBERS = """
SELECT m.report_id, m.cluster_id, m.received_at, c.opened_at, c.oldest_report_id
FROM linking_member m JOIN linking_cluster c USING (cluster_id)
WHERE m.cluster_id = ANY(%s) ORDER BY m.received_at, m.report_id
"""

JOINING = """
SELECT i.value_id, i.report_id FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s) AND v.joins AND v.reports > 1
"""

MUCH_SHARED = """
SELECT id, reports, first_report_id, joins, examined_at FROM linking_value
WHERE reports >= %s AND marked_viral = 0
"""

ALL_CLUSTERS = "SELECT cluster_id FROM linking_cluster WHERE merged_into IS NULL"

OPEN = """
INSERT INTO linking_cluster (agency_id, cluster_id, oldest_report_id, opened_at, reports)
VALUES (%s, %s, %s, %s, 0)
"""

MOVE = "UPDATE linking_member SET cluster_id = %s WHERE report_id = ANY(%s)"

RECOUNT = """
UPDATE linking_cluster SET reports = (
    SELECT count(*) FROM linking_member m WHERE m.cluster_id = linking_cluster.cluster_id)
WHERE cluster_id = ANY(%s)
"""


class Relinked(msgspec.Struct, frozen=True, kw_only=True):
    """Which reports moved where, what was merged into what, what was split off from where."""

    cluster_of: dict[int, str]
    merged: dict[str, str]
    split: dict[str, str]

    @property
    def changed(self) -> set[str]:
        """Every cluster that gained or lost reports."""
        merges = {*self.merged, *self.merged.values()}
        return merges | {*self.split, *self.split.values(), *self.cluster_of.values()}


class _Member(msgspec.Struct, frozen=True):
    report_id: int
    cluster_id: str
    received_at: datetime
    opened_at: datetime
    oldest_report_id: int


def relink(
    cursor: Cursor,
    actor: Actor,
    cluster_ids: Collection[str],
    *,
    now: datetime,
    draw_id: Callable[[], str],
) -> Relinked:
    """Derive some clusters anew under the judgements as they stand; reads only their reports.

    `cluster_ids` hold every report that shares a joining value with any of theirs.
    """
    if not cluster_ids:
        return Relinked(cluster_of={}, merged={}, split={})
    rows = cursor.execute(MEMBERS, (sorted(cluster_ids),)).fetchall()
    members = {row[0]: _Member(*row) for row in rows}
    groups = _group(cursor, members)
    kept = _choose_ids(groups, members, draw_id)
    relinked = _compare(groups, kept, members)
    _write(cursor, actor, groups=groups, kept=kept, members=members, relinked=relinked, now=now)
    return relinked


def relink_everything(actor: Actor, *, now: datetime, draw_id: Callable[[], str]) -> Relinked:
    """Judge every much-shared value and derive every cluster anew, in one transaction."""
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(MUCH_SHARED, (EXAMINED_FROM,)).fetchall()
        judge_values(
            cursor,
            [
                Counted(value_id=one, reports=n, first_report_id=first, joins=joins, examined_at=at)
                for one, n, first, joins, at in rows
            ],
        )
        clusters = [row[0] for row in cursor.execute(ALL_CLUSTERS).fetchall()]
        relinked = relink(cursor, actor, clusters, now=now, draw_id=draw_id)
        mark_changed(actor, relinked.changed, now=now)
        record(
            actor,
            "linking:reports:relink",
            object_type="cluster",
            object_id=f"{len(clusters)} clusters",
            before={"split": relinked.split, "merged": relinked.merged},
            after={"moved": {str(one): to for one, to in relinked.cluster_of.items()}},
            now=now,
        )
    return relinked


def _group(cursor: Cursor, members: Mapping[int, _Member]) -> list[list[int]]:
    forest = Forest[int]()
    for report_id in members:
        forest.root(report_id)
    first: dict[int, int] = {}
    for value_id, report_id in cursor.execute(JOINING, (list(members),)).fetchall():
        forest.join(first.setdefault(value_id, report_id), report_id)
    return forest.sets()


def _choose_ids(
    groups: Sequence[Sequence[int]], members: Mapping[int, _Member], draw_id: Callable[[], str]
) -> list[str]:
    """Give each group the oldest of the ids whose oldest report it holds, or a new one."""
    ids = []
    for group in groups:
        held = [members[report] for report in group if members[report].oldest_report_id == report]
        oldest = min(held, key=lambda one: (one.opened_at, one.cluster_id), default=None)
        ids.append(oldest.cluster_id if oldest else draw_id())
    return ids


def _compare(
    groups: Sequence[Sequence[int]], kept: Sequence[str], members: Mapping[int, _Member]
) -> Relinked:
    moved: dict[int, str] = {}
    merged: dict[str, str] = {}
    split: dict[str, str] = {}
    for group, cluster_id in zip(groups, kept, strict=True):
        for report in group:
            before = members[report]
            if before.cluster_id == cluster_id:
                continue
            moved[report] = cluster_id
            if before.oldest_report_id == report:
                merged[before.cluster_id] = cluster_id
            else:
                split[cluster_id] = before.cluster_id
    return Relinked(cluster_of=moved, merged=merged, split=split)


def _write(
    cursor: Cursor,
    actor: Actor,
    *,
    groups: Sequence[Sequence[int]],
    kept: Sequence[str],
    members: Mapping[int, _Member],
    relinked: Relinked,
    now: datetime,
) -> None:
    known = {member.cluster_id for member in members.values()}
    for group, cluster_id in zip(groups, kept, strict=True):
        if cluster_id not in known:
            oldest = members[group[0]]
            row = (actor.agency_id, cluster_id, oldest.report_id, oldest.received_at)
            cursor.execute(OPEN, row)
        moved = [report for report in group if report in relinked.cluster_of]
        if moved:
            cursor.execute(MOVE, (cluster_id, moved))
    merge_clusters(cursor, relinked.merged, now=now)
    cursor.execute(RECOUNT, (sorted(relinked.changed),))
