"""Find rules of a policy that can never hold, or that never decide a tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.rules.conditions import say_condition
from tipline.desk.triage.rules.policy import Policy, Rule, read_policy
from tipline.desk.triage.rules.policy_faults import PolicyFault, PolicySource
from tipline.desk.triage.rules.satisfying import TooManyToTry, find_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def check_policy(raw: bytes) -> tuple[Policy, tuple[PolicyFault, ...]]:
    """Read a policy file and name the rules that do nothing; raises BadPolicy.

    Such a rule is no reason to rank nothing, so that a policy in force may have one.
    """
    policy = read_policy(raw)
    source = PolicySource(raw.decode())
    faults = [fault for rule in policy.rules for fault in _faults_of(rule, policy.rules, source)]
    return policy, tuple(sorted(faults, key=lambda fault: fault.line))


def _faults_of(rule: Rule, rules: Sequence[Rule], source: PolicySource) -> Iterator[PolicyFault]:
    graver = [one for one in rules if one.tier < rule.tier]
    try:
        if find_values([rule.condition], []) is None:
            yield source.fault(
                rule.code,
                "CONTRADICTION",
                f"{rule.code} can never hold: {say_condition(rule.condition)}",
                "take out what excludes the rest",
            )
        elif find_values([rule.condition], [one.condition for one in graver]) is None:
            yield source.fault(
                rule.code,
                "UNREACHABLE",
                f"{rule.code} never decides a tier: where it holds, {_who(rule, graver)} in a"
                " graver one",
                "take it out, or give it a graver tier",
            )
    except TooManyToTry:
        return


def _who(rule: Rule, graver: Sequence[Rule]) -> str:
    """Name the graver rule that always holds with it, or say that several take turns."""
    for one in graver:
        if find_values([rule.condition], [one.condition]) is None:
            return f"{one.code} holds ({one.tier})"
    return "one of several others always holds"
