"""Read the network of a cluster around one of its reports, as much as can be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries.clusters import current_id
from tipline.desk.linking.queries.evidence import gather
from tipline.desk.linking.queries.paths import MEMBERS, PathStep, say_step
from tipline.desk.linking.rules.parting import CUT_UP_TO
from tipline.desk.linking.rules.paths import spread
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

NODES_SHOWN = 60


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """Reports of a cluster, nearest to `around` first, and the strongest ties that reach them.

    `reports` is how many the cluster has; `report_ids` are those shown. Every edge leads from a
    report to one that it reaches, so that the edges make a tree.
    """

    cluster_id: str
    around: int
    reports: int
    report_ids: tuple[int, ...]
    edges: tuple[PathStep, ...]


def graph_of(
    actor: Actor, cluster_id: str, *, around: int | None = None, shown: int = NODES_SHOWN
) -> Graph:
    """Return the network around a report of a cluster (its first by number, where none is named).

    A cluster of more than CUT_UP_TO reports shows that report alone. Raises NoSuchCluster.
    """
    current = current_id(actor, cluster_id)
    with acting(actor), prepared_cursor() as cursor:
        members = [row[0] for row in cursor.execute(MEMBERS, (current,)).fetchall()]
        centre: int = around if around is not None and around in set(members) else members[0]
        gathered = gather(cursor, members if len(members) <= CUT_UP_TO else [centre])
    steps = spread(gathered.ties, centre, most=shown - 1)
    return Graph(
        cluster_id=current,
        around=centre,
        reports=len(members),
        report_ids=(centre, *(step.other for step in steps)),
        edges=tuple(say_step(gathered, step) for step in steps),
    )
