"""Read which reports belong to which cluster, and where an old id leads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Collection

    from tipline.trust.people.types import Actor

FOLLOW = """
WITH RECURSIVE followed AS (
    SELECT cluster_id, merged_into FROM linking_cluster WHERE cluster_id = %s
    UNION ALL
    SELECT c.cluster_id, c.merged_into FROM linking_cluster c
    JOIN followed f ON c.cluster_id = f.merged_into
)
SELECT cluster_id FROM followed WHERE merged_into IS NULL
"""

MEMBERS = """
SELECT cluster_id, report_id, received_at, sender_name FROM linking_member
WHERE cluster_id = ANY(%s) ORDER BY cluster_id, received_at, report_id
"""


class NoSuchCluster(Exception):
    """The agency has no cluster of this id."""

    exit_code = 2


class ClusterMember(msgspec.Struct, frozen=True, kw_only=True):
    """A report of a cluster."""

    report_id: int
    received_at: datetime
    sender_name: str


def current_id(actor: Actor, cluster_id: str) -> str:
    """Return the id of the cluster that holds these reports now: this one, or what it became."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(FOLLOW, (cluster_id,)).fetchone()
    if row is None:
        raise NoSuchCluster(f"This agency has no cluster {cluster_id!r}. See `tipline clusters`.")
    return str(row[0])


def read_members(
    actor: Actor, cluster_ids: Collection[str]
) -> dict[str, tuple[ClusterMember, ...]]:
    """Return the reports of clusters, oldest first; a merged or unknown cluster has none."""
    found: dict[str, list[ClusterMember]] = {cluster_id: [] for cluster_id in cluster_ids}
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(MEMBERS, (list(cluster_ids),)).fetchall()
    for cluster_id, report_id, received_at, sender_name in rows:
        member = ClusterMember(
            report_id=report_id, received_at=received_at, sender_name=sender_name
        )
        found[cluster_id].append(member)
    return {cluster_id: tuple(members) for cluster_id, members in found.items()}
