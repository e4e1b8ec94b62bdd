"""Leave word which clusters changed, for triage to take, each by one taker only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    import psycopg

    from tipline.trust.people.types import Actor

MARK = """
INSERT INTO linking_changed (agency_id, cluster_id, since, urgent)
SELECT %s, cluster_id, %s, cluster_id = ANY(%s) FROM unnest(%s::text[]) AS changed(cluster_id)
ON CONFLICT (cluster_id) DO UPDATE SET urgent = linking_changed.urgent OR excluded.urgent
"""

CLAIM = """
WITH taken AS (
    SELECT cluster_id FROM linking_changed {which} ORDER BY since LIMIT %s FOR UPDATE SKIP LOCKED
)
DELETE FROM linking_changed USING taken WHERE linking_changed.cluster_id = taken.cluster_id
RETURNING linking_changed.cluster_id
"""


def mark_changed(
    actor: Actor, cluster_ids: Collection[str], *, urgent: Collection[str] = (), now: datetime
) -> None:
    """Say that clusters changed. Call it inside the transaction of the change."""
    with prepared_cursor() as cursor:
        cursor.execute(MARK, (actor.agency_id, now, list(urgent), sorted(cluster_ids)))


def claim_changed(actor: Actor, limit: int) -> list[str]:
    """Take at most `limit` changed clusters, urgent ones first.

    Call it inside the transaction that does the work on them: when that fails they wait again.
    """
    with acting(actor), prepared_cursor() as cursor:
        taken = _take(cursor, "WHERE urgent", limit)
        return taken + _take(cursor, "", limit - len(taken))


def _take(cursor: psycopg.Cursor[tuple[Any, ...]], which: str, limit: int) -> list[str]:
    return sorted(row[0] for row in cursor.execute(CLAIM.format(which=which), (limit,)).fetchall())
