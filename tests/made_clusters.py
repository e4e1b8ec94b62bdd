"""Make what the ranking of a cluster takes from reports, as the desk does but without a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tipline.desk.triage.current_policy import SHIPPED
from tipline.desk.triage.rules.evidence import read_evidence
from tipline.desk.triage.rules.policy import read_policy
from tipline.desk.triage.rules.ranking import Decision, Ranked, decide, rank_members, reasons_of
from tipline.desk.triage.rules.stated_facts import FileLabel, StatedFinding
from tipline.desk.triage.rules.store_facts import Held, Sighting
from tipline.desk.triage.types import Origin, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.report.types import FileDetails, Report

RECEIVED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
POLICY = read_policy(SHIPPED.read_bytes())


def held(
    report: Report,
    *files: FileDetails,
    report_id: int = 1,
    content: str | None = None,
    elsewhere: int = 0,
    marked: bool = False,
    sender_name: str = "Example Chat",
    loaded: bool = False,
    labels: Sequence[str] = (),
    findings: Sequence[str] = (),
) -> Held:
    """A report in the store; `elsewhere` other reports hold its files, `marked` as viral.

    `loaded`: nobody saw it submitted. `labels` are what a list says of every file of it, `findings`
    what an analyst states.
    """
    received_at = RECEIVED + timedelta(minutes=report_id)
    return Held(
        report_id=report_id,
        received_at=received_at,
        sender_name=sender_name,
        content=content or f"content {report_id}",
        evidence=read_evidence(
            report,
            files,
            received_at=received_at,
            submitted_at=None if loaded else received_at,
            fingerprint=lambda text: f"print of {text}",
        ),
        sightings=tuple(
            Sighting(
                position=position,
                field=f"fileDetails[{position}].originalFileHash[1]",
                elsewhere=elsewhere,
                viral=marked,
            )
            for position, file in enumerate(files, 1)
            if file.original_file_hash
        ),
        labels=tuple(
            FileLabel(
                position=position,
                field=f"fileDetails[{position}].originalFileHash[1]",
                label=label,
                provenance=Provenance(origin=Origin.LABEL, list_name="made up", entry=label),
            )
            for position, file in enumerate(files, 1)
            for label in labels
            if file.original_file_hash
        ),
        findings=tuple(
            StatedFinding(
                code=code,
                provenance=Provenance(origin=Origin.ANALYST, by="person:1", at=received_at),
            )
            for code in findings
        ),
    )


def decision(*members: Held) -> Decision:
    """The decision on a cluster of these reports, without what is missing."""
    return decide(rank_members(members, POLICY), POLICY, missing=())


def ranked(*members: Held, report_id: int = 1) -> Ranked:
    """One report as it is ranked in a cluster of these."""
    standing = rank_members(members, POLICY)
    return next(one for one in standing.ranked if one.held.report_id == report_id)


def codes(*members: Held) -> list[str]:
    """The codes of a cluster's reasons, gravest first."""
    return [reason.code for reason in decision(*members).reasons]


def own_codes(members: Sequence[Held], report_id: int = 1) -> list[str]:
    """The codes of the reasons of one report in a cluster."""
    return [one.code for one in reasons_of(ranked(*members, report_id=report_id), POLICY)]
