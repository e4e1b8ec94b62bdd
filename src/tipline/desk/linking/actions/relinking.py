"""Derive clusters anew from what their reports share and what people said: some, or all.

Promise: what comes out depends on the evidence and the judgements only, not on how the clusters
came to be; a cluster that is split keeps its id where its oldest report is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.actions.changes import mark_changed
from tipline.desk.linking.actions.examining import examine_much_shared
from tipline.desk.linking.actions.pieces import Member, Piece, choose_ids, write_pieces
from tipline.desk.linking.queries.shared import read_judged, read_shared
from tipline.desk.linking.rules.parting import cluster
from tipline.desk.linking.rules.ties import sure_ties, tie_up
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    import psycopg

    from tipline.desk.linking.actions.grouping import Newcomer
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

# A component that was parted is derived as one.
WHOLE = """
SELECT cluster_id FROM linking_cluster WHERE intricate AND component IN (
    SELECT component FROM linking_cluster WHERE cluster_id = ANY(%(ids)s) AND intricate)
"""

MEMBERS = """
SELECT m.report_id, m.received_at, m.cluster_id, c.opened_at, c.oldest_report_id
FROM linking_member m JOIN linking_cluster c USING (cluster_id)
WHERE m.cluster_id = ANY(%s) ORDER BY m.received_at, m.report_id
"""

ALL_CLUSTERS = "SELECT cluster_id FROM linking_cluster WHERE merged_into IS NULL"


class Relinked(msgspec.Struct, frozen=True, kw_only=True):
    """Which reports moved where, what was merged into what, what was split off from where.

    `conflicts` are pairs that were judged different and stay together all the same.
    """

    cluster_of: dict[int, str]
    merged: dict[str, str]
    split: dict[str, str]
    conflicts: tuple[tuple[int, int], ...] = ()

    @property
    def changed(self) -> set[str]:
        """Every cluster that gained or lost reports."""
        merges = {*self.merged, *self.merged.values()}
        return merges | {*self.split, *self.split.values(), *self.cluster_of.values()}


def relink(
    cursor: Cursor,
    actor: Actor,
    cluster_ids: Collection[str],
    newcomers: Collection[Newcomer] = (),
    *,
    now: datetime,
    draw_id: Callable[[], str],
) -> Relinked:
    """Derive some clusters anew, with reports that are in none yet; reads only their reports.

    `cluster_ids` hold every report that a tie or a judgement joins with any of theirs.
    """
    if not cluster_ids and not newcomers:
        return Relinked(cluster_of={}, merged={}, split={})
    ids = {*cluster_ids, *_whole_components(cursor, cluster_ids)}
    members = _read_members(cursor, ids, newcomers)
    said = read_judged(cursor, members)
    judged = [pair for pair in said if pair.one in members and pair.other in members]
    ties = (*tie_up(read_shared(cursor, members)), *sure_ties(judged))
    clustered = cluster(members, ties, judged)
    pieces = choose_ids(clustered, members, draw_id)
    relinked = _compare(pieces, members, clustered.conflicts)
    write_pieces(cursor, actor, pieces, members, relinked.merged, now=now)
    return relinked


def relink_everything(actor: Actor, *, now: datetime, draw_id: Callable[[], str]) -> Relinked:
    """Examine every much-shared value and derive every cluster anew, in one transaction."""
    with acting(actor), prepared_cursor() as cursor:
        examine_much_shared(cursor)
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


def _whole_components(cursor: Cursor, cluster_ids: Collection[str]) -> set[str]:
    rows = cursor.execute(WHOLE, {"ids": sorted(cluster_ids)}).fetchall()
    return {row[0] for row in rows}


def _read_members(
    cursor: Cursor, cluster_ids: Collection[str], newcomers: Collection[Newcomer]
) -> dict[int, Member]:
    """Return the reports of clusters and the newcomers, oldest first."""
    rows = cursor.execute(MEMBERS, (sorted(cluster_ids),)).fetchall()
    found = [Member(*row) for row in rows]
    found += [
        Member(one.report_id, one.received_at, sender_name=one.sender_name) for one in newcomers
    ]
    found.sort(key=lambda member: (member.received_at, member.report_id))
    return {member.report_id: member for member in found}


def _compare(
    pieces: Collection[Piece],
    members: Mapping[int, Member],
    conflicts: tuple[tuple[int, int], ...],
) -> Relinked:
    """Say what became of the clusters: an id goes where its oldest report is."""
    moved: dict[int, str] = {}
    merged: dict[str, str] = {}
    split: dict[str, str] = {}
    for piece in pieces:
        for report in piece.reports:
            before = members[report]
            if before.cluster_id == piece.cluster_id:
                continue
            moved[report] = piece.cluster_id
            if before.cluster_id is None:
                continue
            if before.oldest_report_id == report:
                merged[before.cluster_id] = piece.cluster_id
            else:
                split[piece.cluster_id] = before.cluster_id
    split = {one: origin for one, origin in split.items() if merged.get(origin) != one}
    return Relinked(cluster_of=moved, merged=merged, split=split, conflicts=conflicts)
