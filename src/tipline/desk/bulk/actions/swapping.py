"""Swap the stored clusters for those of a bulk run, in one transaction.

What changed since the run's snapshot is recognised by the transaction that wrote it, left as it
is, and linked again on the new state by the rule for arrivals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import psycopg
import pyarrow as pa
from django.db import connection
from pyarrow import compute

from tipline.desk.linking.actions.changes import mark_changed
from tipline.desk.linking.actions.examining import Counted, draw_samples, examine_values
from tipline.desk.linking.actions.locking import one_at_a_time
from tipline.desk.linking.actions.placing import ENDLESS, RARE
from tipline.desk.linking.actions.relinking import relink
from tipline.desk.linking.rules.sampling import EXAMINED_FROM
from tipline.desk.linking.rules.strength import DECISIVE, RARE_UP_TO
from tipline.desk.linking.types import IdentifierKind
from tipline.trust.audit.actions import record
from tipline.trust.columns import write_session_table
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tipline.desk.bulk.relinking.assigning import Assignment
    from tipline.desk.bulk.relinking.differing import Differing
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

_DECISIVE = ", ".join(f"'{kind.value}'" for kind in sorted(DECISIVE))
_RARE = ", ".join(f"'{kind.value}'" for kind in sorted(RARE_UP_TO))

# Written after the snapshot: by a transaction younger than the one that stood before it.
_SINCE = "age({table}.xmin) < age(%(started)s::xid)"

ARRIVED = f"""
CREATE TEMPORARY TABLE swap_arrived ON COMMIT DROP AS
SELECT report_id FROM linking_member WHERE {_SINCE.format(table="linking_member")}
"""  # noqa: S608  our own names

CHANGED = f"""
CREATE TEMPORARY TABLE swap_changed ON COMMIT DROP AS
SELECT cluster_id FROM linking_cluster WHERE {_SINCE.format(table="linking_cluster")}
UNION SELECT cluster_id FROM linking_member JOIN swap_arrived USING (report_id)
"""  # noqa: S608  our own names

# Whose sample may have changed since: their examination is made on what is there now.
GROWN = f"""
SELECT id, kind, reports, first_report_id, joins, examined_at, paired FROM linking_value
WHERE kind IN ({_DECISIVE}) AND reports >= {EXAMINED_FROM}
    AND {_SINCE.format(table="linking_value")}
ORDER BY id
"""  # noqa: S608  our own names

EXAMINED = """
UPDATE linking_value SET joins = e.joins = 1, examined_at = linking_value.reports,
    pairs = e.pairs, corroborated = e.corroborated
FROM swap_examined e WHERE linking_value.id = e.value AND linking_value.id <> ALL(%s)
"""

# What a run found to have turned is counted again, on what is there now.
COUNTED = f"""
UPDATE linking_value SET joins = NOT joins FROM swap_counted c
WHERE linking_value.id = c.value AND (kind NOT IN ({_DECISIVE}) OR reports < {EXAMINED_FROM})
    AND joins <> (marked_viral = 0 AND reports <= CASE kind {RARE} ELSE {ENDLESS} END)
"""  # noqa: S608  numbers and kinds of ours

PAIRED = """
UPDATE linking_value SET paired = true FROM swap_paired p WHERE linking_value.id = p.value
"""

# A cluster that changed meanwhile is linked again as a whole, with all that would have met in it.
LEFT = """
CREATE TEMPORARY TABLE swap_left ON COMMIT DROP AS
SELECT report_id, cluster_id, kept_id FROM swap_moved
WHERE cluster_id IN (SELECT cluster_id FROM swap_changed)
    OR kept_id IN (SELECT cluster_id FROM swap_changed)
"""

# One that would be opened is opened with all of its reports, or by the linking that follows.
LEFT_TOO = """
INSERT INTO swap_left SELECT m.report_id, m.cluster_id, m.kept_id
FROM swap_moved m JOIN swap_opened o ON o.cluster_id = m.kept_id
WHERE m.kept_id IN (SELECT kept_id FROM swap_left)
    AND m.report_id NOT IN (SELECT report_id FROM swap_left)
"""

OPEN = """
INSERT INTO linking_cluster
    (agency_id, cluster_id, oldest_report_id, opened_at, reports, component, intricate)
SELECT %s, o.cluster_id, o.oldest_report_id,
    timestamptz 'epoch' + o.opened_us * interval '1 microsecond', 0, o.cluster_id, false
