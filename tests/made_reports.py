"""Build the smallest valid reports, for the tests of linking and triage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.report.types import (
    DateTime,
    Email,
    FileDetails,
    IncidentSummary,
    IncidentType,
    OriginalFileHash,
    Person,
    PersonOrUserReported,
    Report,
    Reporter,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def a_report(*, account: str | None = None, emails: Sequence[str] = (), **parts: Any) -> Report:
    """The smallest valid report, about an account."""
    summary = parts.pop("summary", {})
    reported = PersonOrUserReported(
        esp_identifier=account,
        person_or_user_reported_person=Person(email=tuple(Email(value=one) for one in emails))
        if emails
        else None,
        **parts.pop("reported", {}),
    )
    return Report(
        incident_summary=IncidentSummary(
            incident_type=summary.pop("incident_type", IncidentType.CHILD_PORNOGRAPHY),
            incident_date_time=summary.pop("at", DateTime("2026-11-20T10:00:00Z")),
            **summary,
        ),
        reporter=Reporter(
            reporting_person=Person(email=(Email(value="reports@provider.example.com"),))
        ),
        person_or_user_reported=(reported,),
        **parts,
    )


def a_file(md5: str = "0123456789abcdef0123456789abcdef", **parts: Any) -> FileDetails:
    """The details of a file with one hash."""
    hashes = (OriginalFileHash(value=md5, hash_type="MD5"),) if md5 else ()
    return FileDetails(report_id=900000000, file_id="f" * 32, original_file_hash=hashes, **parts)


def md5_of(number: int) -> str:
    """A digest that no real file is known to have: a number, spelt out."""
    return f"{number:032x}".replace("0", "e")
