"""Have reports routed anew whose tables or places are not those in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.routing.actions.routing import RoutedBatch, route_clusters
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor

OTHER = """
SELECT DISTINCT m.cluster_id FROM routing_standingroute s
JOIN linking_member m ON m.report_id = s.report_id
WHERE s.report_id IN (
    SELECT report_id FROM routing_standingroute WHERE table_version <> %s LIMIT %s)
ORDER BY m.cluster_id
"""

# A version that no tables have: the next round at leisure routes these anew.
FORGET = "UPDATE routing_standingroute SET table_version = '' WHERE report_id = ANY(%s)"


def route_other_tables(actor: Actor, *, limit: int, tables: Tables, now: datetime) -> RoutedBatch:
    """Route at most `limit` reports, with their clusters, that were routed by other tables."""
    with acting(actor):
        with prepared_cursor() as cursor:
            rows = cursor.execute(OTHER, (tables.version, limit)).fetchall()
        cluster_ids = [row[0] for row in rows]
        routed = route_clusters(actor, cluster_ids, tables, now) if cluster_ids else 0
    return RoutedBatch(taken=len(cluster_ids), routed=routed)


def route_again(report_ids: Sequence[int]) -> int:
    """Mark reports whose places were read anew, for routing; return how many had a route.

    Call it inside `acting`, in the transaction that keeps the new places.
    """
    with prepared_cursor() as cursor:
        return cursor.execute(FORGET, (list(report_ids),)).rowcount
