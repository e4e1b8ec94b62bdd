"""Swap the stored clusters for those of a bulk run, in one transaction.

What the run's snapshot did not see is recognised by the transaction that wrote it, left as it is,
and linked again on the new state by the rule for arrivals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import psycopg
import pyarrow as pa
from django.db import connection
from pyarrow import compute

from tipline.desk.bulk.actions.swap_statements import (
    ARRIVED,
    CHANGED,
    COUNT,
    COUNTED,
    DESCRIBE,
    EXAMINED,
    GROWN,
    LEFT,
    LEFT_TOO,
    MERGE,
    MOVE,
    OPEN,
    PAIRED,
    STALE,
)
from tipline.desk.linking.actions.changes import mark_changed
from tipline.desk.linking.actions.examining import count_stored, draw_samples, examine_values
from tipline.desk.linking.actions.locking import one_at_a_time
from tipline.desk.linking.actions.relinking import relink
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

_NAMED_IN_AN_EVENT = 10_000


class Swap(NamedTuple):
    """What a run found: clusters, and values that differ; and the snapshot that it saw."""

    assignment: Assignment
    differing: Differing
    seen: str


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
        since = {"seen": found.seen}
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
        moved += [(report, None, kept) for report, kept in again.cluster_of.items()]
        merged += again.merged.items()
        _record(actor, moved, merged, now)
    return Swapped(
        moved=len(moved),
        merged=len(merged),
        opened=opened,
        turned=turned,
        arrived=arrived,
        relinked=len(stale),
    )


def _upload(cursor: Cursor, found: Swap) -> None:
    """Copy what was found into tables that end with the transaction."""
    one, ids = found.assignment, found.assignment.ids

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
    # First what is rare: examinations read it.
    turned = cursor.execute(COUNTED).rowcount
    grown = [count_stored(row) for row in cursor.execute(GROWN, since).fetchall()]
    ids = [value.value_id for value in grown]
    examine_values(cursor, grown, draw_samples(cursor, ids))
    turned += cursor.execute(EXAMINED, (ids,)).rowcount
    cursor.execute(PAIRED)
    return turned


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
