"""Reads each of the four documents: one function per root, so that a wrong root is an error."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from tipline.report.errors import InvalidReport
from tipline.report.reading.limits import DEFAULT_LIMITS
from tipline.report.reading.parsed import Parsed
from tipline.report.reading.swift import Irregular, may_read_swiftly, read_swiftly
from tipline.report.reading.thorough import locate_fields, read_thoroughly
from tipline.report.schema.shapes import Version

if TYPE_CHECKING:
    from tipline.report.reading.limits import Limits
    from tipline.report.reading.source import Readable
    from tipline.report.types import FileDetails, Report, ReportDoneResponse, ReportResponse


def parse_report(
    raw: bytes | Readable,
    *,
    version: Version = Version.V2026_08,
    limits: Limits = DEFAULT_LIMITS,
) -> Parsed[Report]:
    """Read a `<report>` (`/submit`): bytes, or something to read bytes from.

    Schema errors are collected, not raised; raises MalformedXml or RefusedXml.
    """
    return cast("Parsed[Report]", _parse(raw, "report", version, limits))


def parse_file_details(
    raw: bytes | Readable,
    *,
    version: Version = Version.V2026_08,
    limits: Limits = DEFAULT_LIMITS,
) -> Parsed[FileDetails]:
    """Read a `<fileDetails>` (`/fileinfo`); as parse_report."""
    return cast("Parsed[FileDetails]", _parse(raw, "fileDetails", version, limits))


def parse_response(
    raw: bytes | Readable,
    *,
    version: Version = Version.V2026_08,
    limits: Limits = DEFAULT_LIMITS,
) -> Parsed[ReportResponse]:
    """Read a `<reportResponse>`, the answer to everything but `/finish`; as parse_report."""
    return cast("Parsed[ReportResponse]", _parse(raw, "reportResponse", version, limits))


def parse_done_response(
    raw: bytes | Readable,
    *,
    version: Version = Version.V2026_08,
    limits: Limits = DEFAULT_LIMITS,
) -> Parsed[ReportDoneResponse]:
    """Read a `<reportDoneResponse>`, the answer to `/finish`; as parse_report."""
    return cast("Parsed[ReportDoneResponse]", _parse(raw, "reportDoneResponse", version, limits))


def parse(raw: bytes | Readable, *, version: Version = Version.V2026_08) -> Report:
    """Read a valid `<report>` or raise: InvalidReport with every schema error, or UnreadableXml."""
    parsed = parse_report(raw, version=version)
    if parsed.errors or parsed.model is None:
        raise InvalidReport(parsed.errors)
    return parsed.model


def _parse(raw: bytes | Readable, root: str, version: Version, limits: Limits) -> Parsed[Any]:
    if isinstance(raw, bytes) and may_read_swiftly(raw, limits):
        try:
            model = read_swiftly(raw, root, version)
        except Irregular:  # the thorough reader says what is wrong
            pass
        else:
            return Parsed(model, (), raw, partial(locate_fields, raw, root, version, limits))
    model, errors, read = read_thoroughly(raw, root, version, limits)
    return Parsed(model, errors, read, partial(locate_fields, read, root, version, limits))
