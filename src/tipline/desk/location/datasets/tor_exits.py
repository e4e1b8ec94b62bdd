"""Say whether an address was a Tor exit at an hour, from the lists of that hour.

An archive is a text of exit lists, or a tar of such texts, each list under the time at which it
was downloaded, as the Tor project's CollecTor keeps them. An address that no list of the hour names
was no known exit then; where there is no list of the hour, nobody can say.
"""

from __future__ import annotations

import mmap
import re
from array import array
from bisect import bisect_left
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tipline.desk.location.datasets.addresses import BadAddress, read_address
from tipline.desk.location.datasets.errors import BadDataset, MissingTable, refuse
from tipline.desk.location.datasets.lines import texts_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = b"tiptor01"
MOST_ENTRIES = 8_000_000  # a year of hourly lists of 1,000 exits
MINUTES_OF_A_LIST = 60
# Beyond a day a list says nothing of an event: half of all exits change their address by then.
FURTHEST_MINUTES = 24 * 60
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}):\d{2}")
_REMEDY = "Use exit lists as CollecTor keeps them, each under its `Downloaded` time."
_HALF = (1 << 64) - 1
_ADDRESS, _MINUTE = 16, 8  # bytes of a packed entry


def compile_tor(source: Path, target: Path) -> tuple[int, date]:
    """Write the table of an archive; return its number of entries and its last day.

    Raises BadDataset with the line and the remedy.
    """
    entries: set[bytes] = set()
    hours: set[int] = set()
    for number, minute, address in _read_exits(source):
        hours.add(minute)
        if address is not None:
            # Packed, since sets of Python's numbers take four times the memory.
            entries.add(address.to_bytes(_ADDRESS) + minute.to_bytes(_MINUTE))
        if len(entries) > MOST_ENTRIES:
            raise refuse(
                number,
                f"there are more than {MOST_ENTRIES:,} entries",
                "Split the archive, and add each part under a name of its own.",
            )
    if not hours:
        raise BadDataset(f"There is no `Downloaded` line in it. {_REMEDY}")
    _write(target, sorted(hours), sorted(entries))
    return len(entries), datetime.fromtimestamp(max(hours) * 60, UTC).date()


def _write(target: Path, hours: list[int], entries: list[bytes]) -> None:
    half = _ADDRESS // 2
    with target.open("xb") as file:
        file.write(FORM + len(hours).to_bytes(8, "little") + len(entries).to_bytes(8, "little"))
        array("Q", hours).tofile(file)
        for part in (slice(0, half), slice(half, _ADDRESS), slice(_ADDRESS, None)):
            array("Q", (int.from_bytes(one[part]) for one in entries)).tofile(file)


def _read_exits(path: Path) -> Iterator[tuple[int, int, int | None]]:
    """List (line, minute of the list, address), and each list once without an address."""
    for name, lines in texts_in(path):
        try:
            yield from _read_text(lines)
        except BadDataset as error:
            if not name:
                raise
            raise BadDataset(f"{name[:200]!r} in the tar: {error}") from None


def _read_text(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, int, int | None]]:
    minute: int | None = None
    for number, text in lines:
        keyword, _, rest = text.partition(" ")
        if keyword == "Downloaded":
            minute = _read_minute(number, rest)
            yield number, minute, None
        elif keyword == "ExitAddress":
            if minute is None:
                raise refuse(number, "an exit stands before any `Downloaded` line", _REMEDY)
            try:
                yield number, minute, read_address(rest.split(" ")[0])
            except BadAddress as error:
                raise refuse(number, str(error), _REMEDY) from None


def _read_minute(number: int, text: str) -> int:
    match = _TIME.match(text)
    try:
        if not match:
            raise ValueError(text)  # noqa: TRY301  a wrong form and an impossible day end alike
        when = datetime.fromisoformat(f"{match[1]}T{match[2]}:00+00:00")
    except ValueError:
        raise refuse(number, f"{text[:30]!r} is no time", _REMEDY) from None
    return int(when.timestamp()) // 60


class TorExits:
    """A compiled archive of exit lists, open for looking up."""

    def __init__(self, path: Path) -> None:
        """Map the file. Raises MissingTable when it is not there or is of another form."""
        try:
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            if mapped[:8] != FORM:
                raise ValueError("another form")  # noqa: TRY301  one place says the remedy
        except (OSError, ValueError) as error:
            raise MissingTable(
                f"{path} cannot be read ({error}). Remove the dataset with `tipline location"
                " remove` and add its file again."
            ) from error
        hours, entries = (int.from_bytes(mapped[at : at + 8], "little") for at in (8, 16))
        numbers = memoryview(mapped)[24:].cast("Q")
        self._hours = numbers[:hours]
        self._high = numbers[hours : hours + entries]
        self._low = numbers[hours + entries : hours + 2 * entries]
        self._minute = numbers[hours + 2 * entries : hours + 3 * entries]

    def minutes_away(self, number: int, at: datetime) -> int | None:
        """Return how many minutes lie between a time and the nearest list that names an address.

        None when no list within a day does, or when a list of the hour itself is there and does
        not name it: it was no known exit then.
        """
        minute = int(at.timestamp()) // 60
        nearest = self._nearest_entry(number, minute)
        if nearest is None or nearest > FURTHEST_MINUTES:
            return None
        if nearest > MINUTES_OF_A_LIST and self._has_list_of(minute):
            return None
        return nearest

    def _nearest_entry(self, number: int, minute: int) -> int | None:
        high, low = number >> 64, number & _HALF
        first = bisect_left(self._high, high)
        last = bisect_left(self._high, high + 1, first) if high < _HALF else len(self._high)
        first = bisect_left(self._low, low, first, last)
        last = bisect_left(self._low, low + 1, first, last) if low < _HALF else last
        at = bisect_left(self._minute, minute, first, last)
        near = [self._minute[one] for one in (at - 1, at) if first <= one < last]
        return min((abs(one - minute) for one in near), default=None)

    def _has_list_of(self, minute: int) -> bool:
        at = bisect_left(self._hours, minute)
        near = [self._hours[one] for one in (at - 1, at) if 0 <= one < len(self._hours)]
        return any(abs(one - minute) <= MINUTES_OF_A_LIST for one in near)
