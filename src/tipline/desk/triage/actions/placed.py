"""Leave word which clusters were ranked, for routing to take, each by one taker only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import psycopg

    from tipline.desk.triage.types import Tier
    from tipline.trust.people.types import Actor

# In the order of the ids, so that two workers never wait for each other in a ring.
PLACED = """
INSERT INTO triage_placed (agency_id, cluster_id, tier, since)
SELECT %s, cluster_id, tier, %s FROM unnest(%s::text[], %s::text[]) AS placed(cluster_id, tier)
ON CONFLICT (cluster_id) DO UPDATE SET tier = excluded.tier
"""

CLAIM = """
WITH taken AS (
    SELECT cluster_id FROM triage_placed ORDER BY tier, since LIMIT %s FOR UPDATE SKIP LOCKED
)
DELETE FROM triage_placed USING taken WHERE triage_placed.cluster_id = taken.cluster_id
RETURNING triage_placed.cluster_id
"""


def leave_placed(
    cursor: psycopg.Cursor[tuple[Any, ...]], actor: Actor, tiers: Mapping[str, Tier], now: datetime
) -> None:
    """Say that clusters were ranked, in the transaction of the ranking."""
    ordered = sorted(tiers)
    values = [tiers[one].value for one in ordered]
    cursor.execute(PLACED, (actor.agency_id, now, ordered, values))


def claim_placed(actor: Actor, limit: int) -> list[str]:
    """Take at most `limit` clusters that were ranked, the gravest tier first; sorted by id.

    Call it inside the transaction that does the work on them: when that fails they wait again.
    """
    with acting(actor), prepared_cursor() as cursor:
        return sorted(row[0] for row in cursor.execute(CLAIM, (limit,)).fetchall())
