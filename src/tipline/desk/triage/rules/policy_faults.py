"""Say what is wrong in a policy file: at which line, and what was probably meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.conditions import (
    BadCondition,
    Condition,
    denied_features,
    features_of,
)
from tipline.desk.triage.rules.features import BY_NAME, why_forbidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# In the text of a rule: the place of what was in fact found.
FOUND = "{found}"

_PLACE = re.compile(r"\{[^}]*\}")
_WORD = re.compile(r"\(at line (\d+)")
_RULE = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_TABLE = re.compile(r"\s*\[")

# What a victim is known by, and what lowers a report: no rule may let the second undo the first.
_VICTIM = frozenset(
    {"victim_named", "victim_age_stated", "school_stated", "victim_account",
     "victim_contact", "victims", "found_child_identifiable",
     "cluster_victims", "escalated_by_sender", "cluster_escalated"}
)  # fmt: skip
_LOWERS = frozenset({"only_viral", "only_cleared", "spam", "informational", "minor_to_minor"})


class PolicyFault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault: line (from 1), code, what is wrong, and what to do."""

    line: int
    code: str
    text: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}; {self.remedy}"

    @classmethod
    def of_syntax(cls, error: Exception, raw: bytes) -> PolicyFault:
        """Return the fault of a file that is no TOML at all."""
        found = _WORD.search(str(error))
        line = int(found[1]) if found else raw.count(b"\n") + 1
        return cls(line=line, code="NO_TOML", text=str(error), remedy="see https://toml.io")


class PolicySource:
    """The lines of a policy file, or of one rule in it, to find a word's line again."""

    def __init__(self, text: str, first: int = 0, last: int | None = None) -> None:
        self._lines = text.splitlines()
        self._text = text
        self._first = first
        self._last = len(self._lines) if last is None else last

    def line_of(self, word: str) -> int:
        """Return the line (from 1) of the first place of a word, else where this part begins."""
        pattern = re.compile(rf"(?<![\w.]){re.escape(word)}(?![\w])")
        for at in range(self._first, self._last):
            if pattern.search(_without_comment(self._lines[at])):
                return at + 1
        return min(self._first + 1, max(len(self._lines), 1))

    def fault(self, word: str, code: str, text: str, remedy: str) -> PolicyFault:
        """Return a fault at the line of a word."""
        return PolicyFault(line=self.line_of(word), code=code, text=text, remedy=remedy)

    def of_rule(self, number: int) -> PolicySource:
        """Return the part that holds the rule of that number (from 0), else the whole."""
        starts = [at for at, line in enumerate(self._lines) if _RULE.match(line)]
        if number >= len(starts):
            return self
        return self._from(starts[number])

    def of_table(self, name: str) -> PolicySource:
        """Return the part that holds a table, else the whole."""
        pattern = re.compile(rf"\s*\[\s*{re.escape(name)}\s*\]")
        found = (at for at, line in enumerate(self._lines) if pattern.match(line))
        start = next(found, None)
        return self if start is None else self._from(start)

    def _from(self, start: int) -> PolicySource:
        after = range(start + 1, len(self._lines))
        ends = (at for at in after if _TABLE.match(self._lines[at]))
        return PolicySource(self._text, start, next(ends, len(self._lines)))


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return the remedy for an unknown word: the nearest allowed one, or all of them."""
    names = sorted(allowed)
    close = get_close_matches(word, names, n=1)
    return f"did you mean {close[0]}?" if close else f"allowed: {', '.join(names)}"


def fault_of_condition(error: BadCondition, source: PolicySource) -> PolicyFault:
    """Return the fault of a condition that cannot be read."""
    line = source.line_of(error.name)
    why = why_forbidden(error.name)
    if why:
        return PolicyFault(
            line=line,
            code="FORBIDDEN_FEATURE",
            text=f"a policy may not rank on {error.name}: {why}",
            remedy="take it out (docs/reference/policy.md lists what is allowed)",
        )
    if error.name.isidentifier() and error.name not in BY_NAME and "no feature" in str(error):
        remedy = nearest(error.name, [f.name for f in BY_NAME.values() if f.ranks])
        return PolicyFault(line=line, code="UNKNOWN_FEATURE", text=str(error), remedy=remedy)
    return PolicyFault(
        line=line, code="BAD_CONDITION", text=str(error), remedy="see docs/reference/policy.md"
    )


def check_rule(condition: Condition, source: PolicySource) -> Iterator[PolicyFault]:
    """Find what a readable condition may nevertheless not ask."""
    for name in features_of(condition):
        if not BY_NAME[name].ranks:
            yield PolicyFault(
                line=source.line_of(name),
                code="SHOWN_ONLY",
                text=f"{name} is shown and never ranks",
                remedy="take it out: a more complete report is no more dangerous",
            )
    lowering = _LOWERS & set(denied_features(condition))
    if lowering and _VICTIM & set(features_of(condition)):
        name = min(lowering)
        yield PolicyFault(
            line=source.line_of(name),
            code="LOWERS_A_VICTIM",
            text=f"the rule lets {name} lower a report with evidence of a victim",
            remedy="split it: the evidence of a victim stands alone",
        )


def check_text(text: str, condition: Condition, source: PolicySource) -> Iterator[PolicyFault]:
    """Find places in a rule's text that nothing would fill."""
    places = set(_PLACE.findall(text))
    for place in sorted(places - {FOUND}):
        yield PolicyFault(
            line=source.line_of("text"),
            code="UNKNOWN_PLACE",
            text=f"nothing fills {place} in the text",
            remedy=f"use {FOUND} or plain words",
        )
    naming = [name for name in features_of(condition) if BY_NAME[name].names_what]
    if FOUND in places and not naming:
        able = ", ".join(feature.name for feature in BY_NAME.values() if feature.names_what)
        yield PolicyFault(
            line=source.line_of("text"),
            code="NOTHING_FOUND",
            text=f"no feature of the condition names what it found, for {FOUND}",
            remedy=f"only these do: {able}",
        )


def _without_comment(line: str) -> str:
    return line.partition("#")[0] if '"' not in line else line
