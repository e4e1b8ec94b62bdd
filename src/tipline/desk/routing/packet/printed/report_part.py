"""One report in print: what it is, whom it names, from where, which files, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.packet.printed.accounts import account_parts
from tipline.desk.routing.packet.printed.addresses import address_table
from tipline.desk.routing.packet.printed.stored_files import file_table
from tipline.desk.routing.packet.printed.styles import (
    CELL,
    HEADING,
    IDENTIFIER,
    NOTE,
    SMALL_HEADING,
    TITLE,
    URGENT,
    paragraph,
)
from tipline.desk.routing.packet.printed.tables import columns, label_rows
from tipline.report import assess_completeness
from tipline.report.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.platypus import Flowable

    from tipline.desk.routing.packet.types import PacketReport
    from tipline.report.types import DateTime, Report

_GAPS = 60


def report_part(report: PacketReport) -> Iterator[Flowable]:
    """Yield everything of one report but its free texts, which stand in the XML."""
    said = report.documents.report
    yield paragraph(f"Report {report.report_id}", TITLE)
    if said.incident_summary.escalate_to_high_priority:
        text = "The sender escalated this report. Its words stand in report.xml."
        yield paragraph(text, URGENT)
    yield label_rows(_summary(report))
    yield from account_parts(report)
    yield paragraph("Network addresses", HEADING)
    yield from address_table(report)
    yield paragraph("Files", HEADING)
    yield from file_table(report.documents)
    yield from _texts(said)
    yield from _gaps(report)


def _summary(report: PacketReport) -> list[tuple[str, str]]:
    documents, said = report.documents, report.documents.report
    summary = said.incident_summary
    annotations = ", ".join(sorted(summary.report_annotations or ()))
    rows = [
        ("Sender", documents.sender_name),
        ("Received", f"{documents.received_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("Incident", str(summary.incident_type or "not said")),
        ("When", say_time(summary.incident_date_time)),
        ("Annotated", annotations or "nothing"),
        ("Content SHA-256", documents.content_sha256),
    ]
    if documents.duplicate_of is not None:
        rows.append(("Same content as", f"report {documents.duplicate_of}"))
    if said.law_enforcement and said.law_enforcement.agency_name:
        known = said.law_enforcement
        case = f", case {known.case_number}" if known.case_number else ""
        rows.append(("Known to", f"{known.agency_name}{case} (says the sender)"))
    if said.reporter.legal_url:
        rows.append(("Serve process at", said.reporter.legal_url))
    return rows


def say_time(at: DateTime | None) -> str:
    """Return a time as sent, and in UTC where its text names an instant."""
    if at is None:
        return "not said"
    try:
        return f"{at.raw}  (UTC {at.utc:%Y-%m-%d %H:%M:%S})"
    except ReportError:
        return f"{at.raw}  (names no instant: no zone, or no time that can be used)"


def _texts(said: Report) -> Iterator[Flowable]:
    """Say how much text there is: it may be distressing, and is not printed unasked."""
    contents = (
        incident.content
        for context in said.internet_details
        for incident in (
            context.chat_im_incident,
            context.email_incident,
            context.online_gaming_incident,
            context.newsgroup_incident,
        )
        if incident
    )
    length = sum(len(content) for content in contents if content)
    if length:
        yield paragraph(
            f"Messages: {length:,} characters of conversation stand in report.xml and are not"
            " printed here.",
            NOTE,
        )


def _gaps(report: PacketReport) -> Iterator[Flowable]:
    documents = report.documents
    described = set(documents.file_ids)
    undescribed = sum(file.file_id not in described for file in documents.stored_files)
    gaps = assess_completeness(
        documents.report, documents.files, undescribed_files=undescribed
    ).gaps
    if not gaps:
        return
    yield paragraph("What this report lacks", SMALL_HEADING)
    rows = [
        (
            paragraph(gap.question.value, CELL),
            paragraph(gap.ask, CELL),
            paragraph(gap.path, IDENTIFIER),
        )
        for gap in gaps[:_GAPS]
    ]
    yield columns(("Question", "Ask the sender", "Field"), (0.12, 0.5, 0.38), rows)
    if len(gaps) > _GAPS:
        yield paragraph(f"The first {_GAPS} of {len(gaps):,}: `tipline report complete`.", NOTE)
