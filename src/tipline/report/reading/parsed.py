"""What reading a document yields: the value, what is wrong with it, and where everything stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

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


_ROOT_NUMBER = re.compile(r"^(\w+)\[\d+\]")


class Parsed(Generic[T]):
    """A document that was read.

    `model` holds what could be understood (None when nothing could), `errors` what is wrong,
    `raw` the bytes as they were sent.
    """

    __slots__ = ("_locate", "_places", "errors", "model", "raw")

    def __init__(
        self,
        model: T | None,
        errors: tuple[SchemaError, ...],
        raw: bytes,
        locate: Callable[[], dict[str, tuple[int, int]]],
    ) -> None:
        self.model = model
        self.errors = errors
        self.raw = raw
        self._locate = locate
        self._places: dict[str, tuple[int, int]] | None = None

    def position(self, path: str) -> Position:
        """Return where the field stands; for one that was not sent, where the nearest above does.

        The path may number the document, as in `fileDetails[2].fileId`. The first call reads the
        document once more, because few documents are ever asked.
        """
        if self._places is None:
            self._places = self._locate()
        path = _ROOT_NUMBER.sub(r"\1", path)
        while path not in self._places and "." in path:
            path = path.rpartition(".")[0]
        line, column = self._places.get(path, (1, 1))
        return Position(line, column)
