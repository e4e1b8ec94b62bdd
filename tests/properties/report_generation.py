"""Makes report documents and models from the tables: every field, in every odd but valid form."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from hypothesis import strategies as st

from tipline.report.schema.compiled import TABLES, Content, form_of
from tipline.report.schema.shapes import Base, Empty, Flags, OneOf, Sequence, Text, Version
from tipline.report.types import Date, DateTime, Double

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence as SequenceOf

    from tipline.report.schema.compiled import Field, Form
    from tipline.report.schema.shapes import Attribute, Child, Kind

T = TypeVar("T")

# Emoji, bidirectional overrides, combining marks, the last characters that XML knows.
NASTY_TEXTS = (
    "",
    " ",
    "\n\t ",
    "a\r\nb\rc",
    "]]>",
    "<&>\"'",
    "&amp;lt;",
    "\u202e[synthetic transcript]\u202c",
    "\U0001f469\u200d\U0001f467 \U0001f1e6\U0001f1fa",
    "e\u0301\u0085\u2028\ufffd\U0010fffd\x7f\x9f",
    "0",
    "true",
    "-- not a comment --",
    "'; DROP TABLE reports; --",
    "=1+1",
    "user@example.com",
    "https://www.example.com/a?b=c&d=e#f",
    "2001:db8::1",
)
BOOLEANS = ("true", "false", "1", "0", " true ", "\n0\t")
INTEGERS = ("0", "1", "443", "65535", "+7", "007", " 12 ", "-1", "2147483647", "-2147483648")
LONGS = (*INTEGERS, "9223372036854775807", "-9223372036854775808", "900000001")
DOUBLES = ("0", "-0", "38.80", "1e3", "1.E-3", ".5", "-77.04  ", "INF", "-INF", "NaN", "+1.0")
DATES = ("2010-01-31", "1999-12-31Z", "2024-02-29", "2010-06-01+14:00", " 2010-01-01\n")
TIMES = (
    "2026-03-02T18:41:07Z",
    "2026-03-02T18:41:07.5+01:00",
    "2026-03-02T18:41:07.123456789-11:30",
    "2026-03-02T24:00:00Z",
    "2024-02-29T00:00:00",
    "0001-01-01T00:00:00+14:00",
    "-0044-03-15T12:00:00Z",
    "12026-01-01T00:00:00Z",
    "\t2026-03-02T18:41:07Z ",
)
TOKENS = ("c0ffee", " c0ffee ", "a  b\n c", "\u00a0x\u2003", "")
# libxml2 does not trim times, and compares fixed values as text; see the differential test.
TRIMMED_ONLY = {Base.DATE_TIME, Base.DATE}
FLAG_FORMS = ("", "true", "1", " true\n")


class Chooser(Protocol):
    """Where choices come from: hypothesis, or a seed."""

    def pick(self, among: SequenceOf[T]) -> T:
        """Choose one."""

    def chance(self, percent: int) -> bool:
        """Choose yes in so many of a hundred cases."""

    def text(self) -> str:
        """Choose any text that XML can hold."""


class Seeded:
    """Choices by a seed, for volume."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def pick(self, among: SequenceOf[T]) -> T:
        return self.rng.choice(among)

    def chance(self, percent: int) -> bool:
        return self.rng.random() * 100 < percent

    def text(self) -> str:
        return self.rng.choice(NASTY_TEXTS)


_XML_TEXT = st.sampled_from(NASTY_TEXTS) | st.text(
    st.characters(
        codec="utf-8",
        exclude_characters=[chr(c) for c in range(32) if chr(c) not in "\t\n\r"]
        + ["\ufffe", "\uffff"],
    ),
    max_size=12,
)


