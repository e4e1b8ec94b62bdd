"""Rank a cluster under a policy: tier, reasons, the fact that would move it most, its clocks.

Promise: the same members, policy and gaps give the same decision, byte for byte; nothing here
reads a clock, so that a decision stays true while time passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.conditions import Values, supporting_features
from tipline.desk.triage.rules.features import FEATURES, Feature, FeatureKind
from tipline.desk.triage.rules.reading import Fact
from tipline.desk.triage.rules.store_facts import (
    Held,
    SharedFact,
    as_seen_by,
    read_cluster_facts,
    read_store_facts,
)
from tipline.desk.triage.types import Missing, MovesMost, Reason, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.desk.triage.rules.policy import Policy, Rule
    from tipline.desk.triage.rules.reading import Value

# 18 USC 2258A(h): the contents of a report are preserved for one year after its submission.
PRESERVED = timedelta(days=365)
PRESERVATION_SOURCE = "18 USC 2258A(h)"
_WHOLE_REPORT = "report"

# What a decision keeps; every reason can be had again from `explain`.
REASONS_KEPT = 12


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
            "harm_recency": -_microseconds(self.harm_at),
            "preservation_clock": _microseconds(self.expires_at) if self.expires_at else _NEVER,
            "arrival": _microseconds(self.arrived_at),
        }
        tier = bytes([list(Tier).index(self.tier)])
        return tier + b"".join((parts[tie] + _OFFSET).to_bytes(8) for tie in ties)


_DECISION = msgspec.json.Decoder(Decision)


def read_decision(stored: bytes | memoryview) -> Decision:
    """Return a decision from the bytes that are stored of it."""
    return _DECISION.decode(stored)


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
        facts = held.evidence.facts | read_store_facts(held.evidence, held.sightings)
        seen = as_seen_by(held.report_id, shared)
        values = values_of(facts, seen)
        if values not in tiers:
            tiers[values] = policy.tier_of(values)
        ranked.append(
            Ranked(held=held, facts=facts, shared=seen, values=values, tier=tiers[values])
        )
    ranked.sort(key=lambda one: (one.tier, -_microseconds(harm_of(one.held)), one.held.report_id))
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
        reasons=tuple(_reasons_of_cluster(standing, policy)),
        missing=tuple(missing),
        moves_most=what_moves_most(lead, policy),
        harm_at=max(harm_of(held) for held in members),
        arrived_at=first.received_at,
        expires_at=submitted[0][0] + PRESERVED if submitted else None,
        expires=str(submitted[0][1]) if submitted else None,
        reports=len(members),
        policy_version=policy.version,
        policy_hash=policy.hash,
    )


def harm_of(held: Held) -> datetime:
    """Return when harm is stated last; a report that states no usable time counts as just come."""
    return held.evidence.harm_at or held.received_at


def _reasons_of_cluster(standing: Standing, policy: Policy) -> list[Reason]:
    found: dict[str, tuple[Tier, Reason]] = {}
    seen: set[Values] = set()
    for ranked in standing.ranked:
        if ranked.values in seen:
            continue
        seen.add(ranked.values)
        for rule in _telling_rules(ranked, policy, standing.ranked[0].tier):
            if rule.code not in found:
                found[rule.code] = (rule.tier, reason_of(rule, ranked))
    ordered = sorted(found.values(), key=lambda pair: pair[0])
    return [reason for _, reason in ordered[:REASONS_KEPT]]


def reasons_of(ranked: Ranked, policy: Policy) -> list[Reason]:
    """Return every reason of one report, gravest first."""
    return [reason_of(rule, ranked) for rule in _telling_rules(ranked, policy, ranked.tier)]


def _telling_rules(ranked: Ranked, policy: Policy, tier: Tier) -> list[Rule]:
    """Return the rules that hold; why something would stand last says nothing where it does not."""
    last = policy.otherwise.tier
    held = policy.rules_held(ranked.values)
    return [rule for rule in held if rule.tier != last or tier == last]


def reason_of(rule: Rule, ranked: Ranked) -> Reason:
    """Return why a rule holds for a report: its words and the first field that says so."""
    own = ranked.held.report_id
    sources = (
        source
        for name in supporting_features(rule.condition, ranked.values)
        for source in sources_of(name, ranked)
    )
    report_id, field = next(sources, (own, _WHOLE_REPORT))
    return Reason(code=rule.code, text=rule.text, field=field, report_id=str(report_id))


def sources_of(name: str, ranked: Ranked) -> Iterator[tuple[int, str]]:
    """Name the reports and fields that a feature of a report was read from."""
    if name in ranked.facts:
        for field in ranked.facts[name].fields:
            yield ranked.held.report_id, field
    elif name in ranked.shared:
        yield from ranked.shared[name].sources


def what_moves_most(ranked: Ranked, policy: Policy) -> MovesMost | None:
    """Find the one unknown fact that would raise a report most, if any would.

    Each unknown feature in turn takes its most telling value and the policy is asked again. Of
    facts that would move it equally far, the one that stands first in FEATURES is named.
    """
    best: tuple[Tier, Feature] | None = None
    for at, feature in enumerate(FEATURES):
        if ranked.values[at] is not None or feature.telling is None:
            continue
        values = (*ranked.values[:at], feature.telling, *ranked.values[at + 1 :])
        tier = policy.tier_of(values)
        if tier < (best[0] if best else ranked.tier):
            best = (tier, feature)
    if best is None:
        return None
    tier, feature = best
    return MovesMost(
        fact=feature.name,
        text=f"Nobody has said {feature.fact}; it could place the cluster in {tier}"
        f" ({policy.titles[tier]})",
        tier=tier,
        ask=feature.ask,
        whom=ranked.held.sender_name,
        report_id=str(ranked.held.report_id),
    )


_OFFSET = 1 << 62
_NEVER = _OFFSET - 1


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
