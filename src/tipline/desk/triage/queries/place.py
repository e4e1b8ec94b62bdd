"""Read what triage and linking say of one report, for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.queries import read_report
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.intake.types import Source
from tipline.desk.linking.queries import read_cluster_links, read_set_aside
from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.queries.cluster import say_members
from tipline.desk.triage.queries.custody import LINES_SHOWN, read_custody
from tipline.desk.triage.queries.links import links_of
from tipline.desk.triage.queries.standing import Derived, cluster_of, derive_from_store
from tipline.desk.triage.queries.timing import age_of, preservation_clock
from tipline.desk.triage.rules.ranking import (
    PRESERVED,
    Decision,
    encode_decision,
    read_decision,
    reasons_of,
    what_moves_most,
)
from tipline.desk.triage.types import Clock, ClusterPlace, Priority, ReportPlace
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.intake.types import ReceivedReport
    from tipline.desk.triage.rules.policy import Policy
    from tipline.trust.people.types import Actor

GENERATIONS = """
SELECT ranked_at, tier, policy_version, generation, policy_name, policy_hash, decision
FROM triage_priority
WHERE cluster_id = %s ORDER BY generation DESC LIMIT %s
"""

_MEMBERS_SHOWN = 20


def read_report_page(actor: Actor, report_id: int, *, now: datetime) -> ReportPlace:
    """Return the place of a report; raises NoSuchReport for what the agency does not hold."""
    policy = shown_policy()
    with acting(actor):
        books = read_report(actor, report_id)
        cluster_id = cluster_of(actor, report_id)
        derived = derive_from_store(actor, cluster_id, policy) if cluster_id else None
        generations = _read_generations(cluster_id) if cluster_id else []
        if derived and not any(one.held.report_id == report_id for one in derived.standing.ranked):
            derived = None
        return ReportPlace(
            report_id=str(report_id),
            priority=_priority(derived, report_id, policy, generations) if derived else None,
            cluster=_cluster(actor, derived, report_id) if derived else None,
            set_aside=read_set_aside(actor, report_id),
            age=age_of(books.received_at or now, now),
            clocks=_clocks(books, now),
            custody=read_custody(actor, books, generations),
        )


def _priority(
    derived: Derived, report_id: int, policy: Policy, generations: list[tuple[Any, ...]]
) -> Priority | None:
    if not generations:
        return None
    ranked_at, _, version, _, name, policy_hash, stored = generations[0]
    decision = read_decision(stored)
    ranked = derived.ranked(report_id)
    difference = _difference(decision, derived.decision, policy, bytes(stored))
    return Priority(
        tier=decision.tier if difference else ranked.tier,
        title=policy.titles[decision.tier if difference else ranked.tier],
        cluster_tier=decision.tier,
        reasons=decision.reasons if difference else tuple(reasons_of(ranked, policy)),
        missing=decision.missing,
        moves_most=decision.moves_most if difference else what_moves_most(ranked, policy),
        policy_name=name,
        policy_version=version,
        policy_hash=policy_hash,
        ranked_at=ranked_at,
        difference=difference,
    )


def _difference(stored: Decision, now: Decision, policy: Policy, raw: bytes) -> str:
    """Say in words how a stored decision differs from one that is made now, if it does."""
    if encode_decision(now) == raw:
        return ""
    cause = "its reports say or share something else by now"
    if stored.policy_hash != policy.hash:
        cause = f"the policy in force is {policy.name}, version {policy.version}"
    place = f"would stand in {now.tier} ({policy.titles[now.tier]})"
    if now.tier == stored.tier:
        place = f"would stand in {now.tier} as before, with other words"
    return (
        f"This is what was decided of its cluster at that time. Decided now, the cluster {place},"
        f" since {cause}. `tipline process` ranks it anew."
    )


def _cluster(actor: Actor, derived: Derived, report_id: int) -> ClusterPlace:
    values = read_cluster_links(actor, [member.report_id for member in derived.members])
    members = say_members(derived, values, shown=_MEMBERS_SHOWN)
    return ClusterPlace(
        cluster_id=derived.cluster_id,
        report_count=len(derived.members),
        members=tuple(one for one in members if one.report_id != str(report_id)),
        links=links_of(values, {report_id})[report_id],
    )


def _clocks(books: ReceivedReport, now: datetime) -> tuple[Clock, ...]:
    """Return what runs out; of a report loaded from disk nobody knows when it was submitted."""
    if books.source is not Source.WIRE or books.received_at is None:
        return ()
    return (preservation_clock(books.received_at + PRESERVED, str(books.report_id), now),)


def _read_generations(cluster_id: str) -> list[tuple[Any, ...]]:
    with prepared_cursor() as cursor:
        return cursor.execute(GENERATIONS, (cluster_id, LINES_SHOWN)).fetchall()
