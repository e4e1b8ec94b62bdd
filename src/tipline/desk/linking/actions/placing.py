"""Place arrivals on the stored state: count their values, judge the much-shared, join clusters.

Promise: the cost follows the arrivals and the clusters that they join, not the size of a hub; the
clusters come out as if all reports had been linked at once.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.actions.changes import mark_changed
from tipline.desk.linking.actions.grouping import Grouped, Newcomer, write_groups
from tipline.desk.linking.actions.judging import Counted, judge_due, restated_clusters
from tipline.desk.linking.actions.relinking import relink
from tipline.desk.linking.rows import json_rows
from tipline.desk.linking.rules.joining import Forest
from tipline.desk.linking.types import IdentifierKind, IdentifierRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import psycopg

    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]
    Key = tuple[str, bytes]

# Placing is done by one worker of an agency at a time: two that joined the same clusters at once
# would wait for each other in a ring.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('linking'), hashtext(%s))"

COUNT = """
INSERT INTO linking_value (agency_id, kind, blind_index, reports, first_report_id, marked_viral,
    joins, examined_at, pairs, corroborated)
SELECT %s, kind, decode(blind_index, 'hex'), reports, first_report_id, marked_viral,
    marked_viral = 0, 0, 0, 0
FROM json_to_recordset(%s::json) AS arrived(kind text, blind_index text, reports int,
    first_report_id bigint, marked_viral int)
ON CONFLICT (agency_id, kind, blind_index) DO UPDATE SET
    reports = linking_value.reports + excluded.reports,
    marked_viral = linking_value.marked_viral + excluded.marked_viral,
    joins = linking_value.joins AND excluded.marked_viral = 0
RETURNING id, kind, blind_index, reports, first_report_id, marked_viral, joins, examined_at
"""

# COPY does not pass row-level security; many rows in one statement come near to it.
IDENTIFY = """
INSERT INTO linking_identifier (agency_id, value_id, position, report_id, thing, role, at, path)
SELECT %s, * FROM json_to_recordset(%s::json) AS named(value_id bigint, position int,
    report_id bigint, thing smallint, role text, at timestamptz, path text)
