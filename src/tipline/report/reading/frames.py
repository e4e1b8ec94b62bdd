"""Open elements: what has been read of each, and what may follow in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.report.schema.compiled import Content

if TYPE_CHECKING:
    from tipline.report.schema.compiled import Field, Form
    from tipline.report.types.values import Unknown


class Frame:
    """An open element: a structure (`form`), text (`field` alone), or skipped (neither)."""

    __slots__ = (
        "at",
        "column",
        "field",
        "filled",
        "form",
        "kept",
        "line",
        "name",
        "pieces",
        "seen",
        "spoiled",
        "start",
        "values",
        "where",
    )

    def __init__(self, name: str, field: Field | None, form: Form | None) -> None:
        self.name = name
        self.field = field
        self.form = form
        self.values: dict[str, Any] = {}
        self.kept: list[Unknown] = []
        self.pieces: list[str] = []
        self.seen: set[int] = set()
        self.at = -1
        self.filled = False
        # Why the element cannot have its field, if it cannot.
        self.spoiled = ""
        self.start = self.line = self.column = 0
        # Where each field below stands, by its path from here; only when asked for.
        self.where: dict[str, tuple[int, int]] = {}


def store(parent: Frame, field: Field, value: Any) -> None:
    """Give a value to its field in the element above."""
    if field.repeatable:
        parent.values.setdefault(field.attribute, []).append(value)
    else:
        parent.values[field.attribute] = value


def locate(parent: Frame, frame: Frame, field: Field) -> None:
    """Hand up where an element and everything in it stands."""
    number = f"[{len(parent.values[field.attribute])}]" if field.repeatable else ""
    path = f".{field.name}{number}"
    parent.where[path] = (frame.line, frame.column)
    for below, place in frame.where.items():
        parent.where[path + below] = place


def has_skipped_required(form: Form, at: int, order: int) -> bool:
    """Whether a compulsory child lies between two places of the order."""
    return any(field.required and at < field.order < order for field in form.children.values())


def list_followers(form: Form, frame: Frame) -> tuple[str, ...]:
    """Name what may follow, in the order of the schema."""
    if form.content is Content.ONE_OF:
        return () if frame.seen else tuple(form.children)
    if form.content is Content.FLAGS:
        return tuple(f.name for f in form.children.values() if f.order not in frame.seen)
    names: list[str] = []
    for field in form.children.values():
        if field.order > frame.at or (field.order == frame.at and field.repeatable):
            names.append(field.name)
            if field.required and field.order > frame.at:
                break
    return tuple(names)
