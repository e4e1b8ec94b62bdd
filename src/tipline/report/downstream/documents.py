"""Reads the JSON in which agencies receive reports, as far as its keys are known.

No schema of it is published; the keys are those that public readers use. Null means that nothing
was said, and stays so. What has no field is noted, never guessed into one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tipline.report.downstream.people import read_captures, read_recipient, read_reported_user
from tipline.report.downstream.section import Note, Section, joined
from tipline.report.errors import MalformedJson
from tipline.report.schema.kinds import (
    DATE_TIME,
    INCIDENT_TYPE,
    INDUSTRY_CLASSIFICATION,
    LONG,
)
from tipline.report.types import (
    Details,
    EmailIncident,
    FileDetails,
    IncidentSummary,
    InternetDetails,
    NameValuePair,
    OriginalFileHash,
    Person,
    Report,
    Reporter,
    WebPageIncident,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Downstream(NamedTuple):
    """A report as an agency received it, and what of the source is not in it."""

    report: Report
    files: tuple[FileDetails, ...]
    notes: tuple[Note, ...]


def read_downstream_json(source: bytes | str | dict[str, Any]) -> Downstream:
    """Read one report: JSON text (UTF-8, with or without a byte order mark) or its object.

    Raises MalformedJson when it is no JSON object; anything else that does not fit is noted.
    """
    notes: list[Note] = []
    top = Section(_decode(source), "", notes)
    report_id = top.value("reportId", LONG)
    top.note_if_said("dateReceived", "when it was received is the receiver's to say")
    body = top.section("reportedInformation")
    files = tuple(_read_files(body, report_id))
    report = _read_report(body)
    body.close()
    top.close()
    return Downstream(report, files, tuple(notes))


def _decode(source: bytes | str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(source, dict):
        return source
    text = source.removeprefix(b"\xef\xbb\xbf") if isinstance(source, bytes) else source
    if isinstance(text, str):
        text = text.removeprefix("\ufeff")
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise MalformedJson(f"This is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise MalformedJson("This is JSON, but no object. One report is one object.")
    return found


def _read_report(body: Section) -> Report:
    people, recipients = body.section("reportedPeople"), body.section("intendedRecipients")
    report = Report(
        incident_summary=_read_summary(body),
        internet_details=tuple(_read_contexts(body)),
        reporter=_read_reporter(body),
        person_or_user_reported=tuple(map(read_reported_user, people.sections("reportedPersons"))),
        intended_recipient=tuple(map(read_recipient, recipients.sections("intendedRecipients"))),
        additional_info=joined(body, "additionalInformations"),
    )
    people.close()
    recipients.close()
    return report


def _read_summary(body: Section) -> IncidentSummary:
    summary = body.section("incidentSummary")
    read = IncidentSummary(
        incident_type=summary.value("incidentType", INCIDENT_TYPE),
        incident_date_time=summary.value("incidentDateTime", DATE_TIME),
        incident_date_time_description=summary.text("incidentDateTimeDescription"),
    )
    summary.close()
    return read


def _read_reporter(body: Section) -> Reporter:
    company = body.section("reportingEsp")
    person = Person(first_name=company.text("firstName"), last_name=company.text("lastName"))
    company.close()
    return Reporter(reporting_person=person)


def _read_contexts(body: Section) -> Iterator[InternetDetails]:
    details = body.section("incidentDetails")
    for email in details.sections("emailIncident"):
        content = joined(email, "contents")
        notes = joined(email, "additionalInformations")
        incident = EmailIncident(content=content, additional_info=notes)
        yield InternetDetails(email_incident=incident)
    for page in details.sections("webpageIncident"):
        _, links = read_captures(page, ("URL",))
        notes = joined(page, "additionalInformations")
        incident_page = WebPageIncident(url=links.get("URL", ()), additional_info=notes)
        yield InternetDetails(web_page_incident=incident_page)
    details.close()


def _read_files(body: Section, report_id: int | None) -> Iterator[FileDetails]:
    several = body.section("uploadedFiles")
    for one in several.sections("uploadedFiles"):
        yield _read_file(one, report_id)
    several.close()


def _read_file(one: Section, report_id: int | None) -> FileDetails:
    events, links = read_captures(one, ("URL",))
    for _ in events[1:]:
        one.note("sourceInformation", "a file has one upload address; the first was taken")
    for _ in links.get("URL", ())[1:]:
        one.note("sourceInformation", "a file has one location; the first was taken")
    notes = joined(one, "additionalInformations")
    return FileDetails(
        report_id=report_id,
        file_name=one.text("filename"),
        original_file_name=one.text("originalFilename"),
        location_of_file=links["URL"][0] if "URL" in links else None,
        file_viewed_by_esp=one.claim("viewedByEsp"),
        industry_classification=one.value("industryClassification", INDUSTRY_CLASSIFICATION),
        original_file_hash=_read_hash(one),
        ip_capture_event=events[0] if events else None,
        details=_read_details(one),
        additional_info=(notes,) if notes else (),
    )


def _read_hash(one: Section) -> tuple[OriginalFileHash, ...]:
    verified = one.text("verificationHash")
    if verified is None:
        return ()
    one.note("verificationHash", "it is the MD5 of the file as the clearinghouse received it")
    return (OriginalFileHash(value=verified, hash_type="MD5"),)


def _read_details(one: Section) -> tuple[Details, ...]:
    metadata = one.section("espMetadata")
    pairs = []
    for pair in metadata.sections("metadatas"):
        name, value = pair.text("name"), pair.text("value")
        if name is not None:
            pairs.append(NameValuePair(name=name, value=value or ""))
    metadata.close()
    return (Details(name_value_pair=tuple(pairs)),) if pairs else ()
