"""Generates an XML Schema from our tables: to publish, and as a second opinion in tests."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import quoteattr

from tipline.report.schema.compiled import TABLES
from tipline.report.schema.shapes import (
    Attribute,
    Base,
    Child,
    Empty,
    Flags,
    Kind,
    OneOf,
    Sequence,
    Shape,
    Text,
    Version,
)

_GLOBAL_ELEMENTS = ("report", "fileDetails", "reportResponse", "reportDoneResponse")


@cache
def schema_xsd(version: Version = Version.V2026_08) -> bytes:
    """Return the schema of this version as an XSD document, in UTF-8.

    It is made from our tables. Flags are fixed to true, so that some validators refuse `1` in
    them, which is equal in value and which we accept.
    """
    return _Generator(version).generate().encode("utf-8")


class _Generator:
    def __init__(self, version: Version) -> None:
        self.version = version
        self.kinds: dict[str, Kind] = {}

    def generate(self) -> str:
        types = [self.complex_type(name, shape) for name, shape in TABLES.items()]
        roots = [f'<xs:element name="{n}" type="{n}Type"/>' for n in _GLOBAL_ELEMENTS]
        simple = [self.simple_type(kind) for kind in self.kinds.values()]
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<!-- Generated from the tables of tipline, version {self.version}. -->",
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
            *roots,
            *types,
            *simple,
            "</xs:schema>",
        ]
        return "\n".join(lines) + "\n"

    def exists(self, since: Version) -> bool:
        return since <= self.version

    def complex_type(self, name: str, shape: Shape) -> str:
        return f'<xs:complexType name="{name}Type">{self.content(shape)}</xs:complexType>'

    def content(self, shape: Shape) -> str:
        match shape:
            case Sequence():
                body = "".join(self.particles(shape.children))
                return f"<xs:sequence>{body}</xs:sequence>{self.attributes(shape.attributes)}"
            case OneOf():
                body = "".join(self.element(child, choice=True) for child in shape.children)
                return f"<xs:choice>{body}</xs:choice>{self.attributes(shape.attributes)}"
            case Flags():
                return f"<xs:all>{''.join(self.flags(shape))}</xs:all>"
            case Text():
                inside = self.attributes(shape.attributes)
                base = self.reference(shape.kind)
                extension = f"<xs:extension base={quoteattr(base)}>{inside}</xs:extension>"
                return f"<xs:simpleContent>{extension}</xs:simpleContent>"
            case Empty():
                return self.attributes(shape.attributes)

    def particles(self, children: tuple[Child, ...]) -> list[str]:
        """Write children in order; those that share a slot become one optional choice."""
        slots: dict[str, list[Child]] = {}
        for child in children:
            if self.exists(child.since):
                slots.setdefault(child.slot or child.name, []).append(child)
        return [self.slot(several) for several in slots.values()]

    def slot(self, children: list[Child]) -> str:
        if len(children) == 1:
            return self.element(children[0])
        inside = "".join(self.element(child, choice=True) for child in children)
        return f'<xs:choice minOccurs="0">{inside}</xs:choice>'

    def element(self, child: Child, *, choice: bool = False) -> str:
        shape = child.shape
        named = f"{shape}Type" if isinstance(shape, str) else self.reference(shape)
        least = "" if child.required or choice else ' minOccurs="0"'
        most = ' maxOccurs="unbounded"' if child.repeatable else ""
        return f'<xs:element name="{child.name}" type="{named}"{least}{most}/>'

    def flags(self, shape: Flags) -> list[str]:
        return [
            f'<xs:element name="{flag}" type="xs:boolean" fixed="true" minOccurs="0"/>'
            for flag in (member.value for member in shape.enum)
            if self.exists(shape.since.get(flag, Version.V2025_11))
        ]

    def attributes(self, attributes: tuple[Attribute, ...]) -> str:
        return "".join(
            f'<xs:attribute name="{attribute.name}" type="{self.reference(attribute.kind)}"'
            f"{' use=' + quoteattr('required') if attribute.required else ''}/>"
            for attribute in attributes
            if self.exists(attribute.since)
        )

    def reference(self, kind: Kind) -> str:
        if kind.base is Base.CHOICE:
            self.kinds[kind.name] = kind
            return f"{kind.name}Kind"
        return f"xs:{kind.base.value}"

    def simple_type(self, kind: Kind) -> str:
        values = "".join(f"<xs:enumeration value={quoteattr(text)}/>" for text in kind.members)
        return (
            f'<xs:simpleType name="{kind.name}Kind">'
            f'<xs:restriction base="xs:string">{values}</xs:restriction></xs:simpleType>'
        )
