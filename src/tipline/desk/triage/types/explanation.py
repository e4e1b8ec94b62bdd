"""What explains a place in the queue: rules tried, links walked, members and values not used."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tipline.desk.linking.types import IdentifierKind
from tipline.desk.triage.types.provenance import Provenance
from tipline.desk.triage.types.queue import (
    Age,
    Clock,
    Disagreement,
    Missing,
    MovesMost,
    QueueRow,
    Reason,
    Tier,
)


class RuleTried(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of the policy tried on one report: what it asks, whether it held, what it read."""

    code: str
    tier: Tier
    text: str
    condition: str
    held: bool
    features: tuple[FeatureRead, ...]


class FeatureRead(msgspec.Struct, frozen=True, kw_only=True):
    """A feature as it stood: its value in words (`unknown` where nobody said) and its fields."""

    name: str
    value: str
    fields: tuple[SourceField, ...]


class SourceField(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a report; `provenance` says who stated it where the report does not."""

    report_id: str
    field: str
    provenance: Provenance | None = None


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One shared value between two reports: the kind and the two fields that hold it.

    `shared_by` counts all reports that hold the value.
    """

    kind: IdentifierKind
    report_id: str
    field: str
    other_report_id: str
    other_field: str
    shared_by: int


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One report of a cluster: its own tier, and the links through which it belongs."""

    report_id: str
    tier: Tier
    received_at: datetime
    sender_name: str
    links: tuple[Link, ...]


class UnusedValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value that reports share and that joins none of them, with the reason."""

    kind: IdentifierKind
    reports: int
    reason: str
    field: str


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that led to the place of one report, derived anew from its documents.

    `same_as_stored` is true when deriving the cluster's decision anew gives the stored bytes.
    `cluster_tier` is the policy's; `disagreements` are people's words against it.
    `unknown_clocks` says which clocks nobody can read here.
    """

    report_id: str
    cluster_id: str
    tier: Tier
    cluster_tier: Tier
    reasons: tuple[Reason, ...]
    rules: tuple[RuleTried, ...]
    missing: tuple[Missing, ...]
    moves_most: MovesMost | None
    path: tuple[Link, ...]
    not_used: tuple[UnusedValue, ...]
    age: Age
    clocks: tuple[Clock, ...]
    unknown_clocks: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]
    policy_name: str
    policy_version: str
    policy_hash: str
    generation: int
    ranked_at: datetime
    same_as_stored: bool


class ClusterPage(msgspec.Struct, frozen=True, kw_only=True):
    """One cluster: its place, its members (cut at a limit) and what does not join them.

    `redirected_from` is the id that was asked for when that one was merged into this.
    """

    cluster_id: str
    redirected_from: str | None
    row: QueueRow
    members: tuple[Member, ...]
    not_used: tuple[UnusedValue, ...]
    policy_name: str
    policy_version: str
    as_of: datetime
