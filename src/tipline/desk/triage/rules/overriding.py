"""Weigh what people said against the policy on what the policy says.

Promise: nobody's word lets new danger wait. Who lowered a tier spoke of what was known then; once
the policy says graver than it did at that time, the word is shown and no longer followed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.types import Disagreement, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence


class StandingOverride(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word on one cluster: which tier, against which of the policy, who, why, when."""

    override_id: int
    report_id: int
    tier: Tier
    policy_tier: Tier
    by: str
    reason: str
    at: datetime


def weigh(
    policy_tier: Tier, overrides: Sequence[StandingOverride]
) -> tuple[Tier, tuple[Disagreement, ...]]:
    """Return the tier that holds, and every disagreement with the policy, the gravest first.

    The gravest word that is followed holds; where none is, the policy does.
    """
    followed = [one for one in overrides if is_followed(one, policy_tier)]
    tier = min((one.tier for one in followed), default=policy_tier)
    ordered = sorted(overrides, key=lambda one: (one.tier, one.at, one.override_id))
    return tier, tuple(
        _say(one, policy_tier, holds=one in followed and one.tier == tier) for one in ordered
    )


def is_followed(override: StandingOverride, policy_tier: Tier) -> bool:
    """Whether a word still counts: to raise always, to lower while nothing graver has come."""
    return override.tier < policy_tier or policy_tier >= override.policy_tier


def _say(override: StandingOverride, policy_tier: Tier, *, holds: bool) -> Disagreement:
    return Disagreement(
        override_id=override.override_id,
        policy_tier=policy_tier,
        policy_tier_then=override.policy_tier,
        tier=override.tier,
        by=override.by,
        reason=override.reason,
        at=override.at,
        holds=holds,
    )
