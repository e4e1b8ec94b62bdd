"""What an officer has, and what an officer lacks."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Question(StrEnum):
    """What an officer has to know before anything can be done."""

    WHO = "who"
    WHAT = "what"
    WHERE = "where"
    WHEN = "when"
    VIEWED = "viewed"


class Measure(StrEnum):
    """By what a report is judged: a batched one may not say most of what others should."""

    ORDINARY = "ordinary"
    BATCHED = "batched"


class GapKind(msgspec.Struct, frozen=True, gc=False):
    """A kind of gap: `text` and `ask` speak of a `{place}`, such as "the reported user"."""

    code: str
    question: Question
    text: str
    why: str
    ask: str


class FactKind(msgspec.Struct, frozen=True, gc=False):
    """A kind of fact; `text` speaks of a `{place}`."""

    code: str
    question: Question
    text: str


class Gap(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that an officer lacks: why it matters, where it belongs, what to ask the sender."""

    question: Question
    code: str
    text: str
    why: str
    path: str
    ask: str


class Fact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that an officer has, and the field that says it; the text repeats no value."""

    question: Question
    code: str
    text: str
    path: str


class Completeness(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What there is and what is missing, in the order who, what, where, when, viewed."""

    measure: Measure
    gaps: tuple[Gap, ...]
    facts: tuple[Fact, ...]

    def gaps_of(self, question: Question) -> tuple[Gap, ...]:
        """Return the gaps under one question."""
        return tuple(gap for gap in self.gaps if gap.question is question)

    def facts_of(self, question: Question) -> tuple[Fact, ...]:
        """Return the facts under one question."""
        return tuple(fact for fact in self.facts if fact.question is question)
