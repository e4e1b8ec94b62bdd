"""Work out where in the queue a decided cluster stands at a time: its bytes to sort by.

Promise: the same decision, words of people, policy and time give the same place; what runs out
soon stands before the others of its tier, what runs out first foremost.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.overriding import StandingOverride, weigh
from tipline.desk.triage.types import Disagreement, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.triage.rules.policy import Policy
    from tipline.desk.triage.rules.ranking.decision import Decision


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the queue: the tier, the bytes, the clock it was lifted for, who disagrees."""

    tier: Tier
    sort_key: bytes
    lifted_for: datetime | None
    disagreements: tuple[Disagreement, ...]


def place(
    decision: Decision, policy: Policy, overrides: Sequence[StandingOverride], *, now: datetime
) -> Place:
    """Return the place of a decided cluster."""
    tier, disagreements = weigh(decision.tier, overrides)
    lifted_for = runs_out_soon(decision, now, timedelta(days=policy.clocks.soon_days))
    return Place(
        tier=tier,
        sort_key=decision.sort_key(policy.ties, tier=tier, lifted_for=lifted_for),
        lifted_for=lifted_for,
        disagreements=disagreements,
    )


def runs_out_soon(decision: Decision, now: datetime, soon: timedelta) -> datetime | None:
    """Return when the next of its clocks ends, if that is soon; one that is over counts no more."""
    ends = (decision.expires_at, decision.logs_end_at)
    coming = min((end for end in ends if end and end > now), default=None)
    return coming if coming and coming <= now + soon else None
