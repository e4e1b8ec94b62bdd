"""What reading a document yields: the value, what is wrong with it, and where everything stands."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Position(msgspec.Struct, frozen=True, gc=False):
    """A place in a document; both count from 1, columns in characters."""

    line: int
    column: int


class SchemaError(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that the schema forbids; `code` is the rule's name in XML Schema.

    `str()` gives the form that clients of the real server know: `[line,column] - code: text`.
    """

    line: int
    column: int
    element: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"[{self.line},{self.column}] - {self.code}: {self.message}"


class Parsed(Generic[T]):
    """A document that was read: `model` holds what could be understood, `errors` what is wrong."""

    __slots__ = ("_positions", "errors", "model", "raw")

    def __init__(self, model: T | None, errors: tuple[SchemaError, ...], raw: bytes) -> None:
        self.model = model
        self.errors = errors
        self.raw = raw
        self._positions: dict[str, Position] | None = None
