"""Read an agency's routing file (CSV: kind, where, value, note) and name every fault by line."""

from __future__ import annotations

import csv
import io
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.rules.states import STATES
from tipline.desk.routing.rules.agencies import FederalCase
from tipline.report.schema.codes import COUNTRY_CODES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

Lines = dict[tuple[int, int], str]

HEADER = ("kind", "where", "value", "note")
KINDS = ("agency", "zip", "zip_county", "county", "lead", "country", "federal")
NOBODY = "none"
EVERY_OTHER = "*"
MOST_BYTES = 32 * 1024 * 1024

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ZIPS = re.compile(r"(\d{3,5})(?:-(\d{3,5}))?")
_COUNTY = re.compile(r"([A-Z]{2})/(\S.*)")


class RoutingFault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault: line (from 1), code, what is wrong, and what to do."""

    line: int
    code: str
    text: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}; {self.remedy}"


class BadRoutingFile(Exception):
    """A routing file has faults; each says its line and the remedy."""

    exit_code = 5

    def __init__(self, faults: tuple[RoutingFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class RoutingFile(msgspec.Struct, kw_only=True):
    """What an agency's own file says, by kind of line."""

    agencies: dict[str, str] = {}
    zips: Lines = {}
    zip_counties: Lines = {}
    counties: dict[str, str] = {}
    leads: dict[str, str | None] = {}
    countries: dict[str, str] = {}
    federal: dict[str, str] = {}


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the file, without the space around its cells."""

    line: int
    kind: str
    where: str
    value: str
    note: str

    def fault(self, code: str, text: str, remedy: str) -> RoutingFault:
        return RoutingFault(line=self.line, code=code, text=text, remedy=remedy)


def read_routing_file(raw: bytes, shipped: Collection[str]) -> RoutingFile:
    """Read a routing file; `shipped` are the codes of the agencies that exist without it.

    UTF-8, with or without a byte order mark; lines that begin with `#` are comments; an empty file
    says nothing. Raises BadRoutingFile with every fault.
    """
    faults: list[RoutingFault] = []
    rows = list(_read_rows(raw, faults))
    reader = _Reader(shipped, rows, faults)
    for row in rows:
        reader.take(row)
    faults += _find_overlaps(reader.file.zips, reader.lines)
    faults += _find_overlaps(reader.file.zip_counties, reader.lines)
    if faults:
        raise BadRoutingFile(tuple(sorted(faults, key=lambda one: (one.line, one.code))))
    return reader.file


def _read_rows(raw: bytes, faults: list[RoutingFault]) -> Iterator[_Row]:
    if len(raw) > MOST_BYTES:
        faults.append(_fault_of_file(1, "TOO_LARGE", "the file passes 32 MiB", "split off areas"))
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.append(_fault_of_file(line, "NO_TEXT", "this is no UTF-8", "save it as UTF-8"))
        return
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from _check_rows(lines, faults)
    except csv.Error as error:
        faults.append(
            _fault_of_file(lines.line_num, "NO_CSV", f"this is no CSV: {error}", "close the quotes")
        )


def _check_rows(lines: Iterable[list[str]], faults: list[RoutingFault]) -> Iterator[_Row]:
    header = False
    for cells in lines:
        number: int = lines.line_num  # type: ignore[attr-defined]  # a csv.reader has it
        stripped = [cell.strip() for cell in cells]
        if not any(stripped) or stripped[0].startswith("#"):
            continue
        if not header:
            header = True
            if tuple(stripped) != HEADER:
                wanted = ",".join(HEADER)
                faults.append(
                    _fault_of_file(number, "NO_HEADER", "the first line is no header", wanted)
                )
                return
            continue
        if len(stripped) not in (len(HEADER) - 1, len(HEADER)):
            text = f"it has {len(stripped)} cells where 3 or 4 are read"
            faults.append(_fault_of_file(number, "CELLS", text, f"write {','.join(HEADER)}"))
            continue
        kind, where, value, note = [*stripped, ""][: len(HEADER)]
        yield _Row(line=number, kind=kind, where=where, value=value, note=note)


def _fault_of_file(line: int, code: str, text: str, remedy: str) -> RoutingFault:
    return RoutingFault(line=line, code=code, text=text, remedy=remedy)


class _Reader:
    """Takes the rows one after the other; a later row never quietly replaces an earlier one."""

    def __init__(
        self, shipped: Collection[str], rows: Iterable[_Row], faults: list[RoutingFault]
    ) -> None:
        self.file = RoutingFile()
        self.lines: dict[tuple[int, int], int] = {}
        self._faults = faults
        self._known = {*shipped, *(row.where for row in rows if row.kind == "agency")}
        self._seen: dict[tuple[str, str], int] = {}

    def take(self, row: _Row) -> None:
        """Read one row, or note what is wrong with it."""
        if row.kind not in KINDS:
            self._note(
                row, "UNKNOWN_KIND", f"there is no kind {row.kind!r}", _nearest(row.kind, KINDS)
            )
            return
        before = self._seen.setdefault((row.kind, row.where), row.line)
        if before != row.line:
            text = f"{row.kind} {row.where} stands on line {before} already"
            self._note(row, "SAID_TWICE", text, "keep one of the two")
            return
        getattr(self, f"_take_{row.kind}")(row)

    def _take_agency(self, row: _Row) -> None:
        if not _CODE.fullmatch(row.where):
            text = f"{row.where!r} is no code of an agency"
            self._note(row, "BAD_CODE", text, "small letters and digits parted by hyphens")
        elif not row.value:
            self._note(row, "NO_NAME", f"the agency {row.where} has no name", "write it as value")
        else:
            self.file.agencies[row.where] = row.value

    def _take_zip(self, row: _Row) -> None:
        if self._names_agency(row) and (span := self._span(row)):
            self.file.zips[span] = row.value

    def _take_zip_county(self, row: _Row) -> None:
        if self._names_county(row, row.value) and (span := self._span(row)):
            self.file.zip_counties[span] = row.value

    def _take_county(self, row: _Row) -> None:
        if self._names_county(row, row.where) and self._names_agency(row):
            self.file.counties[row.where] = row.value

    def _take_lead(self, row: _Row) -> None:
        if row.where not in STATES:
            self._note(
                row, "UNKNOWN_STATE", f"{row.where!r} is no state", _nearest(row.where, STATES)
            )
        elif row.value == NOBODY:
            self.file.leads[row.where] = None
        elif self._names_agency(row):
            self.file.leads[row.where] = row.value

    def _take_country(self, row: _Row) -> None:
        known = row.where in COUNTRY_CODES or row.where == EVERY_OTHER
        if not known or row.where in {"", "US"}:
            text = f"{row.where!r} is no code of another country"
            self._note(
                row, "UNKNOWN_COUNTRY", text, "two capital letters of ISO 3166-1, as FR, or *"
            )
        elif self._names_agency(row):
            self.file.countries[row.where] = row.value

    def _take_federal(self, row: _Row) -> None:
        cases = [case.value for case in FederalCase]
        if row.where not in cases:
            self._note(
                row, "UNKNOWN_CASE", f"{row.where!r} is no federal case", _nearest(row.where, cases)
            )
        elif self._names_agency(row):
            self.file.federal[row.where] = row.value

    def _names_agency(self, row: _Row) -> bool:
        if row.value in self._known:
            return True
        remedy = f"{_nearest(row.value, self._known)}, or add agency,{row.value},<name>,"
        self._note(row, "UNKNOWN_AGENCY", f"there is no agency {row.value!r}", remedy)
        return False

    def _names_county(self, row: _Row, text: str) -> bool:
        found = _COUNTY.fullmatch(text)
        if found and found[1] in STATES:
            return True
        self._note(row, "BAD_COUNTY", f"{text!r} is no county", "write it as CA/Fresno")
        return False

    def _span(self, row: _Row) -> tuple[int, int] | None:
        """Read `94110`, `941` (all that begin so) or `94100-94199` as the first and last ZIP."""
        found = _ZIPS.fullmatch(row.where)
        if found:
            first, last = found[1], found[2] or found[1]
            span = int(first.ljust(5, "0")), int(last.ljust(5, "9"))
            if span[0] <= span[1]:
                self.lines[span] = row.line
                return span
        remedy = "write 94110, 941 for all that begin so, or 94100-94199"
        self._note(row, "BAD_ZIP", f"{row.where!r} names no ZIP codes", remedy)
        return None

    def _note(self, row: _Row, code: str, text: str, remedy: str) -> None:
        self._faults.append(row.fault(code, text, remedy))


def _find_overlaps(spans: Lines, lines: dict[tuple[int, int], int]) -> Iterator[RoutingFault]:
    """Find ranges that share a ZIP code: which of the two would hold is not said."""
    widest: tuple[int, int] | None = None
    for span in sorted(spans):
        if widest and span[0] <= widest[1]:
            yield RoutingFault(
                line=max(lines[span], lines[widest]),
                code="OVERLAP",
                text=f"{_write(span)} and {_write(widest)} on line"
                f" {min(lines[span], lines[widest])} share ZIP codes",
                remedy="end one range before the other begins",
            )
        if widest is None or span[1] > widest[1]:
            widest = span


def _write(span: tuple[int, int]) -> str:
    return f"{span[0]:05d}" if span[0] == span[1] else f"{span[0]:05d}-{span[1]:05d}"


def _nearest(word: str, allowed: Iterable[str]) -> str:
    close = get_close_matches(word, sorted(allowed), n=1)
    return f"did you mean {close[0]}?" if close else "see `tipline route table`"
