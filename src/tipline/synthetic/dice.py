"""Draw from named streams of random numbers that give the same draws on every machine."""

from __future__ import annotations

import random
from bisect import bisect_right
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things with weights, summed once so that a draw is one search."""

    __slots__ = ("things", "upto")

    def __init__(self, weights: Sequence[tuple[T, float]]) -> None:
        self.things = tuple(thing for thing, _ in weights)
        sums = list(accumulate(weight for _, weight in weights))
        self.upto = tuple(each / sums[-1] for each in sums[:-1])

    def at(self, point: float) -> T:
        """Give the thing at a point from 0 to 1, where each takes a stretch of its weight."""
        return self.things[bisect_right(self.upto, point)]


class Dice:
    """One stream of random numbers, named by the seed and by what it is for.

    It rests on `Random.random` and `Random.getrandbits` alone: Python promises that these two
    give the same numbers for the same seed in every version, and promises it of nothing else.
    """

    __slots__ = ("bits", "unit")

    def __init__(self, seed: int, *purpose: str | int) -> None:
        name = "|".join(map(str, (seed, *purpose)))
        start = int.from_bytes(blake2b(name.encode()).digest(), "big")
        stream = random.Random(start)  # noqa: S311  a world must be repeatable, it keeps no secret
        self.unit = stream.random
        self.bits = stream.getrandbits

    def chance(self, share: float) -> bool:
        """Whether something happens that happens to `share` (0 to 1) of all."""
        return self.unit() < share

    def below(self, end: int) -> int:
        """Draw a whole number from 0 to end - 1."""
        return int(self.unit() * end)

    def between(self, first: int, last: int) -> int:
        """Draw a whole number from first to last, both possible; first if last is smaller."""
        return first + int(self.unit() * (last - first + 1)) if last > first else first

    def pick(self, things: Sequence[T]) -> T:
        """Draw one of several, each as likely."""
        return things[int(self.unit() * len(things))]

    def weigh(self, table: Weighted[T]) -> T:
        """Draw one of several by weight."""
        return table.at(self.unit())

    def hex(self, digits: int) -> str:
        """Draw lower-case hexadecimal digits."""
        return f"{self.bits(4 * digits):0{digits}x}"

    def count(self, mean: float, most: int) -> int:
        """Draw a number from 1 to most, geometric with the given mean (before the cut)."""
        more = 1 - 1 / mean
        count = 1
        while count < most and self.unit() < more:
            count += 1
        return count
