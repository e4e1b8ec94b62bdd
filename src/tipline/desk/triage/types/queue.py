"""Tiers, reasons, what is missing, clocks, and the rows of the queue."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from tipline.desk.triage.types.provenance import Provenance


class Tier(StrEnum):
    """How urgent a cluster is; T0 first (reference: tiers before points)."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"
    T6 = "T6"


class TimeUnit(StrEnum):
    """The unit that an age or the time left on a clock is counted in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class ClockKind(StrEnum):
    """What runs out."""

    PRESERVATION = "preservation"
    NETWORK_LOGS = "network logs"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One cause of a tier: machine code, words, and the field of the report that says so.

    `provenance` says who stated it, where that was a label list or an analyst; the field is then
    the one that it is about.
    """

    code: str
    text: str
    field: str
    report_id: str
    provenance: Provenance | None = None


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word against the policy: which tier, by whom, why, when.

    `policy_tier` is what the policy says now, `policy_tier_then` what it said when they spoke.
    `holds`: the cluster stands where they said. `lapsed_for` names what came to speak for a graver
    tier and was not known then: a report by its number, or "cluster" for what all say together.
    """

    override_id: int
    policy_tier: Tier
    policy_tier_then: Tier
    tier: Tier
    by: str
    reason: str
    at: datetime
    holds: bool
    lapsed_for: str | None = None


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that no report of the cluster says, why it matters, and what to ask the sender."""

    question: str
    code: str
    text: str
    why: str
    ask: str
    field: str
    report_id: str


class MovesMost(msgspec.Struct, frozen=True, kw_only=True):
    """The one unknown fact that would raise the tier most, and whom to ask for it."""

    fact: str
    text: str
    tier: Tier
    ask: str
    whom: str
    report_id: str


class Age(msgspec.Struct, frozen=True, kw_only=True):
    """How long the oldest report of the cluster has been here."""

    value: int
    unit: TimeUnit
    since: datetime


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """Something that runs out: when, how much is left (negative: that long ago), by which rule."""

    kind: ClockKind
    text: str
    expires_at: datetime
    left: int
    unit: TimeUnit
    source: str
    report_id: str


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One cluster in the queue.

    `report_ids` are its members, oldest first, cut at the number that the reader asked for;
    `report_count` counts all of them. `clocks` is empty where no submission date is known.
    `disagreements` are people's words against the policy, whose tier `policy_tier` is.
    `lifted_for`: something runs out then, so that the cluster stands before others of its tier.
    """

    rank: int
    cluster_id: str
    report_ids: tuple[str, ...]
    tier: Tier
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    moves_most: MovesMost | None
    age: Age
    clocks: tuple[Clock, ...]
    report_count: int
    sender_names: tuple[str, ...]
    policy_tier: Tier
    disagreements: tuple[Disagreement, ...] = ()
    lifted_for: datetime | None = None


class TierCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many clusters stand in a tier; exact, kept in the transaction that moves them."""

    tier: Tier
    title: str
    clusters: int


class QueuePage(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the queue, and what it does not show: reports that still wait or were set aside.

    `total` is the number of clusters under the filter.
    """

    rows: tuple[QueueRow, ...]
    counts: tuple[TierCount, ...]
    total: int
    offset: int
    limit: int
    tier: Tier | None
    policy_name: str
    policy_version: str
    policy_hash: str
    as_of: datetime
    waiting_reports: int
    waiting_clusters: int
    set_aside: int
