"""Read ranges from CSV: networks or first and last addresses, with what is said of them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from tipline.desk.location.datasets.addresses import (
    MAPPED,
    V4_SPACE,
    V6_SPACE,
    BadAddress,
    read_address,
    read_network,
)
from tipline.desk.location.datasets.errors import BadDataset, refuse
from tipline.desk.location.datasets.lines import numbered_lines
from tipline.desk.location.datasets.ranges import Range
from tipline.desk.location.datasets.said import check_statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tipline.desk.location.datasets.said import Said

COLUMNS = ("network", "start", "end", "country", "region", "operator", "kind")
_WHERE = frozenset({"network", "start", "end"})


def read_csv(path: Path, said: Said, columns: Sequence[str] = ()) -> Iterator[Range]:
    """List the ranges of a CSV file, each with the number of what is `said` of it.

    `columns` names the columns of a file that does not in its first line; a name that is not in
    COLUMNS is passed over. Raises BadDataset with the line and the remedy.
    """
    lines = numbered_lines(path)
    if not columns:
        number, header = next(lines, (1, ""))
        columns = [name.strip().lower() for name in _split(number, header)]
    _check_columns(columns)
    for number, text in lines:
        if text.strip() and not text.startswith("#"):
            yield _read_line(number, text, columns, said)


def _read_line(number: int, text: str, columns: Sequence[str], said: Said) -> Range:
    cells = _split(number, text)
    if len(cells) != len(columns):
        raise refuse(
            number,
            f"it has {len(cells)} columns where {len(columns)} are named",
            "Quote texts that hold a comma, or name the columns with --columns.",
        )
    named = dict(zip(columns, cells, strict=True))
    try:
        start, end = read_extent(named)
    except BadAddress as error:
        raise refuse(
            number,
            str(error),
            "Write a network such as 192.0.2.0/24, or its first and last address.",
        ) from None
    statement = check_statement(
        number,
        country=named.get("country", ""),
        region=named.get("region", ""),
        operator=named.get("operator", ""),
        kind=named.get("kind", ""),
    )
    return Range(start, end, said.number(statement, number), number)


def read_extent(named: dict[str, str]) -> tuple[int, int]:
    """Return first and last number of what the cells name; raises BadAddress."""
    if "network" in named:
        start, end = read_network(named["network"].strip())
    else:
        start, end = _read_end(named["start"].strip()), _read_end(named["end"].strip())
    if end < start:
        raise BadAddress("the range ends before it begins")
    return start, end


def _read_end(text: str) -> int:
    """Read an address, also one that is written as a decimal number."""
    if not (text.isascii() and text.isdigit() and len(text) < 40):  # noqa: PLR2004  2^128 has 39 digits
        return read_address(text)
    number = int(text)
    if number >= V6_SPACE:
        raise BadAddress(f"{text!r} is larger than any address")
    return MAPPED | number if number < V4_SPACE else number


def _split(number: int, text: str) -> list[str]:
    try:
        rows = list(csv.reader([text], strict=True, delimiter="\t" if "\t" in text else ","))
    except csv.Error as error:
        raise refuse(number, f"it is no line of CSV ({error})", "Check its quotes.") from None
    return rows[0] if rows else []


def _check_columns(columns: Sequence[str]) -> None:
    has = _WHERE & set(columns)
    if len(set(columns)) == len(columns) and has in ({"network"}, {"start", "end"}):
        return
    raise BadDataset(
        "The columns must name `network`, or `start` and `end`, each once; there are"
        f" {', '.join(columns)[:200] or 'none'}. Put a header on the first line, or pass --columns"
        f" with names from {', '.join(COLUMNS)} (any other name is passed over)."
    )
