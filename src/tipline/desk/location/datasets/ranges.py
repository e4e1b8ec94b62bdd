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

# What the largest dataset of cities has, with room. Each takes 80 bytes until it is laid flat.
MOST_RANGES = 10_000_000
_FIELDS = ((0, 16), (16, 32), (32, 36), (36, 40))


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


def collect(ranges: Iterable[Range]) -> list[bytes]:
    """Return the ranges packed, in order of their start. Raises BadDataset beyond MOST_RANGES.

    Packed, since ten million of Python's numbers would take five times the memory.
    """
    collected: list[bytes] = []
    for one in ranges:
        if len(collected) == MOST_RANGES:
            raise refuse(
                one.line,
                f"there are more than {MOST_RANGES:,} ranges",
                "Join neighbouring ranges that say the same, or split the file and add each part"
                " under a name of its own.",
            )
        if is_v4(one.start) != is_v4(one.end) or one.start < MAPPED <= one.end:
            raise refuse(
                one.line,
                "the range runs from IPv6 into IPv4",
                "Write the IPv4 part as a range of its own.",
            )
        collected.append(_pack(one))
    collected.sort()
    return collected


def _pack(one: Range) -> bytes:
    """Pack a range so that packed ones sort as they do."""
    numbers = (one.start, one.end, one.entry, one.line)
    return b"".join(
        number.to_bytes(end - begin) for number, (begin, end) in zip(numbers, _FIELDS, strict=True)
    )


def _unpack(packed: bytes) -> Range:
    return Range(*(int.from_bytes(packed[begin:end]) for begin, end in _FIELDS))


def lay_flat(collected: list[bytes]) -> Iterator[Range]:
    """Cut collected ranges so that none overlaps another; neighbours of one statement are joined.

    O(n log n). Raises BadDataset where two of one size overlap and differ.
    """
    return join_neighbours(_cut(_unpack(packed) for packed in collected))


def join_neighbours(ranges: Iterable[Range]) -> Iterator[Range]:
    """Join ranges that follow each other without a gap and say the same; IPv4 never with IPv6."""
    last: Range | None = None
    for one in ranges:
        if last is not None and _continues(last, one):
            last = Range(last.start, one.end, last.entry, last.line)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _continues(last: Range, one: Range) -> bool:
    follows = last.entry == one.entry and last.end + 1 == one.start
    return follows and is_v4(last.start) == is_v4(one.start)


def _cut(ranges: Iterable[Range]) -> Iterator[Range]:
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
