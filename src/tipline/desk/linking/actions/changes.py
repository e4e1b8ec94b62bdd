"""Leave word which clusters changed, for triage to take, each by one taker only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    import psycopg

    from tipline.trust.people.types import Actor

MARK = """
INSERT INTO linking_changed (agency_id, cluster_id, since, urgent)
SELECT %s, cluster_id, %s, cluster_id = ANY(%s) FROM unnest(%s::text[]) AS changed(cluster_id)
ON CONFLICT (cluster_id) DO UPDATE SET urgent = linking_changed.urgent OR excluded.urgent
"""

# The first of them whatever its size, then as many as hold at most so many reports together; a
# large one that has not waited long comes after all others, and so alone.
CLAIM = """
WITH waiting AS (
    SELECT cluster_id, since FROM linking_changed {which} ORDER BY since LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
),
sized AS (
    SELECT w.cluster_id, w.since, coalesce(c.reports, 0) AS reports,
        coalesce(c.reports, 0) > %(reports)s AND w.since > %(lately)s AS may_wait
    FROM waiting w LEFT JOIN linking_cluster c USING (cluster_id)
),
taken AS (
    SELECT cluster_id, row_number() OVER foremost AS place, sum(reports) OVER foremost AS reports
    FROM sized WINDOW foremost AS (ORDER BY may_wait, since, cluster_id)
)
DELETE FROM linking_changed USING taken WHERE linking_changed.cluster_id = taken.cluster_id
    AND (taken.place = 1 OR taken.reports <= %(reports)s)
RETURNING linking_changed.cluster_id
"""

# A cluster of more reports than one batch is ranked at most so often while others wait.
LARGE_WAITS = timedelta(minutes=10)


def mark_changed(
    actor: Actor, cluster_ids: Collection[str], *, urgent: Collection[str] = (), now: datetime
) -> None:
    """Say that clusters changed. Call it inside the transaction of the change."""
    with prepared_cursor() as cursor:
        cursor.execute(MARK, (actor.agency_id, now, list(urgent), sorted(cluster_ids)))


def claim_changed(actor: Actor, limit: int, *, reports: int, now: datetime) -> list[str]:
    """Take at most `limit` changed clusters of at most `reports` reports, or one that is larger.

    Urgent ones are taken by themselves, so that they wait for the work on no others. Call it inside
    the transaction that does the work on them: when that fails they wait again.
    """
    given = {"limit": limit, "reports": reports, "lately": now - LARGE_WAITS}
    with acting(actor), prepared_cursor() as cursor:
        return _take(cursor, "WHERE urgent", given) or _take(cursor, "", given)


def _take(
    cursor: psycopg.Cursor[tuple[Any, ...]], which: str, given: Mapping[str, Any]
) -> list[str]:
    return sorted(row[0] for row in cursor.execute(CLAIM.format(which=which), given).fetchall())
