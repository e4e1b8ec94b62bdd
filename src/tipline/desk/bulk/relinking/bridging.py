"""Find the large components that one single naming holds together, without walking in Python.

Promise: every component that `rules.parting` would part at a bridge is found; parting it is left
to that rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

from tipline.desk.linking.rules.parting import A_BODY
from tipline.engine.numbering import group_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]
    Ids = npt.NDArray[np.int64]


def find_bridged(reports: Numbers, ties: Numbers, *, held: int, tied: int) -> Numbers:
    """Return one report of each component that has a bridge between two bodies of reports.

    Edge by edge a report in 0..held-1 and a tie in 0..tied-1 that holds it. A body is A_BODY
    reports at least.
    """
    ones = np.concatenate([reports, ties + np.int32(held)])
    others = np.concatenate([ties + np.int32(held), reports])
    starts, rows = group_rows(ones, held + tied)
    return _walk(starts, others[rows], held, A_BODY)


@numba.njit(nogil=True)
def _walk(starts: Ids, neighbour: Numbers, held: int, a_body: int) -> Numbers:
    """Walk each component depth first, keeping how far back each node can reach (Tarjan 1974)."""
    nodes = len(starts) - 1
    met = np.full(nodes, -1, dtype=np.int32)
    low = np.zeros(nodes, dtype=np.int32)
    size = np.zeros(nodes, dtype=np.int32)
    parent = np.full(nodes, -1, dtype=np.int32)
    following = starts[:-1].copy()
    order = np.empty(nodes, dtype=np.int32)
    bridged = np.empty(held, dtype=np.int32)
    found, clock = 0, 0
    for start in range(held):
        if met[start] >= 0:
            continue
        first, node = clock, start
        met[node], low[node], order[clock] = clock, clock, node
        clock += 1
        while node >= 0:
            if following[node] == starts[node + 1]:
                size[node] += node < held
                above = parent[node]
                if above >= 0:
                    low[above] = min(low[above], low[node])
                    size[above] += size[node]
                node = above
                continue
            other = neighbour[following[node]]
            following[node] += 1
            if met[other] < 0:
                parent[other], met[other], low[other] = node, clock, clock
                order[clock] = other
                clock += 1
                node = other
            elif other != parent[node]:
                low[node] = min(low[node], met[other])
        for at in range(first + 1, clock):
            node = order[at]
            if low[node] > met[parent[node]] and a_body <= size[node] <= size[start] - a_body:
                bridged[found] = start
                found += 1
                break
    return bridged[:found]
