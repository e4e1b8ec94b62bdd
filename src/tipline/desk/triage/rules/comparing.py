"""Compare two policies: which rules differ, and for which reports that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.conditions import Condition, say_condition
from tipline.desk.triage.rules.profiles import values_from
from tipline.desk.triage.rules.satisfying import TooManyToTry, find_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tipline.desk.triage.rules.policy import Policy, Rule


class PolicyChange(msgspec.Struct, frozen=True, kw_only=True):
    """One difference: of which rule (or key), what kind, before and after in words, its meaning.

    `means` gives a report for which it matters: what is known of it, and its tier by each policy;
    or says that it moves no report by itself.
    """

    code: str
    kind: str
    before: str
    after: str
    means: str


def compare_policies(old: Policy, new: Policy) -> tuple[PolicyChange, ...]:
    """Return every difference between two policies: rules first, then the rest."""
    return (*_rules(old, new), *_others(old, new))


def _rules(old: Policy, new: Policy) -> Iterator[PolicyChange]:
    before = {rule.code: rule for rule in old.rules}
    after = {rule.code: rule for rule in new.rules}
    for code in [*before, *(code for code in after if code not in before)]:
        yield from _rule(before.get(code), after.get(code), old, new)


def _rule(
    before: Rule | None, after: Rule | None, old: Policy, new: Policy
) -> Iterator[PolicyChange]:
    if before is None or after is None:
        only = before or after
        assert only is not None  # noqa: S101  a code is in one of the two
        yield PolicyChange(
            code=only.code,
            kind="removed" if before else "added",
            before=_say(before),
            after=_say(after),
            means=_meaning(only.condition, old, new),
        )
        return
    if (before.tier, before.condition) != (after.tier, after.condition):
        yield PolicyChange(
            code=before.code,
            kind="changed",
            before=_say(before),
            after=_say(after),
            means=_meaning_of_change(before.condition, after.condition, old, new),
        )
    if before.text != after.text:
        yield PolicyChange(
            code=before.code,
            kind="words",
            before=before.text,
            after=after.text,
            means="moves no report: only the reason reads otherwise",
        )


def _others(old: Policy, new: Policy) -> Iterator[PolicyChange]:
    ends = [(policy.otherwise.tier, policy.otherwise.code) for policy in (old, new)]
    pairs = [
        ("otherwise", *(f"{tier} {code}" for tier, code in ends),
         f"a report of which no rule holds: {ends[0][0]} -> {ends[1][0]}"),
        ("ties", ", ".join(old.ties), ", ".join(new.ties), "orders clusters inside each tier"),
        ("clocks", str(msgspec.structs.asdict(old.clocks)), str(msgspec.structs.asdict(new.clocks)),
         "lifts other clusters inside their tier"),
    ]  # fmt: skip
    for code, before, after, means in pairs:
        if before != after:
            yield PolicyChange(code=code, kind="changed", before=before, after=after, means=means)


def _meaning_of_change(before: Condition, after: Condition, old: Policy, new: Policy) -> str:
    """Look for a report that only one of the conditions tells of, then for one of both."""
    for holding, failing in (([after], [before]), ([before], [after]), ([before, after], [])):
        if said := _example(holding, failing, old, new):
            return said
    return _NO_MOVE


def _meaning(condition: Condition, old: Policy, new: Policy) -> str:
    return _example([condition], [], old, new) or _NO_MOVE


_NO_MOVE = "moves no report by itself: where it holds, another rule says the same or graver"


def _example(
    holding: Sequence[Condition], failing: Sequence[Condition], old: Policy, new: Policy
) -> str | None:
    """Find a report whose tier differs, by excluding the graver rules of both, grave ones first."""
    rules = sorted((*old.rules, *new.rules), key=lambda rule: rule.tier)
    excluded = [rule.condition for rule in rules if rule.condition not in holding]
    for few in (excluded, [], [rule.condition for rule in rules[: len(rules) // 2]]):
        try:
            told = find_values(holding, [*failing, *(c for c in few if c not in holding)])
        except TooManyToTry:
            continue
        if told is None:
            continue
        values = values_from(told)
        tiers = old.tier_of(values), new.tier_of(values)
        if tiers[0] != tiers[1]:
            return f"a report of which is known: {_say_told(told)}: {tiers[0]} -> {tiers[1]}"
    return None


def _say_told(told: Mapping[str, object]) -> str:
    said = [
        name if value is True else f"{name} = {value}"
        for name, value in told.items()
        if value not in (False, None, 0)
    ]
    return ", ".join(said) or "nothing"


def _say(rule: Rule | None) -> str:
    return f"{rule.tier} when {say_condition(rule.condition)}" if rule else ""
