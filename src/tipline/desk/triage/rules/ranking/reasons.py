"""Say why a rule holds: its words, the field that says so, and who stated it if no field does.

Promise: a reason cites a field that exists in the report that it names; without what it cites it
would not stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.conditions import supporting_features
from tipline.desk.triage.rules.policy_faults import FOUND
from tipline.desk.triage.rules.reading import join_words
from tipline.desk.triage.rules.stated_facts import WHOLE_REPORT
from tipline.desk.triage.types import Provenance, Reason, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.desk.triage.rules.conditions import Values
    from tipline.desk.triage.rules.policy import Policy, Rule
    from tipline.desk.triage.rules.ranking.members import Ranked, Standing

# What a decision keeps; every reason can be had again from `explain`.
REASONS_KEPT = 12


def reasons_of_cluster(standing: Standing, policy: Policy) -> list[Reason]:
    """Return the reasons of a cluster, gravest first: each rule once, of the first that has it."""
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
    names = list(supporting_features(rule.condition, ranked.values))
    sources = (source for name in names for source in sources_of(name, ranked))
    first = next(sources, FactSource(own, WHOLE_REPORT))
    return Reason(
        code=rule.code,
        text=say_text(rule, names, ranked),
        field=first.field,
        report_id=str(first.report_id),
        provenance=first.provenance,
    )


def say_text(rule: Rule, names: Sequence[str], ranked: Ranked) -> str:
    """Return the words of a rule, with what was in fact found in the place that it leaves."""
    if FOUND not in rule.text:
        return rule.text
    facts = [ranked.facts[name] for name in names if name in ranked.facts]
    return rule.text.replace(
        FOUND, join_words(tuple(word for fact in facts for word in fact.found))
    )


class FactSource(msgspec.Struct, frozen=True):
    """One place that a feature was read from; `provenance` where the report does not say it."""

    report_id: int
    field: str
    provenance: Provenance | None = None


def sources_of(name: str, ranked: Ranked) -> Iterator[FactSource]:
    """Name the reports and fields that a feature of a report was read from, and who stated it."""
    if name in ranked.facts:
        fact = ranked.facts[name]
        stated = fact.provenance or (None,) * len(fact.fields)
        for field, provenance in zip(fact.fields, stated, strict=True):
            yield FactSource(ranked.held.report_id, field, provenance)
    elif name in ranked.shared:
        for report_id, field in ranked.shared[name].sources:
            yield FactSource(report_id, field)
