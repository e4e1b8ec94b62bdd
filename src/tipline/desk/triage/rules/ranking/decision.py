"""Decide the place of a ranked cluster: tier, reasons, what would move it most, its clocks.

Promise: the same members, policy and gaps give the same decision, byte for byte; nothing here
reads a clock, so that a decision stays true while time passes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.ranking.members import Standing, harm_of, microseconds
from tipline.desk.triage.rules.ranking.moving import what_moves_cluster_most
from tipline.desk.triage.rules.ranking.reasons import reasons_of_cluster
from tipline.desk.triage.types import Missing, MovesMost, Reason, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.triage.rules.policy import Policy

# 18 USC 2258A(h): the contents of a report are preserved for one year after its submission.
PRESERVED = timedelta(days=365)
PRESERVATION_SOURCE = "18 USC 2258A(h)"

_OFFSET = 1 << 62
_NEVER = _OFFSET - 1


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The place of a cluster, without any clock reading.

    `lead` is the report that stands highest; `harm_at` the latest harm stated, the arrival where
    none is; `expires_at` when the first of the preservation periods ends, of report `expires`.
    Both are None where no report's submission date is known: loaded reports have no such clock.
    """

    tier: Tier
    lead: str
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    moves_most: MovesMost | None
    harm_at: datetime
    arrived_at: datetime
    expires_at: datetime | None
    expires: str | None
    reports: int
    policy_version: str
    policy_hash: str

    def sort_key(self, ties: Sequence[str]) -> bytes:
        """Return bytes that sort as the queue does: tier, then the ties of the policy.

        A clock that nobody knows comes after every known one, and orders no two clusters.
        """
        parts = {
            "harm_recency": -microseconds(self.harm_at),
            "preservation_clock": microseconds(self.expires_at) if self.expires_at else _NEVER,
            "arrival": microseconds(self.arrived_at),
        }
        tier = bytes([list(Tier).index(self.tier)])
        return tier + b"".join((parts[tie] + _OFFSET).to_bytes(8) for tie in ties)


_DECISION = msgspec.json.Decoder(Decision)


def read_decision(stored: bytes | memoryview) -> Decision:
    """Return a decision from the bytes that are stored of it."""
    return _DECISION.decode(stored)


def decide(standing: Standing, policy: Policy, *, missing: Sequence[Missing]) -> Decision:
    """Decide the place of a ranked cluster. `missing` is what its leading report lacks."""
    lead = standing.ranked[0]
    members = [one.held for one in standing.ranked]
    first = min(members, key=lambda held: (held.received_at, held.report_id))
    submitted = sorted(
        (held.evidence.submitted_at, held.report_id)
        for held in members
        if held.evidence.submitted_at is not None
    )
    return Decision(
        tier=lead.tier,
        lead=str(lead.held.report_id),
        reasons=tuple(reasons_of_cluster(standing, policy)),
        missing=tuple(missing),
        moves_most=what_moves_cluster_most(standing, policy),
        harm_at=max(harm_of(held) for held in members),
        arrived_at=first.received_at,
        expires_at=submitted[0][0] + PRESERVED if submitted else None,
        expires=str(submitted[0][1]) if submitted else None,
        reports=len(members),
        policy_version=policy.version,
        policy_hash=policy.hash,
    )
