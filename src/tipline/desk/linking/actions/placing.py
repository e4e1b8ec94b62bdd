"""Place arrivals on the stored state: count their values, examine the much-shared, join clusters.

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
from tipline.desk.linking.actions.examining import Counted, examine_due, restated_clusters
from tipline.desk.linking.actions.joining import join
from tipline.desk.linking.actions.locking import one_at_a_time
from tipline.desk.linking.actions.pairing import pair_arrivals
from tipline.desk.linking.actions.relinking import Relinked, relink
from tipline.desk.linking.queries.shared import KIND_OF
from tipline.desk.linking.rows import json_rows
from tipline.desk.linking.rules.strength import RARE_UP_TO, is_decisive, is_rare
from tipline.desk.linking.types import JOINS_NOBODY, IdentifierKind, IdentifierRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import psycopg

    from tipline.desk.linking.actions.grouping import Grouped
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]
    Key = tuple[str, bytes]

RARE = " ".join(f"WHEN '{kind.value}' THEN {most}" for kind, most in RARE_UP_TO.items())
ENDLESS = 2**31 - 1

# A supporting value counts while it is rare (rules.strength); a decisive one until it is examined.
COUNT = f"""
INSERT INTO linking_value (agency_id, kind, blind_index, reports, first_report_id, marked_viral,
    joins, examined_at, pairs, corroborated, paired)
SELECT %s, kind, decode(blind_index, 'hex'), reports, first_report_id, marked_viral,
    marked_viral = 0 AND reports <= CASE kind {RARE} ELSE {ENDLESS} END, 0, 0, 0, false
FROM json_to_recordset(%s::json) AS arrived(kind text, blind_index text, reports int,
    first_report_id bigint, marked_viral int)
ON CONFLICT (agency_id, kind, blind_index) DO UPDATE SET
    reports = linking_value.reports + excluded.reports,
    first_report_id = coalesce(linking_value.first_report_id, excluded.first_report_id),
    marked_viral = linking_value.marked_viral + excluded.marked_viral,
    joins = linking_value.joins AND excluded.marked_viral = 0 AND
        linking_value.reports + excluded.reports
            <= CASE linking_value.kind {RARE} ELSE {ENDLESS} END
RETURNING id, kind, blind_index, reports, first_report_id, marked_viral, joins, examined_at, paired
"""  # noqa: S608  numbers and kinds of ours

# COPY does not pass row-level security; many rows in one statement come near to it.
IDENTIFY = """
INSERT INTO linking_identifier (agency_id, value_id, lot, report_id, thing, role, at, path)
SELECT %s, * FROM json_to_recordset(%s::json) AS named(value_id bigint, lot bigint,
    report_id bigint, thing int, role text, at timestamptz, path text)
"""


TALLY = """
INSERT INTO linking_tally (agency_id, reports) VALUES (%s, %s)
ON CONFLICT (agency_id) DO UPDATE SET reports = linking_tally.reports + excluded.reports
"""

# A file that one cluster alone held is first seen there no longer once another report has it.
SEEN_ELSEWHERE = """
SELECT DISTINCT c.cluster_id FROM unnest(%s::bigint[], %s::int[]) AS held(report_id, before)
JOIN linking_member m USING (report_id) JOIN linking_cluster c USING (cluster_id)
WHERE c.reports >= held.before
"""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """One value that an arrival names, as a keyed hash."""

    kind: IdentifierKind
    blind_index: bytes
    thing: int
    role: IdentifierRole
    at: datetime | None
    path: str
    is_viral: bool = False

    @property
    def is_listed(self) -> bool:
        """Whether it ties the report to nobody: only listed, a victim's or a recipient's."""
        return self.role in JOINS_NOBODY


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is to be placed, with its lot (rules.sampling).

    `urgent`: its cluster is to be ranked before all others.
    """

    report_id: int
    lot: int
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
    first_report_id: int | None
    marked_viral: int


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    value_id: int
    lot: int
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
        one_at_a_time(cursor, actor)
        cursor.execute(TALLY, (actor.agency_id, len(arrivals)))
        counted = _count(cursor, actor, arrivals)
        _identify(cursor, actor, arrivals, counted)
        arrived = frozenset(arrival.report_id for arrival in arrivals)
        examined = examine_due(cursor, list(counted.values()), arrived)
        ties = pair_arrivals(cursor, counted.values())
        joined = join(
            cursor, actor, arrivals, examined.apply(counted), ties, now=now, draw_id=draw_id
        )
        grouped = joined.grouped
        stale = {grouped.merged.get(old, old) for old in examined.stale_clusters(cursor)}
        again = relink(
            cursor,
            actor,
            stale | {grouped.merged.get(old, old) for old in joined.unsettled_clusters},
            joined.unsettled_arrivals,
            now=now,
            draw_id=draw_id,
        )
        cluster_of = _placed(arrivals, grouped, again)
        # These keep their reports, and what is new or viral in them may have changed all the same.
        stale |= restated_clusters(cursor, counted.values())
        stale |= _seen_elsewhere(cursor, counted.values())
    urgent = {cluster_of[arrival.report_id] for arrival in arrivals if arrival.urgent}
    touched = {*cluster_of.values(), *grouped.merged, *again.changed, *stale}
    mark_changed(actor, touched, urgent=urgent, now=now)
    return Placed(cluster_of=cluster_of, merged=grouped.merged | again.merged, split=again.split)


