"""Collect facts while a report is read: a value, the fields that say it, or that nobody did."""

from __future__ import annotations

import msgspec

Value = bool | int | str | None


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """The value of a feature and the fields that it was read from; None: nobody said."""

    value: Value
    fields: tuple[str, ...] = ()


class Facts:
    """Facts by feature, in the order of reading."""

    def __init__(self) -> None:
        self.found: dict[str, Fact] = {}

    def add(self, name: str, value: Value, *fields: str) -> None:
        """Keep a value; more fields for a value that is there already are added to it."""
        self.found[name] = Fact(value, (*self.fields(name), *fields))

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
