"""Open a page for every danger that a ranking finds, in the transaction of that ranking.

Promise: what a report shows, or somebody said of it, is paged for once. While a page of its cluster
is open, further danger adds nothing to it; what comes after somebody has acknowledged pages anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.trust.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import psycopg

    from tipline.desk.triage.rules.ranking import Danger
    from tipline.trust.people.types import Actor

OPEN = """
INSERT INTO triage_page (agency_id, cluster_id, report_id, since, opened_at, step, next_at)
SELECT %(agency)s, cluster_id, report_id, since, %(now)s, 0, %(now)s
FROM unnest(%(clusters)s::text[], %(reports)s::bigint[], %(since)s::timestamptz[])
    AS danger(cluster_id, report_id, since)
WHERE NOT EXISTS (
    SELECT FROM triage_page p JOIN linking_member m ON m.report_id = p.report_id
    WHERE m.cluster_id = danger.cluster_id
        AND (p.acknowledged_at IS NULL OR p.acknowledged_at >= danger.since)
)
ON CONFLICT (agency_id, report_id, since) DO NOTHING RETURNING id, cluster_id
"""


def leave_pages(
    cursor: psycopg.Cursor[tuple[Any, ...]],
    actor: Actor,
    dangers: Mapping[str, Danger],
    now: datetime,
) -> None:
    """Open a page for each cluster that shows imminent danger."""
    if not dangers:
        return
    ordered = sorted(dangers)
    given = {
        "agency": actor.agency_id,
        "now": now,
        "clusters": ordered,
        "reports": [dangers[one].report_id for one in ordered],
        "since": [dangers[one].since for one in ordered],
    }
    opened = cursor.execute(OPEN, given).fetchall()
    if opened:
        record(
            actor,
            "triage:page:open",
            object_type="page",
            object_id=f"{len(opened)} pages",
            after={"pages": {str(number): cluster_id for number, cluster_id in opened}},
            now=now,
        )