class Drawn(Seeded):
    """Texts by hypothesis, which shrinks them; the shape of the document by a drawn seed."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        super().__init__(random.Random(draw(st.integers(0, 2**32 - 1))))  # noqa: S311  documents, not keys
        self.draw = draw
        self.drawn = 0

    def text(self) -> str:
        # A handful of free texts in each document find what there is, at a tenth of the time.
        if self.drawn < 5 and self.chance(30):
            self.drawn += 1
            return self.draw(_XML_TEXT)
        return super().text()


class DocumentMaker:
    """Writes XML text straight from the tables, without our writer.

    `is_plain` keeps to the forms that libxml2 reads as we do.
    """

    def __init__(self, choose: Chooser, version: Version, *, is_plain: bool = False) -> None:
        self.choose = choose
        self.version = version
        self.is_plain = is_plain

    def document(self, root: str) -> str:
        head = self.choose.pick(
            (
                "",
                "\ufeff",
                '<?xml version="1.0"?>',
                "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<!-- c -->",
                '<?xml version="1.0" encoding="UTF-8"?><?pi x?>\n',
            )
        )
        hint = self.choose.pick(
            (
                "",
                (
                    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
                    ' xsi:noNamespaceSchemaLocation="https://www.example.com/ispws/xsd"'
                ),
            )
        )
        return head + self.structure(root, root, hint) + self.choose.pick(("", "\n<!-- end -->\n"))

    def structure(self, name: str, table: str, hint: str = "") -> str:
        shape = TABLES[table]
        attributes = "" if isinstance(shape, Flags) else self.attributes(shape.attributes)
        match shape:
            case Sequence():
                inside = self.children(shape.children)
            case OneOf():
                inside = [self.child(self.choose.pick(self.present(shape.children)))]
            case Flags():
                inside = self.flags(shape)
            case Text():
                text = self.escape(self.lexical(shape.kind))
                return f"<{name}{hint}{attributes}>{text}</{name}>"
            case Empty():
                return f"<{name}{hint}{attributes}/>"
        if not inside:
            return self.choose.pick(
                (f"<{name}{hint}{attributes}/>", f"<{name}{hint}{attributes} ></{name} >")
            )
        gap = self.choose.pick(("", "\n  ", "\r\n\t", " <!-- x --> ", "<?pi?>"))
        return f"<{name}{hint}{attributes}>{gap}{gap.join(inside)}{gap}</{name}>"

    def present(self, children: tuple[Child, ...]) -> list[Child]:
        return [child for child in children if child.since <= self.version]

    def children(self, children: tuple[Child, ...]) -> list[str]:
        written: list[str] = []
        slots: set[str] = set()
        for child in self.present(children):
            if child.slot in slots or not (child.required or self.choose.chance(40)):
                continue
            if child.slot:
                slots.add(child.slot)
            times = self.choose.pick((1, 1, 2, 3)) if child.repeatable else 1
            written += [self.child(child) for _ in range(times)]
        return written

    def child(self, child: Child) -> str:
        if isinstance(child.shape, str):
            return self.structure(child.name, child.shape)
        text = self.escape(self.lexical(child.shape))
        return f"<{child.name}>{text}</{child.name}>"

    def flags(self, shape: Flags) -> list[str]:
        names = [flag.value for flag in shape.enum]
        names = [n for n in names if shape.since.get(n, Version.V2025_11) <= self.version]
        asserted = [name for name in names if self.choose.chance(30)]
        if self.choose.chance(50):
            asserted.reverse()
        forms = FLAG_FORMS[:2] if self.is_plain else FLAG_FORMS
        return [f"<{name}>{self.choose.pick(forms)}</{name}>" for name in asserted]

    def attributes(self, attributes: tuple[Attribute, ...]) -> str:
        written = [
            self.attribute(attribute)
            for attribute in attributes
            if attribute.since <= self.version and (attribute.required or self.choose.chance(40))
        ]
        if self.choose.chance(50):
            written.reverse()
        return "".join(written)

    def attribute(self, attribute: Attribute) -> str:
        text = self.lexical(attribute.kind)
        quote = self.choose.pick(("'", '"'))
        as_number = f"&#{ord(quote)};"
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(quote, as_number)
        return f"{self.choose.pick((' ', chr(10)))}{attribute.name} = {quote}{escaped}{quote}"

    def lexical(self, kind: Kind) -> str:
        forms: tuple[str, ...] = {
            Base.STRING: (),
            Base.TOKEN: TOKENS,
            Base.BOOLEAN: BOOLEANS,
            Base.INT: INTEGERS,
            Base.LONG: LONGS,
            Base.DOUBLE: DOUBLES,
            Base.DATE: DATES,
            Base.DATE_TIME: TIMES,
            Base.CHOICE: tuple(kind.members),
        }[kind.base]
        text = self.choose.pick(forms) if forms else self.choose.text()
        return text.strip() if self.is_plain and kind.base in TRIMMED_ONLY else text

    def escape(self, text: str) -> str:
        how = self.choose.pick(("plain", "numbers", "section"))
        if how == "section" and "]]>" not in text:
            return f"<![CDATA[{text}]]>" if text else ""
        if how == "numbers":
            return "".join(f"&#x{ord(c):X};" if not c.isalnum() else c for c in text)
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def make_model(choose: Chooser, root: str, version: Version) -> Any:
    """Make a model that the writer must accept, with any field set or not."""
    return _structure(choose, form_of(root, version))


def _structure(choose: Chooser, form: Form) -> Any:
    if form.content is Content.FLAGS:
        return frozenset(f.attribute for f in form.children.values() if choose.chance(40))
    values: dict[str, Any] = {}
    taken: set[int] = set()
    only = choose.pick(list(form.children)) if form.content is Content.ONE_OF else None
    for field in form.children.values():
        wanted = field.required or choose.chance(40) if only is None else field.name == only
        if wanted and (field.repeatable or field.order not in taken):
            taken.add(field.order)
            values[field.attribute] = _several(choose, field)
    for field in form.attributes.values():
        if field.required or choose.chance(50):
            values[field.attribute] = _one(choose, field)
    if form.text:
        values["value"] = _one(choose, form.text)
    return form.struct(**values)


def _several(choose: Chooser, field: Field) -> Any:
    if not field.repeatable:
        return _one(choose, field)
    return tuple(_one(choose, field) for _ in range(choose.pick((1, 1, 2, 3))))


def _one(choose: Chooser, field: Field) -> Any:
    if field.form or field.kind is None:
        return _structure(choose, field.form) if field.form else None
    base = field.kind.base
    if base is Base.STRING:
        return choose.text()
    if base in _KEPT_TEXTS:
        make, texts = _KEPT_TEXTS[base]
        return make(choose.pick(texts).strip())
    members = list(field.kind.members.values())
    return choose.pick(_VALUES.get(base, members))


_KEPT_TEXTS: dict[Base, tuple[Callable[[str], Any], tuple[str, ...]]] = {
    Base.DOUBLE: (Double, DOUBLES),
    Base.DATE: (Date, DATES),
    Base.DATE_TIME: (DateTime, TIMES),
}
_VALUES: dict[Base, SequenceOf[Any]] = {
    Base.TOKEN: ("c0ffee", "a b", "\u00a0x", ""),
    Base.BOOLEAN: (True, False),
    Base.INT: (0, 1, 443, -1, 2**31 - 1, -(2**31)),
    Base.LONG: (0, 900_000_001, 2**63 - 1, -(2**63)),
}
