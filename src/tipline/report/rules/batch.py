"""Judges batched reports, which may say far less than others (B-01 to B-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.report.schema.compiled import field_name
from tipline.report.types import FileAnnotation, FileRelevance, PersonOrUserReported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.report.rules.inspection import Inspection
    from tipline.report.types import FileDetails, Report

_NOT_IN_REPORT = ("internetDetails", "lawEnforcement", "intendedRecipient", "victim")
_NOT_IN_FILE = (
    "originalFileName",
    "locationOfFile",
    "originalFileHash",
    "ipCaptureEvent",
    "deviceId",
    "details",
    "additionalInfo",
)
_REPEATABLE = {
    "internetDetails",
    "intendedRecipient",
    "victim",
    "originalFileHash",
    "deviceId",
    "details",
}
_VIRAL = frozenset({FileAnnotation.VIRAL, FileAnnotation.POTENTIAL_MEME})


def judge_batched_report(report: Report, files: Sequence[FileDetails], run: Inspection) -> None:
    """Judge a batched report as a whole; its files are judged by judge_batched_file."""
    if report.incident_summary.escalate_to_high_priority is not None:
        path = "report.incidentSummary.escalateToHighPriority"
        run.note("B-02", path, "a batched report has escalateToHighPriority")
    for name in _NOT_IN_REPORT:
        if getattr(report, field_name(name)):
            run.note("B-03", _first(f"report.{name}", name), f"a batched report has {name}")
    if report.additional_info is not None:
        run.note("B-03", "report.additionalInfo", "a batched report has additionalInfo")
    for number, user in enumerate(report.person_or_user_reported, start=1):
        _judge_user(user, f"report.personOrUserReported[{number}]", run)
    if len(files) > 1:
        run.note("B-04", "fileDetails[2]", f"a batched report has {len(files)} files")


def _judge_user(user: PersonOrUserReported, path: str, run: Inspection) -> None:
    if user.esp_identifier is None:
        run.note("B-01", f"{path}.espIdentifier", "a user of a batched report has no espIdentifier")
    if user != PersonOrUserReported(esp_identifier=user.esp_identifier, unknown=user.unknown):
        run.note("B-01", path, "a user of a batched report has more than an espIdentifier")


def judge_batched_file(details: FileDetails, path: str, run: Inspection) -> None:
    """Judge the file of a batched report."""
    annotations = details.file_annotations or frozenset()
    if not annotations & _VIRAL and details.potential_meme is not True:
        what = "the file of a batched report is annotated neither viral nor potentialMeme"
        run.note("B-05", f"{path}.fileAnnotations", what)
    for other in sorted(annotations - _VIRAL):
        what = f"the file of a batched report is annotated {other}"
        run.note("B-06", f"{path}.fileAnnotations.{other}", what)
    for name in _NOT_IN_FILE:
        if getattr(details, field_name(name)) not in (None, ()):
            what = f"the file of a batched report has {name}"
            run.note("B-07", _first(f"{path}.{name}", name, in_file=True), what)
    if details.file_relevance not in (None, FileRelevance.REPORTED):
        what = "the file of a batched report is not of the relevance Reported"
        run.note("B-08", f"{path}.fileRelevance", what)


def _first(path: str, name: str, *, in_file: bool = False) -> str:
    repeatable = name in _REPEATABLE or (in_file and name == "additionalInfo")
    return f"{path}[1]" if repeatable else path
