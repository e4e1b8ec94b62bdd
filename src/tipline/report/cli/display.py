"""`tipline report show`: every field that was sent, with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.report.cli.opened import DocumentKind, Opened
from tipline.report.cli.words import safe, wrap
from tipline.report.paths import walk
from tipline.report.types import Date, DateTime, Double, Element, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator


def fields_of(document: Opened, number: int) -> list[tuple[str, Any]]:
    """List every field of a document with its path; `number` counts the report's files."""
    if document.parsed is None or document.parsed.model is None:
        return []
    root: str = document.kind
    if document.kind is DocumentKind.FILE_DETAILS:
        root = f"{root}[{number}]"
    return list(walk(document.parsed.model, root))


def list_unknown(value: Any) -> Iterator[Unknown]:
    """List everything that has no field, at any depth, in the order of the document's structure."""
    if isinstance(value, Element):
        yield from value.unknown
        for name in value.__struct_fields__:
            yield from list_unknown(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            if not isinstance(one, Unknown):
                yield from list_unknown(one)


def document_as_json(document: Opened, number: int) -> dict[str, Any]:
    """Return one document's fields as one JSON object."""
    return {
        "file": document.name,
        "document": document.kind,
        "fields": [
            {"path": path, "value": as_plain(value), **_place(document, path)}
            for path, value in fields_of(document, number)
        ],
        "unknown": [msgspec.to_builtins(one) for one in _unknown_of(document)],
        "errors": len(document.parsed.errors) if document.parsed else 1,
    }


def document_as_text(document: Opened, number: int) -> Iterator[str]:
    """Yield the lines that show a person one document: line number, names, value."""
    yield f"{safe(document.name)}: {document.kind}"
    if document.unreadable:
        yield wrap(str(document.unreadable), first="  ", rest="  ")
    above: list[str] = []
    for path, value in fields_of(document, number):
        *parents, name = path.split(".")[1:] or [path]
        for depth, parent in enumerate(parents):
            if above[: depth + 1] != parents[: depth + 1]:
                yield f"{'':>6}{'  ' * depth}  {parent}"
        # With its own name, so that the attributes of a text come below it without a heading.
        above = [*parents, name]
        yield _line(document, path, name, len(parents), str(as_plain(value)))
    kept = list(_unknown_of(document))
    if kept:
        yield "  Not understood, kept as sent:"
    for one in kept:
        yield wrap(f"{one.raw}  ({one.why})", first=f"{one.line:>6}  ", rest=" " * 10)


def as_plain(value: Any) -> str | int | bool:
    """Return a leaf as JSON has it: times and numbers as they were sent."""
    if isinstance(value, DateTime | Date | Double):
        return value.raw
    if isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} is no leaf")


def _line(document: Opened, path: str, name: str, depth: int, value: str) -> str:
    place = _place(document, path)
    start = f"{place['line']:>6}  {'  ' * depth}{name}: "
    return wrap(value, first=start, rest=" " * (10 + 2 * depth))


def _place(document: Opened, path: str) -> dict[str, int]:
    if document.parsed is None:
        return {}
    position = document.parsed.position(path)
    return {"line": position.line, "column": position.column}


def _unknown_of(document: Opened) -> Iterator[Unknown]:
    return list_unknown(document.parsed.model if document.parsed else None)
