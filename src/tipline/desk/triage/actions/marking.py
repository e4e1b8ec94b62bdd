"""Have clusters ranked anew because something outside their reports has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import psycopg

    Cursor = psycopg.Cursor[tuple[Any, ...]]

OF_REPORTS = """
INSERT INTO linking_changed (agency_id, cluster_id, since, urgent)
SELECT DISTINCT agency_id, cluster_id, %s::timestamptz, %s
FROM linking_member WHERE report_id = ANY(%s)
ON CONFLICT (cluster_id) DO UPDATE SET urgent = linking_changed.urgent OR excluded.urgent
"""

# Set-wise: a hash that a million reports hold marks a million clusters in one statement.
OF_HASHES = """
INSERT INTO linking_changed (agency_id, cluster_id, since, urgent)
SELECT m.agency_id, m.cluster_id, %s::timestamptz, bool_or(labelled.urgent)
FROM unnest(%s::bytea[], %s::bool[]) AS labelled(blind_index, urgent)
JOIN linking_value v ON v.blind_index = labelled.blind_index AND v.kind = 'file_hash'
    AND v.agency_id = %s
JOIN linking_identifier i ON i.value_id = v.id
JOIN linking_member m ON m.report_id = i.report_id
GROUP BY m.agency_id, m.cluster_id
ON CONFLICT (cluster_id) DO UPDATE SET urgent = linking_changed.urgent OR excluded.urgent
"""


def mark_of_reports(
    cursor: Cursor, report_ids: Sequence[int], *, urgent: bool, now: datetime
) -> int:
    """Mark the clusters of reports for ranking; return how many. Call it inside `acting`."""
    return cursor.execute(OF_REPORTS, (now, urgent, list(report_ids))).rowcount
