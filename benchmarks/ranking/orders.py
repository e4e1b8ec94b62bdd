"""Put the reports of a world in the order in which each way would have them worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ranking.holding import see_files
from tipline.desk.triage.current_policy import SHIPPED
from tipline.desk.triage.rules.policy import read_policy
from tipline.desk.triage.rules.ranking import decide, place, rank_members
from tipline.report.types import DetailsType, FileAnnotation, IncidentType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ranking.holding import Known

POLICY = read_policy(SHIPPED.read_bytes())
_VIRAL = {FileAnnotation.VIRAL, FileAnnotation.POTENTIAL_MEME}


def order_ours(
    known: Sequence[Known],
    clusters: Sequence[Sequence[int]],
    now: datetime,
    tiers: dict[int, str] | None = None,
) -> list[list[int]]:
    """Order clusters by the shipped policy, the reports of each as they lead in it.

    `tiers` takes the tier of every report's cluster.
    """
    held = see_files(known, clusters)
    placed = []
    for members in clusters:
        standing = rank_members([held[each] for each in members], POLICY)
        decision = decide(standing, POLICY, missing=())
        key = place(decision, POLICY, (), now=now).sort_key
        if tiers is not None:
            tiers.update(dict.fromkeys(members, decision.tier.value))
        placed.append((key, [one.held.report_id for one in standing.ranked]))
    placed.sort()
    return [reports for _, reports in placed]


def order_alone(known: Sequence[Known], now: datetime) -> list[list[int]]:
    """Order by the same policy, every report by itself."""
    return order_ours(known, [(one.held.report_id,) for one in known], now)


def order_oldest(known: Sequence[Known]) -> list[int]:
    """Order by arrival."""
    return sorted(range(len(known)), key=lambda at: known[at].held.received_at)


def order_flagged(known: Sequence[Known]) -> list[int]:
    """Order what the sender escalated first, each part by arrival."""
    return sorted(
        range(len(known)),
        key=lambda at: (not _is_escalated(known[at]), known[at].held.received_at),
    )


def order_points(known: Sequence[Known]) -> list[int]:
    """Order by points, the oldest first among equals."""
    return sorted(
        range(len(known)), key=lambda at: (-points(known[at]), known[at].held.received_at)
    )


def points(one: Known) -> int:
    """Add up points in the manner of the published designs; weights are ours.

    Imminent danger and victim first, a penalty for viral files and credit for a sender's care, as
    in the public-records design study of 2026 (weights there are admitted to be speculative);
    number of files, earlier reports on the user and list matches, as in AviaTor
    (reference/domain.md 3.1 reviews both). A label that says that a child is at risk weighs as
    much as an escalation. Each report by itself, as there.
    """
    report, files = one.report, one.files
    kinds = {IncidentType.CHILD_SEXUAL_MOLESTATION, IncidentType.CHILD_SEX_TRAFFICKING}
    kind = report.incident_summary.incident_type
    victims = report.victim
    told = any(each.school_name or each.esp_identifier for each in victims)
    viral = bool(files) and all(_VIRAL & (each.file_annotations or set()) for each in files)
    at_risk = any(each.label == "child_at_risk_now" for each in one.held.labels)
    matched = bool(one.held.labels) or any(
        group.type is DetailsType.HASH for each in files for group in each.details
    )
    reported = report.person_or_user_reported
    return (
        40 * _is_escalated(one)
        + 40 * at_risk
        + 20 * told
        + 10 * bool(victims)
        + 10 * (kind in kinds)
        + 5 * (kind is IncidentType.ONLINE_ENTICEMENT)
        + 5 * matched
        + min(5, len(files) // 2)
        + 5 * any(each.prior_ct_reports for each in reported)
        + 5 * any(each.file_viewed_by_esp for each in files)
        + 5 * any(each.ip_capture_event for each in reported)
        - 30 * viral
    )


def _is_escalated(one: Known) -> bool:
    return one.report.incident_summary.escalate_to_high_priority is not None
