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

# After the tier in a sort key: what runs out soon, and when, comes before the rest.
LIFTED, NOT_LIFTED = b"\0", b"\1"

_OFFSET = 1 << 62
_NEVER = _OFFSET - 1


def sortable(moment: datetime) -> bytes:
    """Return eight bytes that sort as moments do."""
    return (microseconds(moment) + _OFFSET).to_bytes(8)


def _or_never(moment: datetime | None) -> int:
    return microseconds(moment) if moment else _NEVER


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The place of a cluster, without any clock reading.

    `tier` is the policy's, whatever people said against it. `lead` is the report that stands
    highest; `harm_at` the latest harm stated, the arrival where none is; `expires_at` when the
    first of the preservation periods ends, of report `expires`: None where no report's submission
    date is known, since loaded reports have no such clock. `seen_at` is when an address of the
    reported account was seen last, at the field `seen_in` of report `seen`; `logs_end_at` when the
    network operator's logs of it end, None where the policy does not say how long they are kept.
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
    seen_at: datetime | None
    seen: str | None
    seen_in: str | None
    logs_end_at: datetime | None
    reports: int
    policy_version: str
    policy_hash: str

    def sort_key(
        self,
        ties: Sequence[str],
        *,
        tier: Tier | None = None,
        lifted_for: datetime | None = None,
    ) -> bytes:
        """Return bytes that sort as the queue does: tier, what runs out soon, the policy's ties.

        `tier` is where people put it, if not where the policy does. A clock that nobody knows
        comes after every known one, and orders no two clusters.
        """
        parts = {
            "harm_recency": -microseconds(self.harm_at),
            "preservation_clock": _or_never(self.expires_at),
            "network_logs": _or_never(self.logs_end_at),
            "arrival": microseconds(self.arrived_at),
        }
        stands = bytes([list(Tier).index(tier or self.tier)])
        lifted = LIFTED + sortable(lifted_for) if lifted_for else NOT_LIFTED
        return stands + lifted + b"".join((parts[tie] + _OFFSET).to_bytes(8) for tie in ties)


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECISION = msgspec.json.Decoder(Decision)


def encode_decision(decision: Decision) -> bytes:
    """Return the bytes that are stored: the same for the same decision, on every machine."""
    return _ENCODER.encode(decision)


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
    seen = max(
        ((held.evidence.last_seen.at, -held.report_id, held.evidence.last_seen.field)
         for held in members if held.evidence.last_seen is not None),
        default=None,
    )  # fmt: skip
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
        seen_at=seen[0] if seen else None,
        seen=str(-seen[1]) if seen else None,
        seen_in=seen[2] if seen else None,
        logs_end_at=seen[0] + policy.clocks.log_life if seen and policy.clocks.log_life else None,
        reports=len(members),
        policy_version=policy.version,
        policy_hash=policy.hash,
    )
