"""Collects gaps and facts, each of a known kind."""

from __future__ import annotations

from functools import lru_cache

from tipline.report.completeness.facts import FACTS
from tipline.report.completeness.gaps import GAPS
from tipline.report.completeness.types import Completeness, Fact, Gap, Measure, Question

_ORDER = {question: place for place, question in enumerate(Question)}


class Assessment:
    """What has been seen of one report so far."""

    def __init__(self) -> None:
        self._gaps: list[Gap] = []
        self._facts: list[Fact] = []

    def gap(self, code: str, path: str, place: str = "") -> None:
        """Note that something is missing at the path."""
        self._gaps.append(_gap(code, path, place))

    def fact(self, code: str, path: str, place: str = "") -> None:
        """Note that something is said at the path."""
        self._facts.append(_fact(code, path, place))

    def say(self, claim: bool | None, codes: tuple[str, str, str], path: str, place: str) -> None:
        """Note a claim of three values by the code of the fact, its denial, or the gap."""
        asserted, denied, unsaid = codes
        if claim is None:
            self.gap(unsaid, path, place)
        else:
            self.fact(asserted if claim else denied, path, place)

    def finish(self, measure: Measure) -> Completeness:
        """Return everything, question by question, in the order in which it was seen."""
        return Completeness(
            measure=measure,
            gaps=tuple(sorted(self._gaps, key=lambda gap: _ORDER[gap.question])),
            facts=tuple(sorted(self._facts, key=lambda fact: _ORDER[fact.question])),
        )


def is_said(text: str | None) -> bool:
    """Whether a text was sent and is not blank."""
    return text is not None and bool(text.strip())


# Paths and places are words of the language with numbers, never what a report says: few, and the
# same ones in every report.
@lru_cache(maxsize=8192)
def _gap(code: str, path: str, place: str) -> Gap:
    kind = GAPS[code]
    return Gap(
        question=kind.question,
        code=code,
        text=_sentence(kind.text, place),
        why=kind.why,
        path=path,
        ask=_sentence(kind.ask, place),
    )


@lru_cache(maxsize=8192)
def _fact(code: str, path: str, place: str) -> Fact:
    kind = FACTS[code]
    return Fact(question=kind.question, code=code, text=_sentence(kind.text, place), path=path)


def _sentence(template: str, place: str) -> str:
    text = template.replace("{place}", place)
    return text[:1].upper() + text[1:]
