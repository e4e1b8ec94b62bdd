"""Set the tier of a cluster against the policy, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries import current_id
from tipline.desk.triage.actions.marking import mark_of_reports
from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.models import Priority, QueueEntry, TierOverride
from tipline.desk.triage.queries.standing import derive_from_store
from tipline.desk.triage.reasons import checked_reason
from tipline.desk.triage.rules.covering import cover_dangers
from tipline.desk.triage.rules.ranking import read_decision
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.triage.types import Tier
    from tipline.trust.people.types import Actor


def override_tier(actor: Actor, cluster_id: str, tier: Tier, *, reason: str, now: datetime) -> int:
    """Say that a cluster belongs in another tier than the policy's; return the override's number.

    Raises NoSuchCluster, BadReason, and NotPossible where the policy says the same, the cluster
    is not ranked, or a word stands on its leading report already.
    """
    check_may(actor, Action.OVERRIDE_TIERS, reason=reason)
    said = checked_reason(reason)
    with acting(actor):
        cluster_id = current_id(actor, cluster_id)
        entry = QueueEntry.objects.select_for_update().filter(cluster_id=cluster_id).first()
        if entry is None:
            raise NotPossible("cluster: it is not ranked yet; run tipline process")
        if entry.policy_tier == tier:
            raise NotPossible(f"tier: the policy says {tier} itself; there is nothing to override")
        decision = read_decision(bytes(Priority.objects.get(id=entry.priority_id).decision))
        lead = int(decision.lead)
        standing = TierOverride.objects.filter(report_id=lead, revoked_at=None).first()
        if standing is not None:
            raise NotPossible(
                f"cluster: override {standing.id} stands on it ({standing.tier});"
                f" to take it back: tipline override revoke {standing.id}"
            )
        made = TierOverride.objects.create(
            agency_id=actor.agency_id,
            report_id=lead,
            cluster_id=cluster_id,
            tier=tier,
            policy_tier=entry.policy_tier,
            covers=_covers(actor, cluster_id, tier),
            reason=said,
            set_by=actor.name,
            set_at=now,
        )
        _rank_again(lead, now)
        record(
            actor,
            "triage:cluster:override",
            object_type="cluster",
            object_id=cluster_id,
            before={"tier": entry.tier, "policy_tier": entry.policy_tier},
            after={"override_id": made.id, "tier": tier.value, "report_id": str(lead)},
            reason=said,
            now=now,
        )
    return int(made.id)


def _covers(actor: Actor, cluster_id: str, tier: Tier) -> dict[str, tuple[str, ...]]:
    """Return what a word covers: all that speaks for a graver tier in what was ranked so far."""
    policy = shown_policy()
    derived = derive_from_store(actor, cluster_id, policy)
    return cover_dangers(derived.standing, policy, tier) if derived else {}


def revoke_override(actor: Actor, override_id: int, *, reason: str, now: datetime) -> None:
    """Take an override back, which stays on the books; raises NotPossible, BadReason."""
    check_may(actor, Action.OVERRIDE_TIERS, reason=reason)
    said = checked_reason(reason)
    with acting(actor):
        made = (
            TierOverride.objects.select_for_update().filter(id=override_id, revoked_at=None).first()
        )
        if made is None:
            raise NotPossible(
                f"override: {override_id} does not stand at this agency; see tipline override list"
            )
        made.revoked_by, made.revoked_at, made.revoked_reason = actor.name, now, said
        made.save(update_fields=["revoked_by", "revoked_at", "revoked_reason"])
        _rank_again(made.report_id, now)
        record(
            actor,
            "triage:cluster:override-revoke",
            object_type="cluster",
            object_id=made.cluster_id,
            before={"override_id": override_id, "tier": made.tier, "by": made.set_by},
            reason=said,
            now=now,
        )


def _rank_again(report_id: int, now: datetime) -> None:
    with prepared_cursor() as cursor:
        mark_of_reports(cursor, [report_id], urgent=True, now=now)
