"""Write a report as the JSON in which agencies receive it, with the keys that readers know.

Promise: what `tipline.report.downstream` reads from it is what the report says. It is lossy by its
nature (a victim has no key in it): the XML beside it is the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.routing.packet.numbers import write_number
from tipline.report.types import IntendedRecipient, PersonOrUserReported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.intake.types import ReportDocuments, StoredFile
    from tipline.report.types import (
        Address,
        FileDetails,
        InternetDetails,
        IpCaptureEvent,
        Person,
        Report,
    )

    Account = PersonOrUserReported | IntendedRecipient


def write_agency_json(documents: ReportDocuments) -> bytes:
    """Return the JSON of one report: UTF-8, indented, the same bytes each time."""
    report = documents.report
    said = {
        "reportId": documents.report_id,
        "dateReceived": documents.received_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "reportedInformation": {
            "reportingEsp": _company(report, documents.sender_name),
            "incidentSummary": _summary(report),
            "incidentDetails": _incidents(report.internet_details),
            "reportedPeople": {
                "reportedPersons": [_account(one) for one in report.person_or_user_reported]
            },
            "intendedRecipients": {
                "intendedRecipients": [_account(one) for one in report.intended_recipient]
            },
            "uploadedFiles": {"uploadedFiles": _files(documents)},
            "additionalInformations": _texts(report.additional_info),
        },
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n"


def _company(report: Report, sender_name: str) -> dict[str, Any]:
    person = report.reporter.reporting_person
    return {"espName": sender_name, "firstName": person.first_name, "lastName": person.last_name}


def _summary(report: Report) -> dict[str, Any]:
    summary = report.incident_summary
    at = summary.incident_date_time
    return {
        "incidentType": summary.incident_type,
        "incidentDateTime": at.raw if at else None,
        "incidentDateTimeDescription": summary.incident_date_time_description,
    }


def _incidents(contexts: Sequence[InternetDetails]) -> dict[str, Any]:
    emails = [one.email_incident for one in contexts if one.email_incident]
    pages = [one.web_page_incident for one in contexts if one.web_page_incident]
    return {
        "emailIncident": [
            {
                "contents": _texts(one.content),
                "additionalInformations": _texts(one.additional_info),
            }
            for one in emails
        ],
        "webpageIncident": [
            {
                "sourceInformation": {
                    "sourceCaptures": [{"captureType": "URL", "value": url} for url in one.url]
                },
                "additionalInformations": _texts(one.additional_info),
            }
            for one in pages
        ],
    }


def _account(account: Account) -> dict[str, Any]:
    captures = [_capture(one) for one in account.ip_capture_event]
    captures += [{"captureType": "Profile URL", "value": url} for url in account.profile_url]
    return {
        **_person(_person_of(account)),
        "espService": account.esp_service,
        "espUserId": account.esp_identifier,
        "screenName": {"value": account.screen_name},
        "vehicleDescription": getattr(account, "vehicle_description", None),
        "sourceInformation": {"sourceCaptures": captures},
        "additionalInformations": [note for one in _notes_of(account) for note in _texts(one)],
    }


def _person_of(account: Account) -> Person | None:
    if isinstance(account, IntendedRecipient):
        return account.intended_recipient_person
    return account.person_or_user_reported_person


def _notes_of(account: Account) -> tuple[str | None, ...]:
    if isinstance(account, IntendedRecipient):
        return account.additional_info
    return (account.additional_info,)


def _person(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {}
    return {
        "firstName": person.first_name,
        "lastName": person.last_name,
        "dateOfBirth": person.date_of_birth.raw if person.date_of_birth else None,
        "approximateAge": person.age,
        "emails": {
            "emails": [{"value": one.value, "verified": one.verified} for one in person.email]
        },
        "phones": {
            "phones": [
                {
                    "value": write_number(one),
                    "verified": one.verified,
                }
                for one in person.phone
            ]
        },
        "addresses": {"addresses": [_address(one) for one in person.address]},
    }


def _address(address: Address) -> dict[str, Any]:
    street, _, rest = (address.address or "").partition("\n")
    return {
        "street1": street or None,
        "street2": rest or None,
        "city": address.city,
        "state": address.state or address.non_usa_state,
        "postalCode": address.zip_code,
        "country": address.country,
    }


def _capture(event: IpCaptureEvent) -> dict[str, Any]:
    return {
        "captureType": "IP Address",
        "value": event.ip_address,
        "dateTime": event.date_time.raw if event.date_time else None,
        "port": event.port,
        "eventName": event.event_name,
    }


def _files(documents: ReportDocuments) -> list[dict[str, Any]]:
    stored = {file.file_id: file for file in documents.stored_files}
    described = zip(documents.files, documents.file_ids, strict=True)
    files = [_file(details, stored.get(file_id or "")) for details, file_id in described]
    known = set(documents.file_ids)
    return files + [
        {"filename": file.name, "submittalId": file.file_id, "verificationHash": file.md5}
        for file in documents.stored_files
        if file.file_id not in known
    ]


def _file(details: FileDetails, stored: StoredFile | None) -> dict[str, Any]:
    event = details.ip_capture_event
    captures = [_capture(event)] if event else []
    if details.location_of_file:
        captures.append({"captureType": "URL", "value": details.location_of_file})
    pairs = [pair for one in details.details for pair in one.name_value_pair]
    return {
        "filename": details.file_name or (stored.name if stored else None),
        "originalFilename": details.original_file_name,
        "submittalId": stored.file_id if stored else details.file_id,
        "verificationHash": stored.md5 if stored else None,
        "viewedByEsp": details.file_viewed_by_esp,
        "industryClassification": details.industry_classification,
        "sourceInformation": {"sourceCaptures": captures},
        "espMetadata": {"metadatas": [{"name": one.name, "value": one.value} for one in pairs]},
        "additionalInformations": [note for one in details.additional_info for note in _texts(one)],
    }


def _texts(text: str | None) -> list[dict[str, str]]:
    return [{"value": text}] if text else []