def _placed(arrivals: Sequence[Arrival], grouped: Grouped, again: Relinked) -> dict[int, str]:
    moved = {
        arrival.report_id: again.cluster_of[arrival.report_id]
        for arrival in arrivals
        if arrival.report_id in again.cluster_of
    }
    return grouped.cluster_of | moved


def _count(cursor: Cursor, actor: Actor, arrivals: Sequence[Arrival]) -> dict[Key, Counted]:
    """Add the arrivals to the counts of the values that they name."""
    holders: dict[Key, list[int]] = {}
    first: dict[Key, int] = {}
    viral: Counter[Key] = Counter()
    for arrival in arrivals:
        for named in arrival.named:
            key = (named.kind, named.blind_index)
            holders.setdefault(key, []).append(arrival.report_id)
            viral[key] += named.is_viral
            if not named.is_listed:
                first.setdefault(key, arrival.report_id)
    arrived = [
        _Arrived(
            kind=key[0],
            blind_index=key[1].hex(),
            reports=len(holders[key]),
            first_report_id=first.get(key),
            marked_viral=viral[key],
        )
        for key in sorted(holders)
    ]
    rows = cursor.execute(COUNT, (actor.agency_id, json_rows(arrived))).fetchall()
    counted: dict[Key, Counted] = {}
    for row in rows:
        key = (KIND_OF[row[1]], bytes(row[2]))
        counted[key] = _say_counted(row, arrived=len(holders[key]), marked_now=viral[key])
    return counted


def _say_counted(row: Sequence[Any], *, arrived: int, marked_now: int) -> Counted:
    value_id, kind_text, _, reports, first, marked, joins, examined_at, paired = row
    kind = KIND_OF[kind_text]
    rare_before = is_rare(kind, reports - arrived) and marked == marked_now
    return Counted(
        value_id=value_id,
        kind=kind,
        reports=reports,
        first_report_id=first,
        joins=joins,
        joined_before=joins if is_decisive(kind) else rare_before,
        examined_at=examined_at,
        paired=paired,
        arrived=arrived,
        marked_viral=marked,
        marked_now=marked_now,
    )


def _identify(
    cursor: Cursor, actor: Actor, arrivals: Sequence[Arrival], counted: Mapping[Key, Counted]
) -> None:
    """Write the identifiers of the arrivals."""
    rows = [
        _Row(
            value_id=counted[named.kind, named.blind_index].value_id,
            lot=arrival.lot,
            report_id=arrival.report_id,
            thing=named.thing,
            role=named.role,
            at=named.at,
            path=named.path,
        )
        for arrival in arrivals
        for named in arrival.named
    ]
    cursor.execute(IDENTIFY, (actor.agency_id, json_rows(rows)))


def _seen_elsewhere(cursor: Cursor, counted: Iterable[Counted]) -> set[str]:
    """Return the clusters that may have been the only ones to hold a file that came again."""
    held = {
        (value.first_report_id, value.reports - value.arrived)
        for value in counted
        if value.kind is IdentifierKind.FILE_HASH and value.first_report_id is not None
    }
    before = sorted(one for one in held if one[1])
    if not before:
        return set()
    columns = ([report for report, _ in before], [reports for _, reports in before])
    return {row[0] for row in cursor.execute(SEEN_ELSEWHERE, columns).fetchall()}
