"""Read a triage policy file, name every fault in it by line, and compile it once.

Promise: a policy that was read ranks on allowed features only, and the same file has the same
hash and gives the same answers everywhere.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from tipline.desk.triage.rules.conditions import (
    BadCondition,
    Condition,
    Every,
    Test,
    Values,
    compile_any,
    compile_condition,
    read_condition,
)
from tipline.desk.triage.rules.counterfactuals import tell_apart
from tipline.desk.triage.rules.policy_faults import (
    PolicyFault,
    PolicySource,
    check_rule,
    check_text,
    fault_of_condition,
    nearest,
)
from tipline.desk.triage.rules.reading import Value
from tipline.desk.triage.types import Tier

TIES = ("harm_recency", "preservation_clock", "network_logs", "arrival")
_KEYS = {"name", "version", "ties", "clocks", "tiers", "rule", "otherwise"}
_MOST_DAYS = 3_650
_RULE_KEYS = {"tier", "code", "text", "when"}


class BadPolicy(Exception):
    """A policy file has faults; each says its line and the remedy."""

    exit_code = 5

    def __init__(self, faults: tuple[PolicyFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: when the condition holds, the report stands in the tier at least."""

    tier: Tier
    code: str
    text: str
    condition: Condition


class PolicyClocks(msgspec.Struct, frozen=True, kw_only=True):
    """How the agency counts what runs out, in days.

    `soon_days`: what ends within so many stands before the others of its tier. `network_logs_days`
    is how long network operators keep their logs; None where the agency does not say.
    """

    soon_days: int = 30
    network_logs_days: int | None = None

    @property
    def log_life(self) -> timedelta | None:
        """How long logs are kept, if it is said."""
        return None if self.network_logs_days is None else timedelta(days=self.network_logs_days)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A compiled policy.

    `rules` stand in the order of their tiers; `tests` are the same, compiled, and `steps` those of
    each tier in one. `otherwise` holds where no rule does. `told_apart` gives, by the position of
    each feature that may be unknown and that a rule asks for, the values among which the rules
    tell it apart.
    """

    name: str
    version: str
    hash: str
    titles: Mapping[Tier, str]
    ties: tuple[str, ...]
    clocks: PolicyClocks
    rules: tuple[Rule, ...]
    otherwise: Rule
    tests: tuple[Test, ...]
    steps: tuple[tuple[Tier, Test], ...]
    told_apart: tuple[tuple[int, tuple[Value, ...]], ...]

    def tier_of(self, values: Values) -> Tier:
        """Return the tier of a report's feature values: that of the first rule that holds."""
        for tier, holds in self.steps:
            if holds(values):
                return tier
        return self.otherwise.tier

    def rules_held(self, values: Values) -> tuple[Rule, ...]:
        """Return every rule that holds, gravest tier first; the last resort if none does."""
        pairs = zip(self.rules, self.tests, strict=True)
        return tuple([rule for rule, test in pairs if test(values)]) or (self.otherwise,)


def read_policy(raw: bytes) -> Policy:
    """Read and compile a policy file; raises BadPolicy with every fault that it has."""
    document, source = _parse(raw)
    faults = [
        source.fault(key, "UNKNOWN_KEY", f"nothing reads {key!r}", nearest(key, _KEYS))
        for key in document
        if key not in _KEYS
    ]
    titles = _read_titles(document, source, faults.append)
    ties = _read_ties(document, source, faults.append)
    clocks = _read_clocks(document, source, faults.append)
    rules = [
        rule
        for at, table in enumerate(_read_tables(document, source, faults.append))
        if (rule := _read_rule(table, source.of_rule(at), faults.append)) is not None
    ]
    otherwise = _read_otherwise(document, source, faults.append)
    _check_codes(rules, source, faults.append)
    name, version = (
        _read_text(document, key, source, faults.append) for key in ("name", "version")
    )
    if faults or otherwise is None:
        raise BadPolicy(tuple(sorted(faults, key=lambda fault: fault.line)))
    ordered = tuple(sorted(rules, key=lambda rule: rule.tier))
    return Policy(
        name=name,
        version=version,
        hash=hashlib.sha256(raw).hexdigest(),
        titles=titles,
        ties=ties,
        clocks=clocks,
        rules=ordered,
        otherwise=otherwise,
        tests=tuple(compile_condition(rule.condition) for rule in ordered),
        steps=_compile_steps(ordered),
        told_apart=tell_apart([rule.condition for rule in ordered]),
    )


def _compile_steps(ordered: Sequence[Rule]) -> tuple[tuple[Tier, Test], ...]:
    return tuple(
        (tier, compile_any([rule.condition for rule in ordered if rule.tier is tier]))
        for tier in dict.fromkeys(rule.tier for rule in ordered)
    )


