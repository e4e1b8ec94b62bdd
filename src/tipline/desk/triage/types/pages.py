"""What the report page shows, gathered in one read."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tipline.desk.triage.types.explanation import Link, Member
from tipline.desk.triage.types.queue import (
    Age,
    Clock,
    Missing,
    MovesMost,
    Reason,
    Tier,
)


class Priority(msgspec.Struct, frozen=True, kw_only=True):
    """The place of one report: its own tier, its cluster's, the reasons, and the policy used.

    All of it follows from the stored decision, whose policy and time are named. Where deriving it
    now gives another one, tier and reasons are those that are stored of the cluster, and
    `difference` says in words what has changed since; otherwise it is empty.
    """

    tier: Tier
    title: str
    cluster_tier: Tier
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    moves_most: MovesMost | None
    policy_name: str
    policy_version: str
    policy_hash: str
    ranked_at: datetime
    difference: str


class CustodyLine(msgspec.Struct, frozen=True):
    """One audit event that concerns the report: when, who, what, why.

    `name` is what a person or a sender is called, empty for a process. Of a reveal, `group` says
    what was shown and `purpose` is the code of the reason that was chosen.
    """

    at: datetime
    actor: str
    name: str
    kind: str
    reason: str
    group: str = ""
    purpose: str = ""


class ClusterPlace(msgspec.Struct, frozen=True, kw_only=True):
    """The cluster of a report, with the other members (cut) and why each belongs."""

    cluster_id: str
    report_count: int
    members: tuple[Member, ...]
    links: tuple[Link, ...]


class ReportPlace(msgspec.Struct, frozen=True, kw_only=True):
    """What triage and linking say about a report.

    `priority` and `cluster` are None while it waits to be linked and ranked, or when it belongs
    to a test account; `set_aside` then says with which error it could not be processed.
    """

    report_id: str
    priority: Priority | None
    cluster: ClusterPlace | None
    set_aside: str | None
    age: Age
    clocks: tuple[Clock, ...]
    custody: tuple[CustodyLine, ...]
