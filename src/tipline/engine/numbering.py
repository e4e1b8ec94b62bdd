"""Number ids from 0, so that arrays can be indexed by them, and group rows by such numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ids = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.int32]

# Ids out of one sequence are numbered by their distance from the first, in no time; a table that
# is mostly holes would waste the memory that this saves.
_MOST_HOLES = 8


class Numbering:
    """The ids of things and their numbers, in the order of the ids; `count` numbers are in use."""

    def __init__(self, ids: Ids) -> None:
        """Give each id a number; repetitions do no harm."""
        self._first = int(ids.min()) if len(ids) else 0
        span = int(ids.max()) - self._first + 1 if len(ids) else 0
        self._sorted = None if span <= _MOST_HOLES * len(ids) else np.unique(ids)
        self.count = span if self._sorted is None else len(self._sorted)

    def numbers_of(self, ids: Ids) -> Numbers:
        """Return the number of each id, -1 for one that certainly was not numbered.

        An id in a hole between numbered ones may get the number of the hole.
        """
        if self._sorted is None:
            numbers = ids - self._first
            numbers[(numbers < 0) | (numbers >= self.count)] = -1
            return numbers.astype(np.int32)
        numbers = np.searchsorted(self._sorted, ids)
        numbers[numbers == self.count] = 0
        numbers[self._sorted[numbers] != ids] = -1
        return numbers.astype(np.int32)

    def ids_of(self, numbers: Numbers) -> Ids:
        """Return the id of each number; a hole has the id that would fill it."""
        if self._sorted is None:
            return numbers.astype(np.int64) + self._first
        return self._sorted[numbers]


def group_rows(numbers: Numbers, groups: int) -> tuple[Ids, Numbers]:
    """Return where each group's rows begin (groups + 1 places), and the rows group by group.

    `numbers` is the group of each row. Rows of one group stay in their order.
    """
    starts = np.zeros(groups + 1, dtype=np.int64)
    rows = np.empty(len(numbers), dtype=np.int32)
    _group(numbers, starts, rows)
    return starts, rows


@numba.njit(nogil=True)
def _group(numbers: Numbers, starts: Ids, rows: Numbers) -> None:
    for number in numbers:
        starts[number + 1] += 1
    for group in range(len(starts) - 1):
        starts[group + 1] += starts[group]
    filled = starts[:-1].copy()
    for row in range(len(numbers)):
        group = numbers[row]
        rows[filled[group]] = row
        filled[group] += 1
