"""Find the one unknown fact that would move a cluster most, by asking the policy what would follow.

Promise: nothing here knows what is telling. Each unknown fact takes in turn every value that the
policy tells apart, and the policy is asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.rules.features import FEATURES, Feature
from tipline.desk.triage.types import MovesMost, Tier

if TYPE_CHECKING:
    from tipline.desk.triage.rules.conditions import Values
    from tipline.desk.triage.rules.policy import Policy
    from tipline.desk.triage.rules.ranking.members import Ranked, Standing


def what_moves_cluster_most(standing: Standing, policy: Policy) -> MovesMost | None:
    """Find the fact, unknown of any member, that would raise the cluster most, if any would."""
    best: MovesMost | None = None
    tier = standing.ranked[0].tier
    seen: set[Values] = set()
    for ranked in standing.ranked:
        if ranked.values in seen:
            continue
        seen.add(ranked.values)
        most = what_moves_most(ranked, policy, above=best.tier if best else tier)
        best = most or best
    return best


def what_moves_most(
    ranked: Ranked, policy: Policy, *, above: Tier | None = None
) -> MovesMost | None:
    """Find the one unknown fact that would raise a report most, if any would.

    It has to come out graver than `above` (the report's own tier, if none is given). Of facts
    that would move it equally far, the one that stands first in FEATURES is named.
    """
    gravest, best = above or ranked.tier, None
    for at, values in policy.told_apart:
        if ranked.values[at] is not None:
            continue
        for value in values:
            tier = policy.tier_of((*ranked.values[:at], value, *ranked.values[at + 1 :]))
            if tier < gravest:
                gravest, best = tier, FEATURES[at]
    return _say(best, gravest, ranked, policy) if best else None


def _say(feature: Feature, tier: Tier, ranked: Ranked, policy: Policy) -> MovesMost:
    return MovesMost(
        fact=feature.name,
        text=f"Nobody has said {feature.fact}; it could place the cluster in {tier}"
        f" ({policy.titles[tier]})",
        tier=tier,
        ask=feature.ask,
        whom=ranked.held.sender_name,
        report_id=str(ranked.held.report_id),
    )