FROM swap_opened o
WHERE o.cluster_id NOT IN (SELECT kept_id FROM swap_left)
"""

MOVE = """
UPDATE linking_member SET cluster_id = m.kept_id FROM swap_moved m
WHERE linking_member.report_id = m.report_id AND linking_member.cluster_id = m.cluster_id
    AND NOT EXISTS (SELECT FROM swap_left l WHERE l.report_id = m.report_id)
RETURNING linking_member.report_id, m.cluster_id, m.kept_id
"""

MERGE = """
UPDATE linking_cluster SET merged_into = g.kept_id, merged_at = %(now)s, reports = 0,
    component = g.kept_id, intricate = false
FROM swap_merged g
WHERE linking_cluster.cluster_id = g.cluster_id AND linking_cluster.merged_into IS NULL
    AND NOT EXISTS (SELECT FROM linking_member m WHERE m.cluster_id = g.cluster_id)
RETURNING linking_cluster.cluster_id, g.kept_id
"""

COUNT = """
UPDATE linking_cluster SET reports = n.reports FROM (
    SELECT cluster_id, count(*) AS reports FROM linking_member
    WHERE cluster_id IN (
        SELECT cluster_id FROM swap_moved UNION SELECT kept_id FROM swap_moved
    ) GROUP BY cluster_id
) AS n WHERE linking_cluster.cluster_id = n.cluster_id AND linking_cluster.reports <> n.reports
"""

DESCRIBE = """
UPDATE linking_cluster SET component = d.component, intricate = d.intricate FROM swap_described d
WHERE linking_cluster.cluster_id = d.cluster_id AND merged_into IS NULL
    AND d.cluster_id NOT IN (SELECT cluster_id FROM swap_changed)
    AND (linking_cluster.component, linking_cluster.intricate)
        IS DISTINCT FROM (d.component, d.intricate)
RETURNING linking_cluster.cluster_id
"""

# Every cluster that an arrival may have to do with, on the new state: through a value that joins
# (its first report stands for all), or through a rare one that may be one of two.
STALE = f"""
WITH named AS (
    SELECT DISTINCT i.value_id FROM swap_arrived JOIN linking_identifier i USING (report_id)
    WHERE i.role <> 'listed'
), met AS (
    SELECT v.first_report_id AS report_id FROM named JOIN linking_value v ON v.id = named.value_id
    WHERE v.joins AND v.kind IN ({_DECISIVE})
    UNION
    SELECT i.report_id FROM named JOIN linking_value v ON v.id = named.value_id
    JOIN linking_identifier i ON i.value_id = v.id
    WHERE v.joins AND v.kind IN ({_RARE}) AND v.reports > 1 AND i.role <> 'listed'
    UNION SELECT report_id FROM swap_arrived
    UNION SELECT report_id FROM swap_left
    UNION SELECT unnest(ARRAY[one, other]) FROM linking_judged
    WHERE {_SINCE.format(table="linking_judged")}
)
SELECT DISTINCT m.cluster_id FROM met JOIN linking_member m USING (report_id)
UNION SELECT c.cluster_id FROM swap_changed JOIN linking_cluster c USING (cluster_id)
    WHERE c.merged_into IS NULL
UNION SELECT c.cluster_id FROM swap_left l JOIN linking_cluster c ON c.cluster_id = l.kept_id
    WHERE c.merged_into IS NULL
