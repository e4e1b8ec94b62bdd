"""Say where people's words stand against the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.triage.current_policy import shown_policy
from tipline.trust.people.queries import name_people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.triage.types import Disagreement


def say_disagreements(disagreements: Sequence[Disagreement]) -> list[dict[str, Any]]:
    """Return each with who said so by name, and both tiers in words."""
    titles = shown_policy().titles
    names = name_people(one.by for one in disagreements)
    return [
        {
            "id": one.override_id,
            "who": names[one.by],
            "at": one.at,
            "tier": f"{one.tier} {titles[one.tier]}",
            "policy_tier": f"{one.policy_tier} {titles[one.policy_tier]}",
            "policy_tier_then": f"{one.policy_tier_then} {titles[one.policy_tier_then]}",
            "has_moved": one.policy_tier != one.policy_tier_then,
            "reason": one.reason,
            "holds": one.holds,
        }
        for one in disagreements
    ]
