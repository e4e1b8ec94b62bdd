"""Lay ranges of one dataset flat, so that every address has at most one answer in it.

Promise: where ranges overlap the smallest wins; two of one size that overlap and say different
things are refused, with both lines.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.datasets.addresses import MAPPED, is_v4, write_address
from tipline.desk.location.datasets.errors import BadDataset, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What a dataset of a nation's cities has, with room; 200 bytes each while they are laid flat.
MOST_RANGES = 8_000_000


class Range(msgspec.Struct, frozen=True, gc=False, order=True):
    """A range from `start` to `end`, both in it; `entry` numbers what it says, `line` where."""

    start: int
    end: int
    entry: int
    line: int

    @property
    def size(self) -> int:
        """How many addresses are in it."""
        return self.end - self.start + 1


def collect(ranges: Iterable[Range], most: int = MOST_RANGES) -> list[Range]:
    """Return the ranges in order of their start; raises BadDataset beyond `most` of them."""
    collected: list[Range] = []
    for one in ranges:
        if len(collected) == most:
            raise refuse(
                one.line,
                f"there are more than {most:,} ranges",
                "Join neighbouring ranges that say the same, or split the file and add each part"
                " under a name of its own.",
            )
        if is_v4(one.start) != is_v4(one.end) or one.start < MAPPED <= one.end:
            raise refuse(
                one.line,
                "the range runs from IPv6 into IPv4",
                "Write the IPv4 part as a range of its own.",
            )
        collected.append(one)
    collected.sort()
    return collected


def lay_flat(ranges: list[Range]) -> Iterator[Range]:
    """Cut sorted ranges so that none overlaps another; neighbours that say the same are joined.

    O(n log n). Raises BadDataset where two of one size overlap and differ.
    """
    last: Range | None = None
    for piece in _cut(ranges):
        if last is not None and last.entry == piece.entry and last.end + 1 == piece.start:
            last = Range(last.start, piece.end, last.entry, last.line)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _cut(ranges: list[Range]) -> Iterator[Range]:
    """Sweep over the starts and ends; of the ranges that are open the smallest speaks."""
    open_now: list[tuple[int, int, Range]] = []
    latest: dict[int, Range] = {}
    at = 0
    for position, arriving in enumerate(ranges):
        yield from _close(open_now, at, arriving.start - 1)
        at = arriving.start
        # Of those of one size the latest reaches furthest, so that no other need be looked at.
        _check_agrees(latest.get(arriving.size), arriving)
        latest[arriving.size] = arriving
        heapq.heappush(open_now, (arriving.size, position, arriving))
    yield from _close(open_now, at, None)


def _close(open_now: list[tuple[int, int, Range]], at: int, until: int | None) -> Iterator[Range]:
    """Give what the open ranges say from `at` up to `until`, the smallest first."""
    while open_now:
        _, _, speaking = open_now[0]
        if speaking.end < at:
            heapq.heappop(open_now)
            continue
        end = speaking.end if until is None else min(speaking.end, until)
        if end < at:
            return
        yield Range(at, end, speaking.entry, speaking.line)
        at = end + 1


def _check_agrees(other: Range | None, arriving: Range) -> None:
    """Refuse a range that overlaps another of its size which says something else."""
    if other is None or other.end < arriving.start or other.entry == arriving.entry:
        return
    first, second = sorted((other.line, arriving.line))
    raise BadDataset(
        f"Lines {first:,} and {second:,}: two ranges of {arriving.size:,} addresses overlap at"
        f" {write_address(arriving.start)} and say different things. Remove the one that is"
        " wrong, or make the one that is more specific smaller."
    )