"""  # noqa: S608  kinds of ours

_NAMED_IN_AN_EVENT = 10_000


class Swap(NamedTuple):
    """What a run found: clusters, and values that differ; and what stood before it."""

    assignment: Assignment
    differing: Differing
    started: str


class Swapped(msgspec.Struct, frozen=True, kw_only=True):
    """What the swap changed, as numbers of reports, clusters and values.

    `arrived` reports were placed or moved by others while the run went on; the clusters that they
    had to do with (`relinked`) were linked again.
    """

    moved: int
    merged: int
    opened: int
    turned: int
    arrived: int
    relinked: int


def swap(actor: Actor, found: Swap, *, now: datetime, draw_id: Callable[[], str]) -> Swapped:
    """Bring the store to what a run found, in one transaction with its audit events."""
    with acting(actor):
        cursor: Cursor = psycopg.Cursor(connection.connection)
        _upload(cursor, found)
        # From here to the end nothing is placed; all reading goes on.
        one_at_a_time(cursor, actor)
        since = {"started": found.started}
        arrived = cursor.execute(ARRIVED, since).rowcount
        cursor.execute(CHANGED, since)
        turned = _judge(cursor, since)
        cursor.execute(LEFT)
        cursor.execute(LEFT_TOO)
        opened = cursor.execute(OPEN, (actor.agency_id,)).rowcount
        moved = cursor.execute(MOVE).fetchall()
        merged = cursor.execute(MERGE, {"now": now}).fetchall()
        cursor.execute(COUNT)
        described = {row[0] for row in cursor.execute(DESCRIBE).fetchall()}
        stale = {row[0] for row in cursor.execute(STALE, since).fetchall()}
        again = relink(cursor, actor, stale, now=now, draw_id=draw_id)
        touched = {one for row in moved for one in row[1:]} | described | again.changed
        mark_changed(actor, touched, now=now)
        _record(actor, moved, merged, now)
    return Swapped(
        moved=len(moved) + len(again.cluster_of),
        merged=len(merged) + len(again.merged),
        opened=opened,
        turned=turned,
        arrived=arrived,
        relinked=len(stale),
    )


def _upload(cursor: Cursor, found: Swap) -> None:
    """Copy what was found into tables that end with the transaction."""
    one, ids = found.assignment, pa.array(found.assignment.ids, pa.string())

    def name(numbers: Any) -> pa.Array:
        return compute.take(ids, pa.array(numbers))

    tables: dict[str, dict[str, tuple[str, Any]]] = {
        "swap_moved": {
            "report_id": ("bigint", one.moved),
            "cluster_id": ("text", name(one.moved_from)),
            "kept_id": ("text", name(one.moved_to)),
        },
        "swap_merged": {
            "cluster_id": ("text", name(one.merged)),
            "kept_id": ("text", name(one.merged_into)),
        },
        "swap_opened": {
            "cluster_id": ("text", name(one.opened)),
            "oldest_report_id": ("bigint", one.opened_oldest),
            "opened_us": ("bigint", one.opened_at),
        },
        "swap_described": {
            "cluster_id": ("text", name(one.described)),
            "component": ("text", name(one.component)),
            "intricate": ("boolean", one.intricate),
        },
    }
    for table, columns in tables.items():
        rows = pa.table({column: values for column, (_, values) in columns.items()})
        types = {column: kind for column, (kind, _) in columns.items()}
        write_session_table(cursor, table, rows, **types)
    judged = {"value": "bigint", "joins": "integer", "pairs": "integer", "corroborated": "integer"}
    write_session_table(cursor, "swap_examined", found.differing.examined, **judged)
    write_session_table(cursor, "swap_counted", found.differing.counted, value="bigint")
    write_session_table(cursor, "swap_paired", found.differing.paired, value="bigint")


def _judge(cursor: Cursor, since: dict[str, str]) -> int:
    """Keep the examinations, those of values that grew meanwhile made anew; return who turned."""
    grown = [_count(row) for row in cursor.execute(GROWN, since).fetchall()]
    ids = [value.value_id for value in grown]
    examine_values(cursor, grown, draw_samples(cursor, ids))
    turned = cursor.execute(EXAMINED, (ids,)).rowcount
    turned += cursor.execute(COUNTED).rowcount
    cursor.execute(PAIRED)
    return turned


def _count(row: tuple[Any, ...]) -> Counted:
    value_id, kind, reports, first, joins, examined_at, paired = row
    return Counted(
        value_id=value_id,
        kind=IdentifierKind(kind),
        reports=reports,
        first_report_id=first,
        joins=joins,
        joined_before=joins,
        examined_at=examined_at,
        paired=paired,
    )


def _record(
    actor: Actor, moved: list[tuple[Any, ...]], merged: list[tuple[Any, ...]], now: datetime
) -> None:
    """Leave events that name every report that moved and every id that redirects."""
    for part in _parts(moved, merged):
        record(
            actor,
            "linking:reports:relink",
            object_type="cluster",
            object_id=f"{len(moved)} reports of the whole store",
            before={"merged": dict(part[1])},
            after={"moved": {str(report): kept for report, _, kept in part[0]}},
            now=now,
        )


def _parts(
    moved: list[tuple[Any, ...]], merged: list[tuple[Any, ...]]
) -> Iterator[tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]:
    for at in range(0, max(len(moved), len(merged), 1), _NAMED_IN_AN_EVENT):
        yield moved[at : at + _NAMED_IN_AN_EVENT], merged[at : at + _NAMED_IN_AN_EVENT]
