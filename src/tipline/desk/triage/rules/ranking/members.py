"""Rank the members of a cluster: each by its own facts and by what the cluster adds to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.conditions import Values
from tipline.desk.triage.rules.features import FEATURES, Feature, FeatureKind
from tipline.desk.triage.rules.reading import Fact, Value
from tipline.desk.triage.rules.store_facts import (
    Held,
    SharedFact,
    as_seen_by,
    read_cluster_facts,
    read_facts,
)
from tipline.desk.triage.types import Tier

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.triage.rules.policy import Policy


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """One member with its own facts, what the cluster adds to it, all values, and its tier."""

    held: Held
    facts: Mapping[str, Fact]
    shared: Mapping[str, SharedFact]
    values: Values
    tier: Tier


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """All members of a cluster, ranked; the first is the one that leads."""

    ranked: tuple[Ranked, ...]


def rank_members(members: Sequence[Held], policy: Policy) -> Standing:
    """Rank every member, the gravest and then the latest harm first. `members` is never empty."""
    members = sorted(members, key=lambda held: (held.received_at, held.report_id))
    shared = read_cluster_facts(members)
    tiers: dict[Values, Tier] = {}
    ranked = []
    for held in members:
        facts = read_facts(held)
        seen = as_seen_by(held.report_id, shared)
        values = values_of(facts, seen)
        if values not in tiers:
            tiers[values] = policy.tier_of(values)
        ranked.append(
            Ranked(held=held, facts=facts, shared=seen, values=values, tier=tiers[values])
        )
    ranked.sort(key=lambda one: (one.tier, -microseconds(harm_of(one.held)), one.held.report_id))
    return Standing(ranked=tuple(ranked))


def values_of(facts: Mapping[str, Fact], shared: Mapping[str, SharedFact]) -> Values:
    """Return the value of every feature, in the order of FEATURES; what is not there is not so."""
    return tuple([_value_of(feature, facts, shared) for feature in FEATURES])


def _value_of(
    feature: Feature, facts: Mapping[str, Fact], shared: Mapping[str, SharedFact]
) -> Value:
    if feature.name in facts:
        return facts[feature.name].value
    if feature.name in shared:
        return shared[feature.name].value
    return {FeatureKind.FLAG: False, FeatureKind.NUMBER: 0, FeatureKind.LEVEL: None}[feature.kind]


def harm_of(held: Held) -> datetime:
    """Return when harm is stated last; a report that states no usable time counts as just come."""
    return held.evidence.harm_at or held.received_at


def microseconds(moment: datetime) -> int:
    """Return the microseconds since 1970, to sort by."""
    return int(moment.timestamp() * 1_000_000)
