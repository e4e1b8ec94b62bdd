"""Read the delegated statistics that the five address registries publish each day.

They say in which country the holder of a range is registered: not where an address is used, and
not who runs the network.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from tipline.desk.location.datasets.addresses import (
    V4_SPACE,
    V6_BITS,
    BadAddress,
    read_address,
)
from tipline.desk.location.datasets.errors import refuse
from tipline.desk.location.datasets.lines import numbered_lines
from tipline.desk.location.datasets.ranges import Range
from tipline.desk.location.datasets.said import check_statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tipline.desk.location.datasets.said import Said

_REMEDY = "Use a file named delegated-<registry>-extended-latest, as the registry publishes it."
_RECORD_FIELDS = 7
_VERSION_FIELDS = 7
_HELD = frozenset({"allocated", "assigned"})


def read_registry(path: Path, said: Said) -> Iterator[Range]:
    """List the ranges that are allocated or assigned. Raises BadDataset with line and remedy."""
    for number, cells in _records(path):
        _, country, family, first, size, _, status = cells[:_RECORD_FIELDS]
        if family == "asn" or status not in _HELD:
            continue
        statement = check_statement(number, country=country)
        start, end = _extent(number, family, first, size)
        yield Range(start, end, said.number(statement, number), number)


def edition_of(path: Path) -> date:
    """Return the day that the file describes, from its first line. Raises BadDataset."""
    for number, text in _said_lines(path):
        cells = text.split("|")
        if len(cells) < _VERSION_FIELDS or not cells[0].startswith("2"):
            raise refuse(number, "it is no version line of delegated statistics", _REMEDY)
        try:
            return datetime.strptime(cells[5].strip(), "%Y%m%d").date()  # noqa: DTZ007  a day only
        except ValueError:
            raise refuse(number, f"{cells[5][:20]!r} is no date", _REMEDY) from None
    raise refuse(1, "the file is empty", _REMEDY)


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    version_seen = False
    for number, text in _said_lines(path):
        cells = [cell.strip() for cell in text.split("|")]
        if not version_seen:
            version_seen = True
            continue
        if cells[-1] == "summary":
            continue
        if len(cells) < _RECORD_FIELDS:
            raise refuse(number, f"it has {len(cells)} fields, a record has at least 7", _REMEDY)
        yield number, cells


def _said_lines(path: Path) -> Iterator[tuple[int, str]]:
    return (
        (number, text)
        for number, text in numbered_lines(path)
        if text.strip() and not text.startswith("#")
    )


def _extent(number: int, family: str, first: str, size: str) -> tuple[int, int]:
    """Return first and last number: IPv4 states how many addresses, IPv6 a prefix length."""
    try:
        start = read_address(first)
    except BadAddress as error:
        raise refuse(number, str(error), _REMEDY) from None
    digits = size.isascii() and size.isdigit() and len(size) <= 10  # noqa: PLR2004  2^32 has ten
    if digits and family == "ipv4" and ":" not in first and 0 < int(size) <= V4_SPACE:
        end = start + int(size) - 1
        if end >> 32 == start >> 32:
            return start, end
    if digits and family == "ipv6" and ":" in first and 0 < int(size) <= V6_BITS:
        count = 1 << (V6_BITS - int(size))
        if start % count == 0:
            return start, start + count - 1
    raise refuse(number, f"{family}|{first}|{size}"[:80] + " is no range", _REMEDY)
