"""Say which cluster keeps which id, and which reports move: the rule of relinking, set-wise.

Promise: a group keeps the oldest of the ids whose oldest report it holds (linking.actions.pieces);
what does not change is not named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from tipline.desk.bulk.queries.linked_store import StoredClusters
    from tipline.desk.bulk.relinking.together import Grouped

    Ids = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.int64]


class Assignment(NamedTuple):
    """What is to change. Clusters are numbers of `ids`, the new ones at its end.

    `moved` reports go from one cluster to another; `merged` clusters redirect; `opened` clusters
    are new, with the oldest report and its arrival in microseconds; `described` clusters are part
    of a component (the number of its oldest piece) and intricate or, by themselves, no longer.
    """

    ids: pa.Array
    moved: Ids
    moved_from: Numbers
    moved_to: Numbers
    merged: Numbers
    merged_into: Numbers
    opened: Numbers
    opened_oldest: Ids
    opened_at: Ids
    described: Numbers
    component: Numbers
    intricate: npt.NDArray[np.bool_]

    @property
    def changes_nothing(self) -> bool:
        """Whether the store is already as it should be."""
        return not (len(self.moved) or len(self.described))


def assign_ids(grouped: Grouped, stored: StoredClusters, draw_id: Callable[[], str]) -> Assignment:
    """Return what brings the stored clusters to these groups. Both name the same reports."""
    lowest, group_of = np.unique(grouped.cluster, return_inverse=True)
    place_of_oldest = np.searchsorted(stored.report, stored.oldest)
    # Clusters stand in the order of age: the first that a group holds is its oldest.
    held_by = group_of[place_of_oldest]
    holding, oldest = np.unique(held_by, return_index=True)
    chosen = np.full(len(lowest), -1, dtype=np.int64)
    chosen[holding] = oldest
    new = np.flatnonzero(chosen < 0)
    chosen[new] = np.arange(len(new)) + len(stored.ids)
    target = chosen[group_of]
    moves = target != stored.cluster_of
    leaving = np.flatnonzero(moves[place_of_oldest])
    first = _find_oldest(group_of, stored, len(lowest))
    described, component, intricate = _describe(grouped, stored, lowest, chosen, first)
    return Assignment(
        ids=pa.concat_arrays([stored.ids, pa.array([draw_id() for _ in new], pa.string())]),
        moved=grouped.report[moves],
        moved_from=stored.cluster_of[moves].astype(np.int64),
        moved_to=target[moves],
        merged=leaving,
        merged_into=target[place_of_oldest[leaving]],
        opened=chosen[new],
        opened_oldest=stored.report[first[new]],
        opened_at=stored.received[first[new]],
        described=described,
        component=component,
        intricate=intricate,
    )


def _find_oldest(group_of: Numbers, stored: StoredClusters, groups: int) -> Numbers:
    """Return the place of the oldest report of each group, by arrival and then by id."""
    order = np.lexsort((stored.report, stored.received))
    oldest = np.empty(groups, dtype=np.int64)
    # Written from the youngest to the oldest, so that the oldest stays.
    oldest[group_of[order[::-1]]] = order[::-1]
    return oldest


def _describe(
    grouped: Grouped, stored: StoredClusters, lowest: Ids, chosen: Numbers, first: Numbers
) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_]]:
    """Return intricate clusters with their component, then those that no longer are intricate."""
    piece = np.searchsorted(lowest, grouped.intricate.piece)
    component = grouped.intricate.component
    # A component is named by its oldest piece.
    age = np.lexsort((stored.report[first[piece]], stored.received[first[piece]], component))
    named, at = np.unique(component[age], return_index=True)
    name = chosen[piece[age[at]]]
    now = chosen[piece]
    plain = np.setdiff1d(stored.intricate, now)
    return (
        np.concatenate([now, plain]),
        np.concatenate([name[np.searchsorted(named, component)], plain]),
        np.arange(len(now) + len(plain)) < len(now),
    )
