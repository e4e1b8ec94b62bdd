"""Judge the documents of a report: schema and rules together, as findings that are kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.report import UnreadableXml, parse_file_details, parse_report
from tipline.report.rules import Finding, Severity, check_rules, place_findings
from tipline.report.types import FileDetails, Report, ReportAnnotation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from tipline.report import Parsed, SchemaError, Version
    from tipline.report.rules import Strictness

# A report with thousands of defects is as bad as one with two hundred, and its row stays small.
MAX_FINDINGS = 200


class RecordedFinding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One defect as it is kept and listed; lines and columns count from 1.

    `document` is `report` or `fileDetails[n]`: the text that line and column belong to.
    """

    code: str
    severity: str
    document: str
    text: str
    path: str | None = None
    remedy: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = f"[{self.line},{self.column}] - " if self.line else ""
        stop = "" if self.text.endswith(".") else "."
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.code}: {self.text}{stop}{remedy}"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was read, with everything that was found in it.

    `file_models` has one place for each text of details, None where nothing was understood.
    """

    report: Report
    file_models: tuple[FileDetails | None, ...]
    findings: tuple[RecordedFinding, ...]

    @property
    def errors(self) -> tuple[RecordedFinding, ...]:
        """The findings for which the wire refuses a report."""
        return tuple(found for found in self.findings if found.severity == Severity.ERROR)

    @property
    def batched(self) -> bool:
        """Whether several users are reported for one viral file."""
        return self.report.batched_report is not None

    @property
    def urgent(self) -> bool:
        """Whether the sender asks for urgency, or names what cannot wait; such are linked first."""
        summary = self.report.incident_summary
        annotations = summary.report_annotations or frozenset()
        return (
            summary.escalate_to_high_priority is not None
            or ReportAnnotation.SADISTIC_ONLINE_EXPLOITATION in annotations
        )


class Unreadable(Exception):
    """A document of which nothing could be understood, such as one with another root."""

    def __init__(self, errors: tuple[SchemaError, ...]) -> None:
        super().__init__("\n".join(str(error) for error in errors))


class UnreadableDetails(Exception):
    """The details of one file are no XML, or unsafe, so that the report is not all there."""

    def __init__(self, number: int, error: UnreadableXml) -> None:
        super().__init__(f"The details of file {number} cannot be read: {error}")


def judge(
    report: bytes,
    file_details: Sequence[bytes] = (),
    *,
    version: Version,
    strictness: Strictness,
    now: datetime,
    is_known_report: Callable[[int], bool] | None = None,
) -> Judged:
    """Read and judge a report with the details of its files.

    `is_known_report` tells whether an earlier report that is named exists; without it nobody is
    asked (R-08). Raises MalformedXml or RefusedXml for text that is no XML or unsafe, Unreadable
    for another root, UnreadableDetails for details that are no XML. Everything else is a finding.
    """
    parsed = parse_report(report, version=version)
    details = [
        _read_details(number, raw, version) for number, raw in enumerate(file_details, start=1)
    ]
    if parsed.model is None:
        raise Unreadable(parsed.errors)
    found = [*_schema_findings(parsed, "report")]
    for number, one in enumerate(details, start=1):
        found += _schema_findings(one, f"fileDetails[{number}]")
    found += _rule_findings(
        parsed, details, now=now, strictness=strictness, is_known_report=is_known_report
    )
    return Judged(
        report=parsed.model,
        file_models=tuple(one.model for one in details),
        findings=tuple(found[:MAX_FINDINGS]),
    )


def _read_details(number: int, raw: bytes, version: Version) -> Parsed[FileDetails]:
    try:
        return parse_file_details(raw, version=version)
    except UnreadableXml as error:
        raise UnreadableDetails(number, error) from error


def encode_findings(findings: Iterable[RecordedFinding]) -> bytes:
    """Write findings as a JSON array. A NUL, which PostgreSQL cannot keep, is made visible."""
    return msgspec.json.encode(tuple(findings)).replace(b"\\u0000", b"\\ufffd")


def _schema_findings(
    parsed: Parsed[Report] | Parsed[FileDetails], document: str
) -> list[RecordedFinding]:
    return [
        RecordedFinding(
            code=error.code,
            severity=Severity.ERROR,
            document=document,
            text=error.message,
            line=error.line,
            column=error.column,
        )
        for error in parsed.errors
    ]


def _rule_findings(
    report: Parsed[Report],
    details: Sequence[Parsed[FileDetails]],
    *,
    now: datetime,
    strictness: Strictness,
    is_known_report: Callable[[int], bool] | None,
) -> list[RecordedFinding]:
    assert report.model is not None  # noqa: S101  judge has looked
    readable = [one for one in details if one.model is not None]
    findings = check_rules(
        report.model,
        [one.model for one in readable if one.model is not None],
        now=now,
        strictness=strictness,
        is_known_report=is_known_report,
    )
    if not findings:
        return []
    places = {f"fileDetails[{i}]": details.index(one) + 1 for i, one in enumerate(readable, 1)}
    return [
        recorded(finding, places)
        for finding in place_findings(findings[:MAX_FINDINGS], report, readable)
    ]


def recorded(finding: Finding, places: dict[str, int]) -> RecordedFinding:
    """Write a placed finding of the rules as it is kept and shown.

    `places` gives the number of each text of details by the path that the rules know it under.
    """
    document, dot, rest = finding.path.partition(".")
    document = f"fileDetails[{places[document]}]" if document in places else document
    return RecordedFinding(
        code=finding.code,
        severity=finding.severity,
        document=document,
        text=finding.text,
        path=f"{document}{dot}{rest}",
        remedy=finding.remedy,
        line=finding.line,
        column=finding.column,
    )
