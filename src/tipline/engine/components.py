"""Join numbered things that share an edge: union-find over arrays, edge batch by edge batch.

Promise: memory is four bytes for each thing, whatever the number of edges; a set is named by its
lowest member, so that the answer does not depend on the order of the edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.integer]
    Labels = npt.NDArray[np.int32]

# A plain list of this is beyond what one array of the kernel can number.
MOST_THINGS = np.iinfo(np.int32).max


class Components:
    """Sets of the numbers 0..things-1, each its own at first."""

    def __init__(self, things: int) -> None:
        """Make them. Raises ValueError for more than 2,147,483,647 things."""
        if things > MOST_THINGS:
            raise ValueError(f"{things:,} things are more than the {MOST_THINGS:,} that fit")
        self._parent = np.arange(things, dtype=np.int32)

    def join(self, ones: Numbers, others: Numbers) -> None:
        """Make one set of each pair; both arrays are equally long. Raises IndexError."""
        if len(ones) != len(others):
            raise IndexError(f"{len(ones):,} numbers are to be joined with {len(others):,}")
        if not len(ones):
            return
        lowest = min(ones.min(), others.min())
        highest = max(ones.max(), others.max())
        if lowest < 0 or highest >= len(self._parent):
            wrong = lowest if lowest < 0 else highest
            raise IndexError(f"{wrong:,} is none of the {len(self._parent):,} things")
        _join(self._parent, ones.astype(np.int32), others.astype(np.int32))

    def labels(self) -> Labels:
        """Return the lowest member of the set of each thing."""
        _flatten(self._parent)
        return self._parent


# Compiled on first use in about 0.7 s: a cache would be written beside the code, which an install
# need not own.
@numba.njit(nogil=True)
def _join(parent: Labels, ones: Labels, others: Labels) -> None:
    for at in range(len(ones)):
        one, other = ones[at], others[at]
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        if one < other:
            parent[other] = one
        else:
            parent[one] = other


@numba.njit(nogil=True)
def _flatten(parent: Labels) -> None:
    # A parent is never above its child, so that everything below is flat already.
    for thing in range(len(parent)):
        parent[thing] = parent[parent[thing]]
