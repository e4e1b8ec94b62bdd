"""Read reports from JSON: one to a line, or one to a file."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import msgspec

from tipline.desk.intake.load.packages import MAX_TEXT_BYTES, Found, Package, Refusable
from tipline.report import ReportError, write_xml
from tipline.report.downstream import read_downstream_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_LINE_BYTES = 4 * MAX_TEXT_BYTES
BOM = b"\xef\xbb\xbf"


class Line(msgspec.Struct):
    """A report on one line: its XML, that of its files, and where it came from before."""

    report: str
    fileDetails: tuple[str, ...] = ()  # noqa: N815  the name on the wire
    path: str | None = None


class NotAReport(Exception):
    """A line that is JSON, or not even that, and no report."""


def read_json_lines(path: Path) -> Iterator[Found]:
    """Give the report of each line; a line that is none is refused and the rest goes on."""
    with path.open("rb") as file:
        for number, raw in enumerate(_lines(file), start=1):
            if raw is None:
                reason = f"Line {number} passes {MAX_LINE_BYTES} bytes, too much for a report."
                yield Refusable(path=f"{path}!line-{number}", reason=reason)
            elif raw.strip():
                yield _found(raw, f"{path}!line-{number}", label=str(path))


def read_json_file(path: Path) -> Iterator[Found]:
    """Give the report of a file that holds one JSON document."""
    with path.open("rb") as file:
        raw = file.read(MAX_LINE_BYTES + 1)
    if len(raw) > MAX_LINE_BYTES:
        yield Refusable(path=str(path), reason=f"It passes {MAX_LINE_BYTES} bytes.")
        return
    yield _found(raw, str(path), label=None)


def holds_reports(path: Path) -> bool:
    """Tell whether a JSON file's first line, or the whole of it, looks like a report."""
    with path.open("rb") as file:
        head = file.read(4096).removeprefix(BOM)
    return any(key in head for key in (b'"report"', b'"reportedInformation"'))


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    while line := file.readline(MAX_LINE_BYTES + 1):
        if len(line) <= MAX_LINE_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES)
        yield None


def _found(raw: bytes, path: str, *, label: str | None) -> Found:
    raw = raw.removeprefix(BOM)
    try:
        return _package(raw, path, label=label)
    except (msgspec.DecodeError, ReportError, NotAReport, UnicodeError) as error:
        return Refusable(path=path, reason=f"It is no report: {error}.", raw=raw)


def _package(raw: bytes, path: str, *, label: str | None) -> Package:
    document = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    if "report" not in document:
        return _downstream_package(raw, document, path)
    line = msgspec.json.decode(raw, type=Line)
    return Package(
        path=f"{label}!{line.path}" if label and line.path else path,
        report=line.report.encode(),
        details=tuple(enumerate((text.encode() for text in line.fileDetails), start=1)),
    )


def _downstream_package(raw: bytes, document: dict[str, msgspec.Raw], path: str) -> Package:
    if "reportedInformation" not in document:
        raise NotAReport("it has neither the key 'report' nor 'reportedInformation'")
    report, files, notes = read_downstream_json(raw)
    texts = (write_xml(details, allow_missing=True) for details in files)
    return Package(
        path=path,
        report=write_xml(report, allow_missing=True),
        details=tuple(enumerate(texts, start=1)),
        original=raw,
        sender_name=_named_sender(raw),
        notes=tuple((note.key, note.text) for note in notes),
    )


class _Company(msgspec.Struct):
    espName: str | None = None  # noqa: N815  the name on the wire


class _Information(msgspec.Struct):
    reportingEsp: _Company | None = None  # noqa: N815  the name on the wire


class _Downstream(msgspec.Struct):
    reportedInformation: _Information | None = None  # noqa: N815  the name on the wire


def _named_sender(raw: bytes) -> str:
    """Return the company that the JSON names; the report language has no field for it."""
    try:
        information = msgspec.json.decode(raw, type=_Downstream).reportedInformation
    except msgspec.DecodeError:
        return ""
    company = information.reportingEsp if information else None
    return (company.espName or "")[:200] if company else ""
