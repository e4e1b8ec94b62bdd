"""Keep the ranges of a dataset in one file that is searched where it lies, without reading it.

The file: eight bytes that name the form, eight with the length of a head in JSON, the head, then
arrays of fixed-width numbers, each on a multiple of eight. Any number of processes share its
pages through one memory map.
"""

from __future__ import annotations

import mmap
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.location.datasets.addresses import MAPPED, is_v4
from tipline.desk.location.datasets.errors import MissingTable
from tipline.desk.location.types import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import BinaryIO

    from tipline.desk.location.datasets.ranges import Range
    from tipline.desk.location.datasets.said import Said

FORM = b"tiprng01"
_HALF = (1 << 64) - 1
# Type codes of the arrays: 32 and 64 bits without a sign, on every platform that Python has.
_SHORT, _LONG = "I", "Q"
_ARRAYS = {
    "v4_start": _SHORT,
    "v4_end": _SHORT,
    "v4_entry": _SHORT,
    "v6_start_high": _LONG,
    "v6_start_low": _LONG,
    "v6_end_high": _LONG,
    "v6_end_low": _LONG,
    "v6_entry": _SHORT,
    "entry_at": _LONG,
}
_KEPT_OPEN = 65_536


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """Where each array begins and how many numbers it has, and where the statements lie."""

    arrays: dict[str, tuple[int, int]]
    statements: tuple[int, int]


def write_table(path: Path, ranges: Iterable[Range], said: Said) -> int:
    """Write flat ranges and what they say; return how many ranges that are.

    `ranges` come sorted and without overlap; `Range.entry` numbers what is `said`.
    """
    arrays = {name: array(code) for name, code in _ARRAYS.items()}
    for one in ranges:
        _append(arrays, one)
    encoded = [msgspec.json.encode(statement) for statement in said.statements]
    place = 0
    for text in encoded:
        arrays["entry_at"].append(place)
        place += len(text)
    arrays["entry_at"].append(place)
    with path.open("xb") as file:
        _write(file, arrays, b"".join(encoded))
    return len(arrays["v4_start"]) + len(arrays["v6_entry"])


def _append(arrays: dict[str, array[int]], one: Range) -> None:
    if is_v4(one.start):
        arrays["v4_start"].append(one.start - MAPPED)
        arrays["v4_end"].append(one.end - MAPPED)
        arrays["v4_entry"].append(one.entry)
        return
    arrays["v6_start_high"].append(one.start >> 64)
    arrays["v6_start_low"].append(one.start & _HALF)
    arrays["v6_end_high"].append(one.end >> 64)
    arrays["v6_end_low"].append(one.end & _HALF)
    arrays["v6_entry"].append(one.entry)


def _write(file: BinaryIO, arrays: dict[str, array[int]], statements: bytes) -> None:
    """Write head and body; the head has a fixed size, since its numbers are of what follows it."""
    room = 1024
    places: dict[str, tuple[int, int]] = {}
    at = len(FORM) + 8 + room
    for name, numbers in arrays.items():
        places[name] = (at, len(numbers))
        at += -(-len(numbers) * numbers.itemsize // 8) * 8
    head = msgspec.json.encode(_Head(arrays=places, statements=(at, len(statements))))
    file.write(FORM + room.to_bytes(8, "little") + head.ljust(room))
    for name, numbers in arrays.items():
        file.seek(places[name][0])
        numbers.tofile(file)
    file.seek(at)
    file.write(statements)


class Table:
    """A compiled dataset of ranges, open for looking up."""

    def __init__(self, path: Path) -> None:
        """Map the file. Raises MissingTable when it is not there or is of another form."""
        try:
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            if mapped[:8] != FORM:
                raise ValueError("another form")  # noqa: TRY301  one place says the remedy
            room = int.from_bytes(mapped[8:16], "little")
            head = msgspec.json.decode(mapped[16 : 16 + room].rstrip(), type=_Head)
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            raise MissingTable(
                f"{path} cannot be read ({error}). Remove the dataset with `tipline location"
                " remove` and add its file again."
            ) from error
        self._memory = memoryview(mapped)
        self._head = head
        self._v4_start, self._v4_end, self._v4_entry = self._arrays(
            "v4_start", "v4_end", "v4_entry"
        )
        self._high, self._low = self._arrays("v6_start_high", "v6_start_low")
        self._end_high, self._end_low = self._arrays("v6_end_high", "v6_end_low")
        self._v6_entry, self._entry_at = self._arrays("v6_entry", "entry_at")
        self._statements: dict[int, Statement] = {}

    def _arrays(self, *names: str) -> tuple[memoryview[int], ...]:
        views: list[memoryview[int]] = []
        for name in names:
            start, count = self._head.arrays[name]
            code: Any = _ARRAYS[name]
            width = array(code).itemsize
            views.append(self._memory[start : start + count * width].cast(code))
        return tuple(views)

    def look_up(self, number: int) -> Statement | None:
        """Return what the dataset says of an address (a number as `read_address` gives it)."""
        if number >> 32 == 0xFFFF:  # noqa: PLR2004  ::ffff:0:0/96
            short = number & 0xFFFFFFFF
            at = bisect_right(self._v4_start, short) - 1
            if at < 0 or short > self._v4_end[at]:
                return None
            return self._statement(self._v4_entry[at])
        return self._look_up_v6(number >> 64, number & _HALF)

    def _look_up_v6(self, high: int, low: int) -> Statement | None:
        starts = self._high
        at = bisect_right(starts, high) - 1
        if at >= 0 and starts[at] == high and self._low[at] > low:
            # Several ranges begin in this half of an address: the other half says which.
            first = bisect_right(starts, high - 1) if high else 0
            at = bisect_right(self._low, low, first, at + 1) - 1
        if at < 0 or (high, low) > (self._end_high[at], self._end_low[at]):
            return None
        return self._statement(self._v6_entry[at])

    def _statement(self, entry: int) -> Statement:
        known = self._statements.get(entry)
        if known is None:
            if len(self._statements) >= _KEPT_OPEN:
                self._statements.clear()
            begin = self._head.statements[0]
            text = self._memory[begin + self._entry_at[entry] : begin + self._entry_at[entry + 1]]
            known = msgspec.json.decode(text, type=Statement)
            self._statements[entry] = known
        return known
