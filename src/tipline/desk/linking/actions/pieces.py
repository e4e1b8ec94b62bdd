"""Write what components were parted into: each piece a cluster, with the id that it keeps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.linking.actions.grouping import Newcomer, merge_clusters, write_members

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import psycopg

    from tipline.desk.linking.rules.parting import Clustered
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

OPEN = """
INSERT INTO linking_cluster
    (agency_id, cluster_id, oldest_report_id, opened_at, reports, component, intricate)
SELECT %s, cluster_id, oldest_report_id, opened_at, 0, cluster_id, false
FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[])
    AS opened(cluster_id, oldest_report_id, opened_at)
"""

MOVE = """
UPDATE linking_member SET cluster_id = moved.cluster_id
FROM unnest(%s::bigint[], %s::text[]) AS moved(report_id, cluster_id)
WHERE linking_member.report_id = moved.report_id
"""

DESCRIBE = """
UPDATE linking_cluster SET reports = piece.reports, component = piece.component,
    intricate = piece.intricate
FROM unnest(%s::text[], %s::int[], %s::text[], %s::bool[])
    AS piece(cluster_id, reports, component, intricate)
WHERE linking_cluster.cluster_id = piece.cluster_id
    AND (linking_cluster.reports, linking_cluster.component, linking_cluster.intricate)
        IS DISTINCT FROM (piece.reports, piece.component, piece.intricate)
"""


class Member(msgspec.Struct, frozen=True):
    """A report and the cluster that it was in, if any."""

    report_id: int
    received_at: datetime
    cluster_id: str | None = None
    opened_at: datetime | None = None
    oldest_report_id: int | None = None
    sender_name: str = ""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """The reports of one cluster, and the component that it is a piece of."""

    cluster_id: str
    reports: tuple[int, ...]
    component: str
    intricate: bool
    is_new: bool


def choose_ids(
    clustered: Clustered, members: Mapping[int, Member], draw_id: Callable[[], str]
) -> list[Piece]:
    """Give each piece the oldest of the ids whose oldest report it holds, or a new one.

    A component is named by the id of its oldest piece.
    """
    pieces = []
    for parted in clustered.components:
        chosen = [(_oldest_id(reports, members), reports) for reports in parted.pieces]
        named = [(one or draw_id(), one is None, reports) for one, reports in chosen]
        component = min(named, key=lambda each: _age(_oldest(each[2], members)))[0]
        pieces += [
            Piece(
                cluster_id=cluster_id,
                reports=reports,
                component=component,
                intricate=parted.intricate,
                is_new=is_new,
            )
            for cluster_id, is_new, reports in named
        ]
    return pieces


def write_pieces(
    cursor: Cursor,
    actor: Actor,
    pieces: Sequence[Piece],
    members: Mapping[int, Member],
    merged: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """Bring the stored clusters to these pieces; what did not change is not written."""
    opened = [
        (piece.cluster_id, _oldest(piece.reports, members)) for piece in pieces if piece.is_new
    ]
    if opened:
        ids = [cluster_id for cluster_id, _ in opened]
        oldest = [one.report_id for _, one in opened]
        cursor.execute(OPEN, (actor.agency_id, ids, oldest, [one.received_at for _, one in opened]))
    place_of = {report: piece.cluster_id for piece in pieces for report in piece.reports}
    _move(cursor, actor, place_of, members)
    merge_clusters(cursor, merged, now=now)
    columns = [(one.cluster_id, len(one.reports), one.component, one.intricate) for one in pieces]
    cursor.execute(DESCRIBE, tuple(list(column) for column in zip(*columns, strict=True)))


def _move(
    cursor: Cursor, actor: Actor, place_of: Mapping[int, str], members: Mapping[int, Member]
) -> None:
    moved = {
        report: place
        for report, place in place_of.items()
        if members[report].cluster_id not in {None, place}
    }
    if moved:
        cursor.execute(MOVE, (list(moved), list(moved.values())))
    joined = {
        report: place for report, place in place_of.items() if members[report].cluster_id is None
    }
    newcomers = {
        report: Newcomer(
            report_id=report,
            received_at=members[report].received_at,
            sender_name=members[report].sender_name,
        )
        for report in joined
    }
    if joined:
        write_members(cursor, actor, joined, newcomers)


def _oldest_id(reports: Sequence[int], members: Mapping[int, Member]) -> str | None:
    held = [
        (member.opened_at, member.cluster_id)
        for report in reports
        if (member := members[report]).oldest_report_id == report
        and member.opened_at is not None
        and member.cluster_id is not None
    ]
    return min(held)[1] if held else None


def _oldest(reports: Sequence[int], members: Mapping[int, Member]) -> Member:
    return min((members[report] for report in reports), key=_age)


def _age(member: Member) -> tuple[datetime, int]:
    return member.received_at, member.report_id
