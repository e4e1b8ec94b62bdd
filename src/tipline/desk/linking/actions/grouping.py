"""Write groups of reports as clusters: the oldest id stays, the others redirect to it.

Promise: a report is in one cluster at a time, and every id that was ever given leads to the
cluster that holds its reports now.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import psycopg

    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

OPENED = """
SELECT cluster_id, opened_at, oldest_report_id FROM linking_cluster WHERE cluster_id = ANY(%s)
"""

OPEN = """
INSERT INTO linking_cluster
    (agency_id, cluster_id, oldest_report_id, opened_at, reports, component, intricate)
SELECT %s, cluster_id, oldest_report_id, opened_at, reports, cluster_id, false
FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::int[])
    AS opened(cluster_id, oldest_report_id, opened_at, reports)
"""

GROW = """
UPDATE linking_cluster SET reports = linking_cluster.reports + grown.reports
FROM (SELECT cluster_id, sum(reports) AS reports
    FROM unnest(%s::text[], %s::int[]) AS grown(cluster_id, reports) GROUP BY cluster_id) AS grown
WHERE linking_cluster.cluster_id = grown.cluster_id
"""

MERGE = """
WITH merged AS (
    SELECT old_id, kept_id FROM unnest(%(old)s::text[], %(kept)s::text[]) AS merged(old_id, kept_id)
), moved AS (
    UPDATE linking_member SET cluster_id = merged.kept_id FROM merged
    WHERE linking_member.cluster_id = merged.old_id
), grown AS (
    UPDATE linking_cluster kept SET reports = kept.reports + gone.reports FROM (
        SELECT kept_id, sum(reports) AS reports
        FROM merged JOIN linking_cluster old ON old.cluster_id = old_id GROUP BY kept_id
    ) AS gone
    WHERE kept.cluster_id = gone.kept_id
)
UPDATE linking_cluster SET merged_into = merged.kept_id, merged_at = %(now)s, reports = 0,
    component = merged.kept_id, intricate = false
FROM merged WHERE linking_cluster.cluster_id = merged.old_id
"""

JOIN = """
INSERT INTO linking_member (agency_id, report_id, cluster_id, received_at, sender_name)
SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[])
"""


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is in no cluster yet."""

    report_id: int
    received_at: datetime
    sender_name: str


class Grouped(msgspec.Struct, frozen=True, kw_only=True):
    """Where the newcomers went, and which clusters were merged into which."""

    cluster_of: dict[int, str]
    merged: dict[str, str]


def write_groups(
    cursor: Cursor,
    actor: Actor,
    groups: Sequence[Sequence[int | str]],
    newcomers: Mapping[int, Newcomer],
    *,
    now: datetime,
    draw_id: Callable[[], str],
) -> Grouped:
    """Make one cluster of each group of newcomers (by report) and clusters (by id)."""
    named = sorted({one for group in groups for one in group if isinstance(one, str)})
    age = {row[0]: (row[1], row[0]) for row in cursor.execute(OPENED, (named,)).fetchall()}
    cluster_of: dict[int, str] = {}
    merged: dict[str, str] = {}
    opened: list[tuple[str, Newcomer, int]] = []
    grown: list[tuple[str, int]] = []
    for group in groups:
        clusters = sorted((one for one in group if isinstance(one, str)), key=age.__getitem__)
        arrived = [newcomers[one] for one in group if isinstance(one, int)]
        cluster_id = clusters[0] if clusters else draw_id()
        cluster_of.update((newcomer.report_id, cluster_id) for newcomer in arrived)
        merged.update((other, cluster_id) for other in clusters[1:])
        if clusters:
            grown.append((cluster_id, len(arrived)))
        else:
            opened.append((cluster_id, _oldest(arrived), len(arrived)))
    _write(cursor, actor, opened, grown)
    merge_clusters(cursor, merged, now=now)
    write_members(cursor, actor, cluster_of, newcomers)
    return Grouped(cluster_of=cluster_of, merged=merged)


def merge_clusters(cursor: Cursor, merged: Mapping[str, str], *, now: datetime) -> None:
    """Move the reports of clusters into others, and let the old ids redirect."""
    if merged:
        cursor.execute(MERGE, {"old": list(merged), "kept": list(merged.values()), "now": now})


def _oldest(newcomers: Sequence[Newcomer]) -> Newcomer:
    return min(newcomers, key=lambda newcomer: (newcomer.received_at, newcomer.report_id))


def _write(
    cursor: Cursor,
    actor: Actor,
    opened: Sequence[tuple[str, Newcomer, int]],
    grown: Sequence[tuple[str, int]],
) -> None:
    columns = (
        [cluster_id for cluster_id, _, _ in opened],
        [oldest.report_id for _, oldest, _ in opened],
        [oldest.received_at for _, oldest, _ in opened],
        [reports for _, _, reports in opened],
    )
    if opened:
        cursor.execute(OPEN, (actor.agency_id, *columns))
    if grown:
        cursor.execute(GROW, ([one for one, _ in grown], [reports for _, reports in grown]))


def write_members(
    cursor: Cursor, actor: Actor, cluster_of: Mapping[int, str], newcomers: Mapping[int, Newcomer]
) -> None:
    """Write which cluster newcomers are in."""
    joined = [newcomers[report_id] for report_id in cluster_of]
    cursor.execute(
        JOIN,
        (
            actor.agency_id,
            list(cluster_of),
            list(cluster_of.values()),
            [newcomer.received_at for newcomer in joined],
            [newcomer.sender_name for newcomer in joined],
        ),
    )
