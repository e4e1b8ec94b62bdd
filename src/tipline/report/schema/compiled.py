"""The tables of one version, made ready to read and write by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.report.schema.datatypes import reader_of, writer_of
from tipline.report.schema.documents import DOCUMENTS, FILES, INCIDENT, SENDER
from tipline.report.schema.kinds import FLAG
from tipline.report.schema.people import PEOPLE
from tipline.report.schema.shapes import (
    Attribute,
    Child,
    Empty,
    Flags,
    Kind,
    Must,
    OneOf,
    Sequence,
    Shape,
    Text,
    Version,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

TABLES: dict[str, Shape] = {**DOCUMENTS, **INCIDENT, **SENDER, **PEOPLE, **FILES}
ROOTS = ("report", "fileDetails", "reportResponse", "reportDoneResponse")


class Content(Enum):
    """What an element may contain."""

    SEQUENCE = "children in order"
    ONE_OF = "one child"
    FLAGS = "flags in any order"
    TEXT = "text"
    EMPTY = "nothing"


@dataclass(slots=True, eq=False)
class Field:
    """One child or attribute of a form: `form` reads a structure, otherwise `read` reads text."""

    name: str
    attribute: str
    order: int
    required: bool
    repeatable: bool
    kind: Kind | None
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    form: Form | None
    limit: int | None
    must: tuple[Must, ...]


@dataclass(slots=True, eq=False)
class Form:
    """One element with children or attributes, ready to read and write by.

    `essential` names the fields without which no value can be built, `lacking` those of the
    struct that this version or element has not; `exclusive` pairs children of one slot.
    """

    name: str
    content: Content
    struct: type
    children: dict[str, Field]
    attributes: dict[str, Field]
    text: Field | None
    essential: frozenset[str]
    lacking: tuple[str, ...]
    exclusive: tuple[tuple[Field, Field], ...]


_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def field_name(wire_name: str) -> str:
    """Return the field of a wire name: `priorCTReports` is `prior_ct_reports`."""
    return _WORD_STARTS.sub("_", wire_name).lower()


@cache
def form_of(name: str, version: Version) -> Form:
    """Return the compiled table of this name, for this version."""
    return _Compiler(version).compile(name)


class _Compiler:
    def __init__(self, version: Version) -> None:
        self.version = version

    def compile(self, name: str) -> Form:
        shape = TABLES[name]
        children = {child.name: child for child in self._fields(shape)}
        struct = frozenset if isinstance(shape, Flags) else shape.struct
        declared = () if isinstance(shape, Flags) else shape.attributes
        attributes = {a.name: _attribute(a) for a in declared if self._exists(a.since)}
        text = _text(shape)
        return Form(
            name=name,
            content=_content(shape),
            struct=struct,
            children=children,
            attributes=attributes,
            text=text,
            essential=_essential(struct),
            lacking=_lacking(struct, [*children.values(), *attributes.values(), text]),
            exclusive=tuple(_exclusive(list(children.values()))),
        )

    def _exists(self, since: Version) -> bool:
        return since <= self.version

    def _fields(self, shape: Shape) -> list[Field]:
        match shape:
            case Sequence() | OneOf():
                present = [child for child in shape.children if self._exists(child.since)]
                slots = list(dict.fromkeys(child.slot or child.name for child in present))
                return [self._child(c, slots.index(c.slot or c.name)) for c in present]
            case Flags():
                names = [str(flag) for flag in shape.enum]
                present_flags = [
                    n for n in names if self._exists(shape.since.get(n, Version.V2025_11))
                ]
                return [_flag(shape.enum(n), order) for order, n in enumerate(present_flags)]
            case Text() | Empty():
                return []

    def _child(self, child: Child, order: int) -> Field:
        kind = child.shape if isinstance(child.shape, Kind) else None
        form = form_of(child.shape, self.version) if isinstance(child.shape, str) else None
        return Field(
            name=child.name,
            attribute=field_name(child.name),
            order=order,
            required=child.required,
            repeatable=child.repeatable,
            kind=kind,
            read=reader_of(kind) if kind else str,
            write=writer_of(kind) if kind else str,
            form=form,
            limit=child.limit,
            must=child.must,
        )


def _content(shape: Shape) -> Content:
    match shape:
        case Sequence():
            return Content.SEQUENCE
        case OneOf():
            return Content.ONE_OF
        case Flags():
            return Content.FLAGS
        case Text():
            return Content.TEXT
        case Empty():
            return Content.EMPTY


def _attribute(attribute: Attribute) -> Field:
    return Field(
        name=attribute.name,
        attribute=field_name(attribute.name),
        order=0,
        required=attribute.required,
        repeatable=False,
        kind=attribute.kind,
        read=reader_of(attribute.kind),
        write=writer_of(attribute.kind),
        form=None,
        limit=attribute.limit,
        must=attribute.must,
    )


def _flag(member: StrEnum, order: int) -> Field:
    return Field(
        name=member.value,
        attribute=member,  # a member is a str; readers collect members
        order=order,
        required=False,
        repeatable=False,
        kind=FLAG,
        read=reader_of(FLAG),
        write=writer_of(FLAG),
        form=None,
        limit=None,
        must=(),
    )


def _text(shape: Shape) -> Field | None:
    if not isinstance(shape, Text):
        return None
    return Field(
        name="",
        attribute="value",
        order=0,
        required=True,
        repeatable=False,
        kind=shape.kind,
        read=reader_of(shape.kind),
        write=writer_of(shape.kind),
        form=None,
        limit=shape.limit,
        must=shape.must,
    )


def _essential(struct: type) -> frozenset[str]:
    """Name the fields without which the value cannot be built."""
    fields: tuple[str, ...] = getattr(struct, "__struct_fields__", ())
    defaults: tuple[Any, ...] = getattr(struct, "__struct_defaults__", ())
    with_default = fields[len(fields) - len(defaults) :]
    needed = {f for f, d in zip(with_default, defaults, strict=True) if d is msgspec.NODEFAULT}
    return frozenset(fields[: len(fields) - len(defaults)]) | needed


def _lacking(struct: type, fields: list[Field | None]) -> tuple[str, ...]:
    """Name the fields of the struct that this element does not have."""
    present = {field.attribute for field in fields if field} | {"unknown"}
    names: tuple[str, ...] = getattr(struct, "__struct_fields__", ())
    return tuple(name for name in names if name not in present)


def _exclusive(children: list[Field]) -> list[tuple[Field, Field]]:
    return [(one, other) for one, other in pairwise(children) if one.order == other.order]
