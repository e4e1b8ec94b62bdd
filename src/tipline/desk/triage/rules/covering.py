"""Tell what speaks for a graver tier, so that a word that lowers one covers that and nothing else.

Promise: what a word covers is named by reports and features, never by times: what is linked, stated
or listed later, or was merely ranked later, is not covered, however it comes to be in the cluster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.rules.conditions import supporting_features
from tipline.desk.triage.rules.ranking.members import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tipline.desk.triage.rules.conditions import Values
    from tipline.desk.triage.rules.policy import Policy
    from tipline.desk.triage.rules.ranking.members import Standing
    from tipline.desk.triage.types import Tier

    Dangers = Mapping[str, tuple[str, ...]]

# Under this name stands what only the members together say.
CLUSTER = "cluster"


def tell_dangers(standing: Standing, policy: Policy, tier: Tier) -> dict[str, tuple[str, ...]]:
    """Return what speaks for a graver tier than `tier`: features, by the number of the report.

    Each report by itself; what the cluster adds to any of them stands under CLUSTER. Features are
    sorted; a rule that holds because features are absent is named by its code.
    """
    telling: dict[Values, frozenset[str]] = {}

    def tell(values: Values) -> frozenset[str]:
        if values not in telling:
            telling[values] = _features_of(values, policy, tier)
        return telling[values]

    found: dict[str, tuple[str, ...]] = {}
    together: set[str] = set()
    for ranked in standing.ranked:
        by_itself = tell(values_of(ranked.facts, {}))
        if by_itself:
            found[str(ranked.held.report_id)] = tuple(sorted(by_itself))
        together |= tell(ranked.values) & ranked.shared.keys()
    if together:
        found[CLUSTER] = tuple(sorted(together))
    return found


def cover_dangers(standing: Standing, policy: Policy, tier: Tier) -> dict[str, tuple[str, ...]]:
    """Return what a word covers that is spoken now: what speaks for a graver tier.

    With it all that the members say together, which is no news to one that comes later.
    """
    covered = tell_dangers(standing, policy, tier)
    together = {name for ranked in standing.ranked for name in ranked.shared}
    return {**covered, CLUSTER: tuple(sorted(together))}


def find_uncovered(standing: Standing, policy: Policy, tier: Tier, covered: Dangers) -> str | None:
    """Name the first that speaks for a graver tier and is not covered: a report or CLUSTER.

    An exact copy of a report that is covered is covered as that is.
    """
    contents = {
        ranked.held.content: covered[str(ranked.held.report_id)]
        for ranked in standing.ranked
        if str(ranked.held.report_id) in covered
    }
    copies = {
        str(one.held.report_id): contents.get(one.held.content, ()) for one in standing.ranked
    }
    for name, features in tell_dangers(standing, policy, tier).items():
        if set(features) - set(covered.get(name, ())) - set(copies.get(name, ())):
            return name
    return None


def _features_of(values: Values, policy: Policy, tier: Tier) -> frozenset[str]:
    """Return by which features the rules hold that are graver than `tier`."""
    found: set[str] = set()
    for rule, holds in zip(policy.rules, policy.tests, strict=True):
        if rule.tier < tier and holds(values):
            found |= set(supporting_features(rule.condition, values)) or {rule.code}
    return frozenset(found)
