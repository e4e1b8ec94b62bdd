"""Judges a report and its files by every rule beyond the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.report.rules.batch import judge_batched_file, judge_batched_report
from tipline.report.rules.fields import judge_fields
from tipline.report.rules.inspection import Inspection
from tipline.report.rules.types import STRICT, Finding, Strictness, Unchecked
from tipline.report.types import FileAnnotation, FileRelevance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from tipline.report.reading.parsed import Parsed
    from tipline.report.types import (
        AssociatedAccount,
        FileDetails,
        IntendedRecipient,
        PersonOrUserReported,
        Report,
        Victim,
    )

    Account = PersonOrUserReported | IntendedRecipient | Victim


def check_rules(
    report: Report,
    files: Sequence[FileDetails] = (),
    *,
    now: datetime,
    strictness: Strictness = STRICT,
    is_known_report: Callable[[int], bool] | None = None,
) -> tuple[Finding, ...]:
    """Judge a report and its files by every rule of RULES; `now` is aware.

    `is_known_report` answers whether a prior report's id exists; without it R-08 is not judged
    (see list_unchecked). Order: report by field, then each file. Pure.
    """
    run = Inspection(now, strictness)
    judge_fields("report", report, run, (None, "report", 0))
    _judge_reporter(report, run)
    _judge_incident_emails(report, run)
    if is_known_report is not None:
        _judge_prior_reports(report, run, is_known_report)
    if report.batched_report is not None:
        judge_batched_report(report, files, run)
    elif len(report.person_or_user_reported) > 1:
        what = f"{len(report.person_or_user_reported)} persons or users are reported"
        run.note("R-06", "report.personOrUserReported[2]", what)
    for number, details in enumerate(files, start=1):
        is_batched = report.batched_report is not None
        _judge_file(details, f"fileDetails[{number}]", run, is_batched=is_batched)
    _judge_files_together(files, run)
    return tuple(run.findings)


def check_file_rules(
    details: FileDetails,
    *,
    number: int = 1,
    is_batched: bool = False,
    now: datetime,
    strictness: Strictness = STRICT,
) -> tuple[Finding, ...]:
    """Judge one file by itself, as fileinfo receives it; `number` is its place in the path."""
    run = Inspection(now, strictness)
    _judge_file(details, f"fileDetails[{number}]", run, is_batched=is_batched)
    return tuple(run.findings)


def list_unchecked(
    report: Report, files: Sequence[FileDetails] = (), *, knows_reports: bool = False
) -> tuple[Unchecked, ...]:
    """Name the rules that these documents touch and that nobody here can judge."""
    unchecked = []
    if not knows_reports and any(True for _ in _list_prior_reports(report)):
        what = "Prior reports are named; whether they exist is known to the receiver only."
        unchecked.append(Unchecked("R-08", what))
    if files:
        what = "Whether the files are this sender's is known to the receiver only."
        unchecked.append(Unchecked("R-18", what))
    if any(details.industry_classification for details in files):
        what = "Whether the company signed the hash sharing memorandum is in no document."
        unchecked.append(Unchecked("R-20", what))
    return tuple(unchecked)


def place_findings(
    findings: Sequence[Finding], report: Parsed[Report], files: Sequence[Parsed[FileDetails]] = ()
) -> tuple[Finding, ...]:
    """Add to each finding the line and column of its field in the documents it came from."""
    return tuple(_place(finding, report, files) for finding in findings)


def _place(
    finding: Finding, report: Parsed[Report], files: Sequence[Parsed[FileDetails]]
) -> Finding:
    document: Parsed[Report] | Parsed[FileDetails] = report
    if finding.path.startswith("fileDetails["):
        document = files[int(finding.path[len("fileDetails[") : finding.path.index("]")]) - 1]
    position = document.position(finding.path)
    return msgspec.structs.replace(finding, line=position.line, column=position.column)


def _judge_reporter(report: Report, run: Inspection) -> None:
    if not report.reporter.reporting_person.email:
        path = "report.reporter.reportingPerson.email[1]"
        what = "the reporting person has no email address"
        run.note("R-04", path, what, run.strictness.reporter_email)


def _judge_incident_emails(report: Report, run: Inspection) -> None:
    addresses = list(_list_incident_emails(report))
    known = {email.casefold() for email in _list_emails(report)} if addresses else set()
    for path, email in addresses:
        if email.casefold() not in known:
            what = "an address of the incident is no email of anyone in the report"
            run.note("R-05", path, what, run.strictness.incident_email)


def _list_emails(report: Report) -> Iterator[str]:
    persons = [
        *(user.person_or_user_reported_person for user in report.person_or_user_reported),
        *(recipient.intended_recipient_person for recipient in report.intended_recipient),
        *(victim.victim_person for victim in report.victim),
    ]
    for person in persons:
        if person is not None:
            yield from (email.value for email in person.email)


def _list_incident_emails(report: Report) -> Iterator[tuple[str, str]]:
    for number, details in enumerate(report.internet_details, start=1):
        for name, incident in (
            ("emailIncident", details.email_incident),
            ("newsgroupIncident", details.newsgroup_incident),
        ):
            if incident is not None:
                for place, email in enumerate(incident.email_address, start=1):
                    path = f"report.internetDetails[{number}].{name}.emailAddress[{place}]"
                    yield path, email.value


def _judge_prior_reports(report: Report, run: Inspection, is_known: Callable[[int], bool]) -> None:
    for path, report_id in _list_prior_reports(report):
        if not is_known(report_id):
            what = f"there is no report {report_id}"
            run.note("R-08", path, what, run.strictness.prior_reports)


def _list_prior_reports(report: Report) -> Iterator[tuple[str, int]]:
    accounts: dict[str, Sequence[Account]] = {
        "personOrUserReported": report.person_or_user_reported,
        "intendedRecipient": report.intended_recipient,
        "victim": report.victim,
    }
    for name, several in accounts.items():
        for number, account in enumerate(several, start=1):
            path = f"report.{name}[{number}]"
            for place, report_id in enumerate(account.prior_ct_reports, start=1):
                yield f"{path}.priorCTReports[{place}]", report_id
            yield from _list_associated(getattr(account, "associated_account", ()), path)


def _list_associated(accounts: Sequence[AssociatedAccount], path: str) -> Iterator[tuple[str, int]]:
    for number, account in enumerate(accounts, start=1):
        for place, report_id in enumerate(account.prior_ct_report, start=1):
            yield f"{path}.associatedAccount[{number}].priorCTReport[{place}]", report_id


def _judge_file(details: FileDetails, path: str, run: Inspection, *, is_batched: bool) -> None:
    judge_fields("fileDetails", details, run, (None, path, 0))
    if details.exif_viewed_by_esp is True and details.file_viewed_by_esp is not True:
        run.note("R-17", f"{path}.fileViewedByEsp", "exifViewedByEsp is true, this is not")
    if details.file_relevance is FileRelevance.SUPPLEMENTAL:
        _judge_supplemental(details, path, run)
    if is_batched:
        judge_batched_file(details, path, run)


def _judge_supplemental(details: FileDetails, path: str, run: Inspection) -> None:
    if details.industry_classification is not None:
        what = "a supplemental file has an industry classification"
        run.note("R-12", f"{path}.industryClassification", what)
    if FileAnnotation.POTENTIAL_MEME in (details.file_annotations or ()):
        what = "a supplemental file is annotated potentialMeme"
        run.note("R-12", f"{path}.fileAnnotations.potentialMeme", what)
    if details.potential_meme is True:
        run.note("R-12", f"{path}.potentialMeme", "a supplemental file is a potential meme")


def _judge_files_together(files: Sequence[FileDetails], run: Inspection) -> None:
    seen: set[str] = set()
    for number, details in enumerate(files, start=1):
        path = f"fileDetails[{number}]"
        if details.file_id in seen:
            run.note("R-19", f"{path}.fileId", "an earlier fileDetails describes this file")
        if details.file_id:
            seen.add(details.file_id)
        if details.report_id != files[0].report_id:
            run.note("R-18", f"{path}.reportId", "is another report's than that of the first file")
