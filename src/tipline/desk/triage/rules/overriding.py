"""Weigh what people said against the policy on what the policy says.

Promise: nobody's word lets new danger wait. Who lowered a tier spoke of what was known then; once
any other report, label or finding speaks for a graver tier than theirs, or the policy says graver
than it did at that time, the word is shown and no longer followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.types import Disagreement, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence


class StandingOverride(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word on one cluster: which tier, against which of the policy, who, why, when.

    `covers` is what spoke for a graver tier when they lowered it (rules/covering.py); `lapsed_for`
    names what speaks for one now and is not covered, None where nothing does.
    """

    override_id: int
    report_id: int
    tier: Tier
    policy_tier: Tier
    by: str
    reason: str
    at: datetime
    covers: Mapping[str, tuple[str, ...]] = {}
    lapsed_for: str | None = None

    @property
    def lowers(self) -> bool:
        """Whether it put the cluster in a less grave tier than the policy's."""
        return self.tier > self.policy_tier


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
    if override.tier < policy_tier:
        return True
    return override.lapsed_for is None and policy_tier >= override.policy_tier


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
        lapsed_for=override.lapsed_for,
    )
