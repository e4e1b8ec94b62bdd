"""Judge what a sender sent, and refuse what does not pass with the text that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.actions import OpenedReport, Review, WholeReport
from tipline.desk.intake.errors import Refused
from tipline.desk.intake.judging import (
    Judged,
    RecordedFinding,
    Unreadable,
    UnreadableDetails,
    encode_findings,
    judge,
    recorded,
)
from tipline.desk.intake.types import Code
from tipline.report import UnreadableXml, parse_file_details
from tipline.report.rules import Severity, check_file_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from tipline.desk.intake.wire.configuration import WireSettings
    from tipline.report import Parsed
    from tipline.report.rules import Finding
    from tipline.report.types import FileDetails

TOO_MANY_FILES = (
    "A batched report has one file at most; this one has {count}. Retract it and send it again"
    " with one file."
)


def judge_report(
    raw: bytes,
    *,
    settings: WireSettings,
    now: datetime,
    is_known_report: Callable[[int], bool],
) -> OpenedReport:
    """Judge the document of /submit. Raises Refused with 4110 or 4100.

    Whether earlier reports that it names exist (R-08) is asked only where the rule is enforced.
    """
    enforced = settings.strictness.prior_reports is Severity.ERROR
    judged = _judge(
        WholeReport(report=raw, file_details=(), file_count=0),
        settings,
        now,
        is_known_report if enforced else None,
    )
    if judged.errors:
        raise Refused(Code.VALIDATION_FAILED, _validation_text(judged.errors))
    return OpenedReport(
        raw=raw,
        schema_version=settings.version,
        batched=judged.batched,
        urgent=judged.urgent,
        findings=encode_findings(judged.findings),
    )


def read_file_details(raw: bytes, *, settings: WireSettings) -> Parsed[FileDetails]:
    """Read the document of /fileinfo. Raises Refused with 4110 or 4100."""
    try:
        parsed = parse_file_details(raw, version=settings.version)
    except UnreadableXml as error:
        raise Refused(Code.MALFORMED_XML, str(error)) from error
    if parsed.errors or parsed.model is None:
        raise Refused(Code.VALIDATION_FAILED, _validation_text(parsed.errors))
    return parsed


def named_file(parsed: Parsed[FileDetails]) -> tuple[int, str]:
    """Return the reportId and the fileId that details name. Raises Refused with 4100."""
    details = parsed.model
    if details is None or details.report_id is None or details.file_id is None:
        raise Refused(
            Code.VALIDATION_FAILED, "fileDetails has no reportId or no fileId. Both are needed."
        )
    return details.report_id, details.file_id.strip()


def check_file_details(
    parsed: Parsed[FileDetails], *, batched: bool, settings: WireSettings, now: datetime
) -> None:
    """Check the rules for one file's details. Raises Refused with 4100."""
    if parsed.model is None:
        return
    findings = check_file_rules(
        parsed.model, is_batched=batched, now=now, strictness=settings.strictness
    )
    errors = [found for found in findings if found.severity is Severity.ERROR]
    if errors:
        raise Refused(
            Code.VALIDATION_FAILED,
            _validation_text(_placed(found, parsed) for found in errors),
        )


def review(whole: WholeReport, *, settings: WireSettings, now: datetime) -> Review:
    """Judge a report with all its file details at /finish. Raises Refused with 4100.

    Details were checked one by one when they came, so that only the number of files can be wrong
    by now; what else is found (time has passed since) is kept with the report.
    """
    judged = _judge(whole, settings, now)
    if judged.batched and whole.file_count > 1:
        raise Refused(Code.VALIDATION_FAILED, TOO_MANY_FILES.format(count=whole.file_count))
    return Review(findings=encode_findings(judged.findings), has_errors=bool(judged.errors))


def _judge(
    whole: WholeReport,
    settings: WireSettings,
    now: datetime,
    is_known_report: Callable[[int], bool] | None = None,
) -> Judged:
    try:
        return judge(
            whole.report,
            whole.file_details,
            version=settings.version,
            strictness=settings.strictness,
            now=now,
            is_known_report=is_known_report,
        )
    except (UnreadableXml, UnreadableDetails) as error:
        raise Refused(Code.MALFORMED_XML, str(error)) from error
    except Unreadable as error:
        raise Refused(Code.VALIDATION_FAILED, f"Validation failed\n{error}") from error


def _placed(finding: Finding, parsed: Parsed[FileDetails]) -> RecordedFinding:
    place = parsed.position(finding.path)
    placed = msgspec.structs.replace(finding, line=place.line, column=place.column)
    return recorded(placed, {})


def _validation_text(errors: Iterable[object]) -> str:
    return "\n".join(["Validation failed", *map(str, errors)])
