"""What and when: the incident, its contexts and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.report.completeness.assessment import is_said
from tipline.report.completeness.people import assess_event
from tipline.report.schema.compiled import form_of
from tipline.report.schema.shapes import Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.report.completeness.assessment import Assessment
    from tipline.report.types import FileDetails, InternetDetails, Report

# What carries the content of each context; the first is what to ask for.
_CONTENT = {
    "webPageIncident": ("url",),
    "emailIncident": ("content",),
    "newsgroupIncident": ("content",),
    "chatImIncident": ("content",),
    "onlineGamingIncident": ("content",),
    "cellPhoneIncident": ("additionalInfo",),
    "nonInternetIncident": ("additionalInfo",),
    "peer2peerIncident": ("fileNames",),
}


def assess_contexts(report: Report, seen: Assessment) -> None:
    """Judge where online it happened, and whether its content is there."""
    if not report.internet_details:
        seen.gap("no-context", "report.internetDetails[1]")
    for number, details in enumerate(report.internet_details, start=1):
        _assess_context(details, f"report.internetDetails[{number}]", f"context {number}", seen)


def assess_platform(report: Report, seen: Assessment) -> None:
    """Judge whether the platform is named."""
    path = "report.incidentSummary.platform"
    if is_said(report.incident_summary.platform):
        seen.fact("platform", path)
    else:
        seen.gap("no-platform", path)


def assess_incident_time(report: Report, seen: Assessment) -> None:
    """Judge the time of the incident, and whether it is said what it stands for."""
    summary = report.incident_summary
    path = "report.incidentSummary.incidentDateTime"
    if summary.incident_date_time is None:
        seen.gap("no-incident-time", path)
    elif not summary.incident_date_time.has_zone:
        seen.gap("incident-time-without-zone", path)
    else:
        seen.fact("incident-time", path)
    described = "report.incidentSummary.incidentDateTimeDescription"
    if is_said(summary.incident_date_time_description):
        seen.fact("incident-time-explained", described)
    else:
        seen.gap("incident-time-unexplained", described)


def assess_presence(
    files: Sequence[FileDetails], seen: Assessment, *, undescribed_files: int
) -> None:
    """Judge whether there is a file at all, and whether every file that came is described."""
    if undescribed_files:
        count = "1 file" if undescribed_files == 1 else f"{undescribed_files} files"
        seen.gap("file-without-details", f"fileDetails[{len(files) + 1}]", count)
    elif not files:
        seen.gap("no-file", "fileDetails[1]")


def assess_files(
    files: Sequence[FileDetails], seen: Assessment, *, undescribed_files: int = 0
) -> None:
    """Judge every file; without any, that is the gap."""
    assess_presence(files, seen, undescribed_files=undescribed_files)
    for number, details in enumerate(files, start=1):
        path, place = f"fileDetails[{number}]", f"file {number}"
        seen.fact("file", path, place)
        _assess_description(details, path, place, seen)
        _assess_upload(details, path, place, seen)
        assess_viewing(details, path, place, seen)


def assess_viewing(details: FileDetails, path: str, place: str, seen: Assessment) -> None:
    """Judge what is said of who saw the file: false is a fact, silence is a gap."""
    for claim, name, codes in (
        (
            details.file_viewed_by_esp,
            "fileViewedByEsp",
            ("viewed", "not-viewed", "viewing-unknown"),
        ),
        (
            details.exif_viewed_by_esp,
            "exifViewedByEsp",
            ("exif-viewed", "exif-not-viewed", "exif-viewing-unknown"),
        ),
        (
            details.publicly_available,
            "publiclyAvailable",
            ("public", "not-public", "publicity-unknown"),
        ),
    ):
        seen.say(claim, codes, f"{path}.{name}", place)


def assess_upload_time(details: FileDetails, path: str, place: str, seen: Assessment) -> None:
    """Judge when the file was uploaded."""
    path = f"{path}.uploadedToEspTimestamp"
    if details.uploaded_to_esp_timestamp is None:
        seen.gap("file-without-upload-time", path, place)
    elif not details.uploaded_to_esp_timestamp.has_zone:
        seen.gap("upload-time-without-zone", path, place)
    else:
        seen.fact("upload-time", path, place)


def _assess_context(details: InternetDetails, path: str, place: str, seen: Assessment) -> None:
    for field in form_of("internetDetails", Version.V2026_08).children.values():
        incident = getattr(details, field.attribute)
        if incident is not None:
            at = f"{path}.{field.name}"
            seen.fact("context", at, place)
            _assess_content(incident, field.name, at, place, seen)


def _assess_content(incident: Any, name: str, path: str, place: str, seen: Assessment) -> None:
    form = form_of(name, Version.V2026_08)
    for wire_name in _CONTENT[name]:
        field = form.children[wire_name]
        at = f"{path}.{wire_name}{'[1]' if field.repeatable else ''}"
        sent = getattr(incident, field.attribute)
        if sent if field.repeatable else is_said(sent):
            seen.fact("content", at, place)
        else:
            seen.gap("no-content", at, place)


def _assess_description(details: FileDetails, path: str, place: str, seen: Assessment) -> None:
    if details.industry_classification is not None:
        seen.fact("file-described", f"{path}.industryClassification", place)
    elif details.file_annotations:
        first = min(details.file_annotations)
        seen.fact("file-described", f"{path}.fileAnnotations.{first}", place)
    elif details.potential_meme is not None:
        seen.fact("file-described", f"{path}.potentialMeme", place)
    else:
        seen.gap("file-not-described", f"{path}.industryClassification", place)
    if details.original_file_hash:
        seen.fact("file-hash", f"{path}.originalFileHash[1]", place)
    else:
        seen.gap("file-without-hash", f"{path}.originalFileHash[1]", place)


def _assess_upload(details: FileDetails, path: str, place: str, seen: Assessment) -> None:
    assess_upload_time(details, path, place, seen)
    event = details.ip_capture_event
    at = f"{path}.ipCaptureEvent"
    if event is None:
        seen.gap("no-upload-address", at, place)
    else:
        assess_event(event, at, f"the upload address of {place}", seen)