"""

CLUSTER_OF = "SELECT report_id, cluster_id FROM linking_member WHERE report_id = ANY(%s)"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """One value that an arrival names, as a keyed hash."""

    kind: IdentifierKind
    blind_index: bytes
    thing: int
    role: IdentifierRole
    at: datetime | None
    path: str
    is_viral: bool = False


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is to be placed. `urgent`: its cluster is to be ranked before all others."""

    report_id: int
    received_at: datetime
    sender_name: str
    urgent: bool
    named: tuple[Named, ...]


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where the arrivals went, which clusters were merged into which, and which were split."""

    cluster_of: dict[int, str]
    merged: dict[str, str]
    split: dict[str, str]

    @property
    def regrouped(self) -> bool:
        """Whether clusters that were there before came out differently."""
        return bool(self.merged or self.split)


class _Arrived(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    blind_index: str
    reports: int
    first_report_id: int
    marked_viral: int


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    value_id: int
    position: int
    report_id: int
    thing: int
    role: IdentifierRole
    at: datetime | None
    path: str


def place(
    actor: Actor, arrivals: Sequence[Arrival], *, now: datetime, draw_id: Callable[[], str]
) -> Placed:
    """Place arrivals in clusters. Call it inside `acting`; no report is placed twice."""
    with prepared_cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, (str(actor.agency_id),))
        counted = _count(cursor, actor, arrivals)
        _identify(cursor, actor, arrivals, counted)
        judged = judge_due(cursor, list(counted.values()))
        grouped = _join(cursor, actor, arrivals, judged.apply(counted), now=now, draw_id=draw_id)
        stale = {grouped.merged.get(old, old) for old in judged.stale_clusters(cursor)}
        again = relink(cursor, actor, stale, now=now, draw_id=draw_id)
        # These keep their reports, and what is new or viral in them may have changed all the same.
        stale |= restated_clusters(cursor, counted.values())
    cluster_of = grouped.cluster_of | {
        arrival.report_id: again.cluster_of[arrival.report_id]
        for arrival in arrivals
        if arrival.report_id in again.cluster_of
    }
    urgent = {cluster_of[arrival.report_id] for arrival in arrivals if arrival.urgent}
    touched = {*cluster_of.values(), *grouped.merged, *again.changed, *stale}
    mark_changed(actor, touched, urgent=urgent, now=now)
    return Placed(cluster_of=cluster_of, merged=grouped.merged | again.merged, split=again.split)


def _count(cursor: Cursor, actor: Actor, arrivals: Sequence[Arrival]) -> dict[Key, Counted]:
    """Add the arrivals to the counts of the values that they name."""
    holders: dict[Key, list[int]] = {}
    viral: Counter[Key] = Counter()
    for arrival in arrivals:
        for named in arrival.named:
            key = (named.kind, named.blind_index)
            holders.setdefault(key, []).append(arrival.report_id)
            viral[key] += named.is_viral
    keys = sorted(holders)
    arrived = [
        _Arrived(
            kind=key[0],
            blind_index=key[1].hex(),
            reports=len(holders[key]),
            first_report_id=holders[key][0],
            marked_viral=viral[key],
        )
        for key in keys
    ]
    rows = cursor.execute(COUNT, (actor.agency_id, json_rows(arrived))).fetchall()
    return {
        (kind, bytes(blind_index)): Counted(
            value_id=value_id,
            reports=reports,
            first_report_id=first,
            joins=joins,
            examined_at=examined_at,
            arrived=len(holders[kind, bytes(blind_index)]),
            marked_viral=marked,
            marked_now=viral[kind, bytes(blind_index)],
        )
        for value_id, kind, blind_index, reports, first, marked, joins, examined_at in rows
    }


def _identify(
    cursor: Cursor, actor: Actor, arrivals: Sequence[Arrival], counted: Mapping[Key, Counted]
) -> None:
    """Write the identifiers of the arrivals, each at the next position of its value."""
    position = {key: value.reports - value.arrived for key, value in counted.items()}
    rows = []
    for arrival in arrivals:
        for named in arrival.named:
            key = (named.kind, named.blind_index)
            position[key] += 1
            row = _Row(
                value_id=counted[key].value_id,
                position=position[key],
                report_id=arrival.report_id,
                thing=named.thing,
                role=named.role,
                at=named.at,
                path=named.path,
            )
            rows.append(row)
    cursor.execute(IDENTIFY, (actor.agency_id, json_rows(rows)))


def _join(
    cursor: Cursor,
    actor: Actor,
    arrivals: Sequence[Arrival],
    counted: Mapping[Key, Counted],
    *,
    now: datetime,
    draw_id: Callable[[], str],
) -> Grouped:
    """Join the arrivals with one another and with the clusters that hold their values."""
    arrived = {arrival.report_id for arrival in arrivals}
    # Whoever holds a joining value is in one cluster with all others that do; the first says which.
    firsts = {value.first_report_id for value in counted.values() if value.joins} - arrived
    cluster_of: dict[int, str] = dict(cursor.execute(CLUSTER_OF, (sorted(firsts),)).fetchall())
    forest = Forest[int | str]()
    for arrival in arrivals:
        forest.root(arrival.report_id)
        for named in arrival.named:
            value = counted[named.kind, named.blind_index]
            if value.joins:
                first = value.first_report_id
                forest.join(cluster_of.get(first, first), arrival.report_id)
    newcomers = {
        arrival.report_id: Newcomer(
            report_id=arrival.report_id,
            received_at=arrival.received_at,
            sender_name=arrival.sender_name,
        )
        for arrival in arrivals
    }
    return write_groups(cursor, actor, forest.sets(), newcomers, now=now, draw_id=draw_id)