def _parse(raw: bytes) -> tuple[dict[str, Any], PolicySource]:
    try:
        text = raw.decode()
        return tomllib.loads(text), PolicySource(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = PolicyFault.of_syntax(error, raw)
        raise BadPolicy((fault,)) from error


Keep = Callable[[PolicyFault], None]


def _read_tables(
    document: Mapping[str, Any], source: PolicySource, keep: Keep
) -> list[Mapping[str, Any]]:
    """Return the tables of the rules; a policy without a rule would rank everything alike."""
    raw = document.get("rule")
    if isinstance(raw, list) and raw and all(isinstance(table, Mapping) for table in raw):
        return raw
    text = "the policy has no rule"
    if isinstance(raw, Mapping):
        text = "rule is one table where a list of tables is read"
    elif raw is not None:
        text = "rule is no list of tables"
    keep(source.fault("rule", "NO_RULES", text, "begin each rule with [[rule]]"))
    return []


def _read_text(document: Mapping[str, Any], key: str, source: PolicySource, keep: Keep) -> str:
    text = document.get(key)
    if isinstance(text, str) and text.strip():
        return text
    keep(source.fault(key, "MISSING_KEY", f"{key} is missing or no text", f'write {key} = "..."'))
    return ""


def _read_titles(
    document: Mapping[str, Any], source: PolicySource, keep: Keep
) -> Mapping[Tier, str]:
    raw = document.get("tiers")
    tiers = raw if isinstance(raw, Mapping) else {}
    for name in tiers:
        _read_tier(name, source, keep)
    for tier in Tier:
        if not isinstance(tiers.get(tier.value), str):
            remedy = f'write {tier} = "..." under [tiers]'
            keep(source.fault("tiers", "MISSING_KEY", f"tier {tier} has no title", remedy))
    return {tier: str(tiers.get(tier.value, "")) for tier in Tier}


def _read_ties(document: Mapping[str, Any], source: PolicySource, keep: Keep) -> tuple[str, ...]:
    ties = document.get("ties", list(TIES))
    if isinstance(ties, list) and ties and set(ties) <= set(TIES) and len(set(ties)) == len(ties):
        return tuple(ties)
    text = "ties is a list of different ways to order a tier"
    keep(source.fault("ties", "BAD_TIES", text, f"use: {', '.join(TIES)}"))
    return TIES


def _read_clocks(document: Mapping[str, Any], source: PolicySource, keep: Keep) -> PolicyClocks:
    raw = document.get("clocks", {})
    known = PolicyClocks.__struct_fields__
    days: dict[str, int] = {}
    for key, value in raw.items() if isinstance(raw, Mapping) else [("clocks", raw)]:
        within = source.of_table("clocks")
        if key not in known:
            text = f"nothing reads {key!r} among the clocks"
            keep(within.fault(key, "UNKNOWN_KEY", text, nearest(key, known)))
        elif type(value) is not int or not 0 <= value <= _MOST_DAYS:
            text = f"{key} is no number of days from 0 to {_MOST_DAYS}"
            keep(within.fault(key, "BAD_CLOCK", text, f"write {key} = 30"))
        else:
            days[key] = value
    return PolicyClocks(**days)


def _read_tier(raw: object, source: PolicySource, keep: Keep) -> Tier | None:
    if raw in list(Tier):
        return Tier(str(raw))
    remedy = nearest(str(raw), [tier.value for tier in Tier])
    keep(source.fault(str(raw), "UNKNOWN_TIER", f"there is no tier {raw!r}", remedy))
    return None


def _read_rule(table: Mapping[str, Any], source: PolicySource, keep: Keep) -> Rule | None:
    for key in table:
        if key not in _RULE_KEYS:
            text = f"nothing reads {key!r} in a rule"
            keep(source.fault(key, "UNKNOWN_KEY", text, nearest(key, _RULE_KEYS)))
    code, text = (_read_text(table, key, source, keep) for key in ("code", "text"))
    tier = _read_tier(table.get("tier"), source, keep)
    try:
        condition = read_condition(table.get("when"))
    except BadCondition as error:
        keep(fault_of_condition(error, source))
        return None
    for fault in (*check_rule(condition, source), *check_text(text, condition, source)):
        keep(fault)
    if tier is None:
        return None
    return Rule(tier=tier, code=code, text=text, condition=condition)


def _read_otherwise(document: Mapping[str, Any], source: PolicySource, keep: Keep) -> Rule | None:
    table = document.get("otherwise")
    if not isinstance(table, Mapping):
        text = "the policy does not say what holds otherwise"
        keep(source.fault("otherwise", "MISSING_KEY", text, "add [otherwise]: tier, code, text"))
        return None
    within = source.of_table("otherwise")
    code, text = (_read_text(table, key, within, keep) for key in ("code", "text"))
    tier = _read_tier(table.get("tier"), within, keep)
    if tier is None:
        return None
    # It holds because nothing else does: no field says so, so that the whole report is cited.
    return Rule(tier=tier, code=code, text=text, condition=Every(()))


def _check_codes(rules: list[Rule], source: PolicySource, keep: Keep) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.code in seen:
            text = f"two rules have the code {rule.code}"
            keep(source.fault(rule.code, "SAME_CODE", text, "give each its own"))
        seen.add(rule.code)
