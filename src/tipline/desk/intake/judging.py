"""Judge the documents of a report: schema and rules together, as findings that are kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.report import Finding, Severity, check_rules, parse_file_details, parse_report
from tipline.report.types import ReportAnnotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from tipline.report import Parsed, SchemaError, Strictness, Version
    from tipline.report.types import FileDetails, Report

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
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.code}: {self.text}{remedy}"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was read, with everything that was found in it."""

    report: Report
    files: tuple[FileDetails, ...]
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


def judge(
    report: bytes,
    file_details: Sequence[bytes] = (),
    *,
    version: Version,
    strictness: Strictness,
    now: datetime,
) -> Judged:
    """Read and judge a report with the details of its files.

    Raises MalformedXml or RefusedXml for text that is no XML or unsafe, Unreadable for another
    root. Everything else is a finding.
    """
    parsed = parse_report(report, version=version)
    details = [parse_file_details(raw, version=version) for raw in file_details]
    if parsed.model is None:
        raise Unreadable(parsed.errors)
    files = tuple(one.model for one in details if one.model is not None)
    found = [*_schema_findings(parsed, "report")]
    for number, one in enumerate(details, start=1):
        found += _schema_findings(one, f"fileDetails[{number}]")
    found += _rule_findings(
        check_rules(parsed.model, files, now=now, strictness=strictness), parsed, details
    )
    return Judged(report=parsed.model, files=files, findings=tuple(found[:MAX_FINDINGS]))


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
    findings: Iterable[Finding],
    report: Parsed[Report],
    details: Sequence[Parsed[FileDetails]],
) -> list[RecordedFinding]:
    recorded = []
    for finding in findings:
        document = finding.path.partition(".")[0]
        number = document.removeprefix("fileDetails[").removesuffix("]")
        source = details[int(number) - 1] if number.isdigit() else report
        position = source.position(finding.path)
        recorded.append(
            RecordedFinding(
                code=finding.code,
                severity=finding.severity,
                document=document,
                text=finding.text,
                path=finding.path,
                remedy=finding.remedy,
                line=position.line,
                column=position.column,
            )
        )
    return recorded
