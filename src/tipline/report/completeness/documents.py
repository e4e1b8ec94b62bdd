"""Judges how complete a report is, apart from whether it is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.report.completeness.assessment import Assessment, is_said
from tipline.report.completeness.incident import (
    assess_contexts,
    assess_files,
    assess_incident_time,
    assess_platform,
    assess_presence,
    assess_upload_time,
    assess_viewing,
)
from tipline.report.completeness.people import assess_reported_users, assess_victims
from tipline.report.completeness.types import Completeness, Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.report.types import FileDetails, Report


def assess_completeness(
    report: Report, files: Sequence[FileDetails] = (), *, undescribed_files: int = 0
) -> Completeness:
    """Say what an officer has and lacks: who, what, where, when, was it viewed. Pure.

    `undescribed_files` counts files that came without details: only these are asked for.
    A batched report is judged by what it may say at all. A value of `false` is a fact; only
    silence is a gap.
    """
    seen = Assessment()
    if report.batched_report is not None:
        _assess_batch(report, files, seen, undescribed_files=undescribed_files)
        return seen.finish(Measure.BATCHED)
    assess_reported_users(report, seen)
    assess_victims(report, seen)
    assess_platform(report, seen)
    assess_contexts(report, seen)
    assess_incident_time(report, seen)
    assess_files(files, seen, undescribed_files=undescribed_files)
    return seen.finish(Measure.ORDINARY)


def _assess_batch(
    report: Report, files: Sequence[FileDetails], seen: Assessment, *, undescribed_files: int
) -> None:
    if not report.person_or_user_reported:
        seen.gap("no-reported-user", "report.personOrUserReported[1]")
    for number, user in enumerate(report.person_or_user_reported, start=1):
        path = f"report.personOrUserReported[{number}].espIdentifier"
        if is_said(user.esp_identifier):
            seen.fact("account-id", path, f"user {number}")
        else:
            seen.gap("no-account-id", path, f"user {number}")
    assess_platform(report, seen)
    assess_incident_time(report, seen)
    assess_presence(files, seen, undescribed_files=undescribed_files)
    for number, details in enumerate(files, start=1):
        path, place = f"fileDetails[{number}]", f"file {number}"
        seen.fact("file", path, place)
        assess_upload_time(details, path, place, seen)
        assess_viewing(details, path, place, seen)
