"""Read all clusters with what joins each, a stretch at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries.clusters import read_members
from tipline.desk.linking.queries.links import SharedValue, read_cluster_links
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tipline.trust.people.types import Actor

CLUSTERS = """
SELECT cluster_id FROM linking_cluster
WHERE merged_into IS NULL AND reports >= %s AND cluster_id > %s ORDER BY cluster_id LIMIT %s
"""

_AT_ONCE = 500


class LinkedCluster(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster with its reports, oldest first, and every value that they share with any report.

    Of each value, the holders are those in this cluster.
    """

    cluster_id: str
    report_ids: tuple[int, ...]
    values: tuple[SharedValue, ...]


def iterate_clusters(actor: Actor, *, at_least: int = 1) -> Iterator[LinkedCluster]:
    """Yield the clusters of at least so many reports, in the order of their ids."""
    after = ""
    while True:
        with acting(actor), prepared_cursor() as cursor:
            rows = cursor.execute(CLUSTERS, (at_least, after, _AT_ONCE)).fetchall()
            members = read_members(actor, [row[0] for row in rows])
            reports = {one: [m.report_id for m in group] for one, group in members.items()}
            values = read_cluster_links(actor, [one for ids in reports.values() for one in ids])
        yield from _share_out(reports, values)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1][0]


def _share_out(
    reports: Mapping[str, Sequence[int]], values: Sequence[SharedValue]
) -> Iterator[LinkedCluster]:
    """Give each cluster the values of its reports, with the holders that it has itself."""
    cluster_of = {report_id: one for one, ids in reports.items() for report_id in ids}
    shares: dict[str, list[SharedValue]] = defaultdict(list)
    for value in values:
        holders: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for report_id, path in value.holders:
            holders[cluster_of[report_id]].append((report_id, path))
        for one, own in holders.items():
            shares[one].append(msgspec.structs.replace(value, holders=tuple(own)))
    for one, ids in reports.items():
        yield LinkedCluster(cluster_id=one, report_ids=tuple(ids), values=tuple(shares[one]))
