"""Opens what was named on the command line: documents, folders, standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tipline.report.errors import UnreadableXml
from tipline.report.reading.documents import (
    parse_done_response,
    parse_file_details,
    parse_report,
    parse_response,
)
from tipline.report.reading.limits import DEFAULT_LIMITS
from tipline.report.reading.roots import name_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tipline.report.reading.parsed import Parsed
    from tipline.report.schema.shapes import Version

STANDARD_INPUT = "-"


class DocumentKind(StrEnum):
    """The four documents, by their roots."""

    REPORT = "report"
    FILE_DETAILS = "fileDetails"
    RESPONSE = "reportResponse"
    DONE_RESPONSE = "reportDoneResponse"


_PARSERS: dict[DocumentKind, Callable[..., Parsed[Any]]] = {
    DocumentKind.REPORT: parse_report,
    DocumentKind.FILE_DETAILS: parse_file_details,
    DocumentKind.RESPONSE: parse_response,
    DocumentKind.DONE_RESPONSE: parse_done_response,
}


@dataclass(slots=True)
class Opened:
    """One document: read, or the reason why it could not be read."""

    name: str
    kind: DocumentKind
    parsed: Parsed[Any] | None = None
    unreadable: UnreadableXml | None = None

    @property
    def has_errors(self) -> bool:
        """Whether the schema or the parser objects."""
        return self.parsed is None or bool(self.parsed.errors)


@dataclass(slots=True)
class Bundle:
    """A report with the file details that follow it, or any other document alone."""

    main: Opened
    files: list[Opened] = field(default_factory=list)

    @property
    def documents(self) -> list[Opened]:
        """The main document, then the files."""
        return [self.main, *self.files]

    @property
    def file_models(self) -> list[Any]:
        """The file details that could be understood."""
        return [one.parsed.model for one in self.readable_files if one.parsed]

    @property
    def readable_files(self) -> list[Opened]:
        """The file details that could be understood, as documents."""
        return [one for one in self.files if one.parsed and one.parsed.model is not None]


def open_bundles(
    names: list[str], *, kind: DocumentKind | None, version: Version
) -> Iterator[Bundle]:
    """Open everything named, in order; file details belong to the report before them.

    A folder stands for its `report.xml` and its `*.fileDetails.xml`. Raises OSError.
    """
    bundle: Bundle | None = None
    for name, raw in _read_all(names):
        opened = _open(name, raw, kind, version)
        if bundle and bundle.main.kind is DocumentKind.REPORT and _is_file(opened):
            bundle.files.append(opened)
            continue
        if bundle:
            yield bundle
        bundle = Bundle(opened)
    if bundle:
        yield bundle


def _is_file(opened: Opened) -> bool:
    return opened.kind is DocumentKind.FILE_DETAILS


def _open(name: str, raw: bytes, kind: DocumentKind | None, version: Version) -> Opened:
    kind = kind or _guess(name, raw)
    try:
        return Opened(name, kind, parsed=_PARSERS[kind](raw, version=version))
    except UnreadableXml as error:
        return Opened(name, kind, unreadable=error)


def _guess(name: str, raw: bytes) -> DocumentKind:
    root = name_root(raw)
    if root in set(DocumentKind):
        return DocumentKind(root)
    is_file = name.endswith("fileDetails.xml")
    return DocumentKind.FILE_DETAILS if is_file else DocumentKind.REPORT


def _read_all(names: list[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        if name == STANDARD_INPUT:
            yield "standard input", sys.stdin.buffer.read(DEFAULT_LIMITS.bytes + 1)
        elif Path(name).is_dir():
            for path in _documents_in(Path(name)):
                yield str(path), _read(path)
        else:
            yield name, _read(Path(name))


def _documents_in(folder: Path) -> list[Path]:
    """List the report and its file details, in the order of their numbers."""
    details = sorted(folder.glob("*.fileDetails.xml"), key=lambda path: _number(path.name))
    report = folder / "report.xml"
    if not report.is_file() and not details:
        raise FileNotFoundError(2, "the folder has no report.xml", str(folder))
    return [report, *details] if report.is_file() else details


def _number(name: str) -> tuple[int, str]:
    number = name.partition(".")[0]
    return (int(number) if number.isdecimal() else sys.maxsize, name)


def _read(path: Path) -> bytes:
    """Read at most one byte more than is ever parsed, so that size is bounded here too."""
    with path.open("rb") as file:
        return file.read(DEFAULT_LIMITS.bytes + 1)
