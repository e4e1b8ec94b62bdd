"""Lift clusters in their tier whose clocks end soon, and let down those whose clocks are over.

Set-wise over two indexes: the place of everything else is not touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from tipline.trust.people.types import Actor

# The bytes after the tier are those of rules/ranking/decision.py: 0 and eight of the time where a
# cluster is lifted, 1 where it is not. `int8send` writes a number as sortable() does.
AGE = """
WITH ends AS (
    SELECT cluster_id, lifted_for, least(
        CASE WHEN expires_at > %(now)s THEN expires_at END,
        CASE WHEN logs_end_at > %(now)s THEN logs_end_at END) AS next
    FROM triage_queueentry
    WHERE agency_id = %(agency)s AND (
        expires_at > %(now)s AND expires_at <= %(soon)s
        OR logs_end_at > %(now)s AND logs_end_at <= %(soon)s
        OR lifted_for <= %(now)s)
),
due AS (
    SELECT cluster_id, CASE WHEN next <= %(soon)s THEN next END AS lifted_for FROM ends
    WHERE lifted_for IS DISTINCT FROM CASE WHEN next <= %(soon)s THEN next END
    ORDER BY cluster_id LIMIT %(limit)s
)
UPDATE triage_queueentry q SET lifted_for = due.lifted_for,
    sort_key = substr(q.sort_key, 1, 1) || CASE
        WHEN due.lifted_for IS NULL THEN '\\x01'::bytea
        ELSE '\\x00'::bytea || int8send(
            (extract(epoch FROM due.lifted_for) * 1000000)::bigint + (1::bigint << 62)) END
        || substr(q.sort_key, CASE WHEN q.lifted_for IS NULL THEN 3 ELSE 11 END)
FROM due WHERE q.cluster_id = due.cluster_id RETURNING q.cluster_id
"""


def age_queue(actor: Actor, *, soon: timedelta, limit: int, now: datetime) -> int:
    """Put at most `limit` clusters where their clocks have them stand now; return how many."""
    with acting(actor), prepared_cursor() as cursor:
        given = {"agency": actor.agency_id, "now": now, "soon": now + soon, "limit": limit}
        aged = [row[0] for row in cursor.execute(AGE, given).fetchall()]
        if aged:
            record(
                actor,
                "triage:queue:age",
                object_type="cluster",
                object_id=f"{len(aged)} clusters",
                after={"clusters": sorted(aged)},
                reason=f"What ends within {soon.days} days stands before the rest of its tier",
                now=now,
            )
    return len(aged)
