"""Join arrivals with one another and with the components that hold what they share.

Promise: a component that nothing parts and that stays small is joined without being read; every
other one is left to be derived anew, with the arrivals that belong to it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.linking.actions.grouping import Grouped, Newcomer, write_groups
from tipline.desk.linking.rules.forest import Forest
from tipline.desk.linking.rules.parting import EXAMINED_AGAIN_FROM, EXAMINED_AGAIN_UP_TO

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    import psycopg

    from tipline.desk.linking.actions.examining import Counted
    from tipline.desk.linking.actions.placing import Arrival, Key
    from tipline.desk.linking.rules.ties import Tie
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

STANDS = """
SELECT m.report_id, c.cluster_id, c.component, c.intricate, c.reports
FROM linking_member m JOIN linking_cluster c USING (cluster_id) WHERE m.report_id = ANY(%s)
"""


# Whether people hold apart what an arrival is about to bring together. A statement that was taken
# back may be among them: who derives the clusters anew reads the last ones.
HELD_APART = """
SELECT a.cluster_id, b.cluster_id
FROM linking_member a JOIN linking_judged j ON j.one = a.report_id
JOIN linking_member b ON b.report_id = j.other
WHERE a.cluster_id = ANY(%(ids)s) AND b.cluster_id = ANY(%(ids)s)
    AND a.cluster_id <> b.cluster_id AND j.judgement = 'different'
"""


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, and what is to be derived anew: clusters, and arrivals in none yet."""

    grouped: Grouped
    unsettled_clusters: set[str]
    unsettled_arrivals: list[Newcomer]


class _Standing(msgspec.Struct, frozen=True):
    """Where a report of the store stands now."""

    report_id: int
    cluster_id: str
    component: str
    intricate: bool
    reports: int


def join(
    cursor: Cursor,
    actor: Actor,
    arrivals: Sequence[Arrival],
    counted: Mapping[Key, Counted],
    ties: Sequence[Tie],
    *,
    now: datetime,
    draw_id: Callable[[], str],
) -> Joined:
    """Join arrivals through the decisive values that they name and the ties of supporting ones."""
    arrived = {arrival.report_id: _newcomer(arrival) for arrival in arrivals}
    edges = [*_decisive_edges(arrivals, counted), *_tied_edges(ties, arrived)]
    others = {one for edge in edges for one in edge} - arrived.keys()
    rows = cursor.execute(STANDS, (sorted(others),)).fetchall()
    standing = {row[0]: _Standing(*row) for row in rows}
    forest = Forest[int | str]()
    for report_id in arrived:
        forest.root(report_id)
    for one, other in edges:
        forest.join(_node(one, standing), _node(other, standing))
    clusters: dict[str, dict[str, _Standing]] = defaultdict(dict)
    for stand in standing.values():
        clusters[stand.component][stand.cluster_id] = stand
    settled: list[list[int | str]] = []
    unsettled: list[list[int | str]] = []
    groups = forest.sets()
    apart = _held_apart(cursor, groups, clusters)
    for group in groups:
        plain = _is_settled(group, clusters) and apart.isdisjoint(_clusters(group, clusters))
        (settled if plain else unsettled).append(group)
    grouped = write_groups(cursor, actor, settled, arrived, now=now, draw_id=draw_id)
    return Joined(
        grouped=grouped,
        unsettled_clusters={one for group in unsettled for one in _clusters(group, clusters)},
        unsettled_arrivals=[
            arrived[one] for group in unsettled for one in group if isinstance(one, int)
        ],
    )


def _clusters(
    group: Sequence[int | str], clusters: Mapping[str, Mapping[str, _Standing]]
) -> set[str]:
    """Return the clusters of the components in a group, as far as they were met."""
    return {cluster_id for one in group if isinstance(one, str) for cluster_id in clusters[one]}


def _held_apart(
    cursor: Cursor,
    groups: Sequence[Sequence[int | str]],
    clusters: Mapping[str, Mapping[str, _Standing]],
) -> set[str]:
    """Return the clusters that people hold apart from one that arrivals join them with."""
    merging = [met for group in groups if len(met := _clusters(group, clusters)) > 1]
    if not merging:
        return set()
    ids = sorted({one for group in merging for one in group})
    rows = cursor.execute(HELD_APART, {"ids": ids}).fetchall()
    return {one for one, other in rows if any({one, other} <= group for group in merging)}


def _newcomer(arrival: Arrival) -> Newcomer:
    return Newcomer(
        report_id=arrival.report_id,
        received_at=arrival.received_at,
        sender_name=arrival.sender_name,
    )


def _decisive_edges(
    arrivals: Iterable[Arrival], counted: Mapping[Key, Counted]
) -> Iterable[tuple[int, int]]:
    """Yield each arrival with the first report of each decisive value that joins."""
    for arrival in arrivals:
        for named in arrival.named:
            value = counted[named.kind, named.blind_index]
            first = value.first_report_id
            if value.joins and value.is_decisive and not named.is_listed and first is not None:
                yield first, arrival.report_id


def _tied_edges(ties: Iterable[Tie], arrived: Collection[int]) -> Iterable[tuple[int, int]]:
    """Yield the reports of ties that an arrival has a part in; the others were joined before."""
    for tie in ties:
        if any(report in arrived for report in tie.reports):
            yield from ((tie.reports[0], other) for other in tie.reports[1:])


def _node(report_id: int, standing: Mapping[int, _Standing]) -> int | str:
    stand = standing.get(report_id)
    return stand.component if stand else report_id


def _is_settled(
    group: Sequence[int | str], clusters: Mapping[str, Mapping[str, _Standing]]
) -> bool:
    """Say whether a group is one cluster without being examined again."""
    held = [stand for one in group if isinstance(one, str) for stand in clusters[one].values()]
    if any(stand.intricate for stand in held):
        return False
    reports = sum(stand.reports for stand in held) + sum(isinstance(one, int) for one in group)
    return not EXAMINED_AGAIN_FROM < reports <= EXAMINED_AGAIN_UP_TO
