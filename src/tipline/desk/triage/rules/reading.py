"""Collect facts while a report is read: a value, the fields that say it, or that nobody did."""

from __future__ import annotations

import msgspec

from tipline.desk.triage.types import Provenance

Value = bool | int | str | None


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """The value of a feature and the fields that it was read from; None: nobody said.

    `found` are the words for what was found, for a feature that several things can show.
    `provenance`, as long as `fields`, says who stated it where that is not the report itself.
    """

    value: Value
    fields: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()


class Facts:
    """Facts by feature, in the order of reading."""

    def __init__(self) -> None:
        self.found: dict[str, Fact] = {}

    def add(self, name: str, value: Value, *fields: str, word: str = "") -> None:
        """Keep a value; more fields and words for a value that is there are added to it."""
        before = self.found.get(name)
        words = before.found if before else ()
        if word and word not in words:
            words = (*words, word)
        self.found[name] = Fact(value, (*self.fields(name), *fields), words)

    def count(self, name: str, field: str) -> None:
        """Count one more, seen at a field."""
        before = self.value(name)
        self.add(name, (before if isinstance(before, int) else 0) + 1, field)

    def value(self, name: str) -> Value:
        """Return the value so far: False where there is none."""
        return self.found[name].value if name in self.found else False

    def fields(self, name: str) -> tuple[str, ...]:
        """Return the fields that said so, none where there is no fact."""
        return self.found[name].fields if name in self.found else ()


def join_words(words: tuple[str, ...]) -> str:
    """Say several things in one phrase: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
