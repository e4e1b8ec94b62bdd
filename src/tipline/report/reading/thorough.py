"""Reads any document, names every schema error, and keeps what it cannot place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from tipline.report.reading.parsed import SchemaError
from tipline.report.reading.source import (
    BYTE_ORDER_MARK,
    NAMESPACE_SEPARATOR,
    Readable,
    feed,
    make_parser,
    position_of,
    refuse_size,
)
from tipline.report.schema.compiled import Content, Field, Form, form_of
from tipline.report.schema.datatypes import BadText, list_expected
from tipline.report.types.values import Unknown

if TYPE_CHECKING:
    from tipline.report.reading.limits import Limits
    from tipline.report.schema.shapes import Version

_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_HINTS = {
    f"{_SCHEMA_INSTANCE}{NAMESPACE_SEPARATOR}{name}"
    for name in ("schemaLocation", "noNamespaceSchemaLocation")
}
_WHITESPACE = " \t\n\r"
_LONGEST_NAME = 100


class _Frame:
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


def read_thoroughly(
    source: bytes | Readable, root: str, version: Version, limits: Limits
) -> tuple[Any, tuple[SchemaError, ...], bytes]:
    """Read a document with this root; returns value (or None), errors and the bytes read."""
    reader = _Reader(form_of(root, version), limits)
    feed(reader.parser, source, limits, reader.seen)
    return reader.model, tuple(reader.errors), bytes(reader.seen)


def locate_fields(
    raw: bytes, root: str, version: Version, limits: Limits
) -> dict[str, tuple[int, int]]:
    """Map the path of every field of the model of this document to its line and column."""
    reader = _Reader(form_of(root, version), limits, locating=True)
    feed(reader.parser, raw, limits, reader.seen)
    return {f"{root}{path}": place for path, place in reader.where.items()}


class _Reader:
    def __init__(self, root: Form, limits: Limits, *, locating: bool = False) -> None:
        self.root = root
        self.locating = locating
        self.where: dict[str, tuple[int, int]] = {}
        self.limits = limits
        self.errors: list[SchemaError] = []
        self.frames: list[_Frame] = []
        self.seen = bytearray()
        self.elements = 0
        self.model: Any = None
        self.parser = make_parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    # --- what expat calls

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_limits(attributes)
        frame = self.open(name)
        frame.line, frame.column = self.position()
        frame.start = self.parser.CurrentByteIndex
        self.frames.append(frame)
        if frame.form or frame.field:
            self.read_attributes(frame, attributes)

    def text(self, text: str) -> None:
        frame = self.frames[-1]
        form = frame.form
        frame.filled = True
        if (form is None and frame.field) or (form and form.content is Content.TEXT):
            frame.pieces.append(text)
        elif form and (form.content is Content.EMPTY or text.strip(_WHITESPACE)):
            self.refuse_text(frame, form, text)

    def end(self, _name: str) -> None:
        frame = self.frames.pop()
        parent = self.frames[-1] if self.frames else None
        value = self.close(frame)
        if parent is None:
            self.model = value
            self.where = {"": (frame.line, frame.column), **frame.where}
        elif frame.spoiled:
            self.keep_source(frame, parent)
        elif frame.field:
            _store(parent, frame.field, value)
            if self.locating:
                _locate(parent, frame, frame.field)

    # --- opening

    def check_limits(self, attributes: dict[str, str]) -> None:
        limits = self.limits
        self.elements += 1
        if self.elements > limits.elements:
            refuse_size(f"The document has more than {limits.elements} elements", self.parser)
        if len(self.frames) >= limits.depth:
            refuse_size(f"Elements are nested deeper than {limits.depth}", self.parser)
        if len(attributes) > limits.attributes:
            refuse_size(f"An element has more than {limits.attributes} attributes", self.parser)

    def open(self, name: str) -> _Frame:
        if not self.frames:
            return self.open_root(name)
        parent = self.frames[-1]
        parent.filled = True
        if parent.form is None:
            if parent.field and not parent.spoiled:
                self.refuse_child_of_text(parent, name)
            return _Frame(name, None, None)
        frame = self.place(parent, parent.form, name)
        if frame.field and frame.field.form:
            frame.form = frame.field.form
        return frame

    def open_root(self, name: str) -> _Frame:
        if name == self.root.name:
            return _Frame(name, None, self.root)
        self.note(
            name,
            "cvc-elt.1",
            f"Cannot find the declaration of element '{_shown(name)}'. "
            f"'{self.root.name}' is expected as the root of this document (R-01).",
        )
        return _Frame(name, None, None)

    def place(self, parent: _Frame, form: Form, name: str) -> _Frame:
        field = form.children.get(name)
        if form.content in {Content.TEXT, Content.EMPTY}:
            self.refuse_child_of_text(parent, name)
            return _Frame(name, None, None)
        if field is None:
            return self.misplaced(parent, form, name, "no such element here")
        order = field.order
        if form.content is not Content.SEQUENCE:
            taken = order in parent.seen or (form.content is Content.ONE_OF and parent.seen)
            if taken:
                return self.misplaced(parent, form, name, "more often than allowed")
        elif order < parent.at or (order == parent.at and not field.repeatable):
            if order in parent.seen and not field.repeatable:
                return self.misplaced(parent, form, name, "more often than allowed")
            self.note_unexpected(parent, form, name)
        elif _skipped_required(form, parent.at, order):
            self.note_unexpected(parent, form, name)
        parent.at = max(parent.at, order)
        parent.seen.add(order)
        return _Frame(name, field, None)

    def misplaced(self, parent: _Frame, form: Form, name: str, why: str) -> _Frame:
        self.note_unexpected(parent, form, name)
        frame = _Frame(name, None, None)
        frame.spoiled = why
        return frame

    def read_attributes(self, frame: _Frame, attributes: dict[str, str]) -> None:
        known = frame.form.attributes if frame.form else {}
        owner = frame if frame.form else self.frames[-2]
        for name, text in attributes.items():
            field = known.get(name)
            if field is not None:
                self.read_attribute(frame, field, text)
            elif name not in _HINTS:
                what = f"Attribute '{_shown(name)}' is not allowed to appear in element"
                self.note(frame.name, "cvc-complex-type.3.2.2", f"{what} '{frame.name}'.")
                owner.kept.append(self.kept_attribute(frame, name, text, "no such attribute here"))
        for name, field in known.items():
            if field.required and name not in attributes:
                what = f"Attribute '{name}' must appear on element '{frame.name}'."
                self.note(frame.name, "cvc-complex-type.4", what)

    def read_attribute(self, frame: _Frame, field: Field, text: str) -> None:
        try:
            frame.values[field.attribute] = field.read(text)
            frame.where[f".@{field.name}"] = (frame.line, frame.column)
        except BadText as bad:
            self.note(
                frame.name,
                "cvc-attribute.3",
                f"The value of attribute '{field.name}' on element '{frame.name}' is not valid. "
                f"{bad.expected}",
            )
            frame.kept.append(self.kept_attribute(frame, field.name, text, "not a valid value"))

    # --- closing

    def close(self, frame: _Frame) -> Any:
        if frame.spoiled:
            return None
        if frame.form:
            return self.close_structure(frame, frame.form)
        return self.read_text(frame, frame.field) if frame.field else None

    def read_text(self, frame: _Frame, field: Field) -> Any:
        try:
            return field.read("".join(frame.pieces))
        except BadText as bad:
            what = f"The value of element '{frame.name}' is not valid. {bad.expected}"
            self.note_at(frame, bad.code, what)
            frame.spoiled = "not a valid value"
            return None

    def close_structure(self, frame: _Frame, form: Form) -> Any:
        if form.content is Content.FLAGS:
            return frozenset(frame.values)
        if form.text:
            value = self.read_text(frame, form.text)
            if frame.spoiled:
                return None
            frame.values["value"] = value
        self.check_complete(frame, form)
        values = frame.values
        for name, value in values.items():
            if type(value) is list:
                values[name] = tuple(value)
        if not form.essential <= values.keys():
            frame.spoiled = "incomplete"
            return None
        return form.struct(**values, unknown=tuple(frame.kept))

    def check_complete(self, frame: _Frame, form: Form) -> None:
        last = len(form.children)
        missing = _skipped_required(form, frame.at, last)
        if form.content is Content.ONE_OF:
            missing = not frame.seen
        if missing:
            expected = _expected(form, frame)
            self.note(
                frame.name,
                "cvc-complex-type.2.4.b",
                f"The content of element '{frame.name}' is not complete. "
                f"One of {list_expected(expected)} is expected.",
            )

    # --- noting and keeping

    def note(self, element: str, code: str, message: str) -> None:
        line, column = self.position()
        self.add(SchemaError(line=line, column=column, element=element, code=code, message=message))

    def position(self) -> tuple[int, int]:
        """Return where the parser stands; a byte order mark is no column to people."""
        line, column = position_of(self.parser)
        return line, column - (line == 1 and self.seen.startswith(BYTE_ORDER_MARK))

    def note_at(self, frame: _Frame, code: str, message: str) -> None:
        self.add(
            SchemaError(
                line=frame.line,
                column=frame.column,
                element=frame.name,
                code=code,
                message=message,
            )
        )

    def add(self, error: SchemaError) -> None:
        if len(self.errors) < self.limits.listed_errors:
            self.errors.append(error)

    def note_unexpected(self, parent: _Frame, form: Form, name: str) -> None:
        expected = _expected(form, parent)
        if len(self.errors) >= self.limits.listed_errors:
            return
        found = f"Invalid content was found starting with element '{_shown(name)}'."
        if expected:
            what = f"{found} One of {list_expected(expected)} is expected."
            self.note(name, "cvc-complex-type.2.4.a", what)
        else:
            what = f"{found} No child element is expected at this point."
            self.note(name, "cvc-complex-type.2.4.d", what)

    def refuse_child_of_text(self, parent: _Frame, name: str) -> None:
        what = f"Element '{parent.name}' must have no element [children], but has"
        self.note(name, "cvc-complex-type.2.2", f"{what} '{_shown(name)}'.")
        parent.spoiled = "has elements where only text is allowed"

    def refuse_text(self, frame: _Frame, form: Form, text: str) -> None:
        line, column = _start_of_text(text, *self.position())
        code = "cvc-complex-type.2.3"
        what = f"Element '{frame.name}' cannot have character [children]; only elements."
        if form.content is Content.EMPTY:
            code = "cvc-complex-type.2.1"
            what = f"Element '{frame.name}' must have no character or element [children]."
        self.add(SchemaError(line=line, column=column, element=frame.name, code=code, message=what))
        frame.kept.append(
            Unknown(name="#text", raw=text, line=line, column=column, why="no text is allowed here")
        )

    def kept_attribute(self, frame: _Frame, name: str, text: str, why: str) -> Unknown:
        raw = f"{name}={quoteattr(text)}"
        return Unknown(name=f"@{name}", raw=raw, line=frame.line, column=frame.column, why=why)

    def keep_source(self, frame: _Frame, parent: _Frame) -> None:
        raw = self.seen[frame.start : self.end_of(frame)].decode("utf-8", "replace")
        parent.kept.append(
            Unknown(
                name=frame.name, raw=raw, line=frame.line, column=frame.column, why=frame.spoiled
            )
        )

    def end_of(self, frame: _Frame) -> int:
        """Return the index after the element that just ended.

        Expat stands at the start of `</name>`, but after `<name/>`.
        """
        index = self.parser.CurrentByteIndex
        if not frame.filled and self.seen[index - 2 : index] == b"/>":
            return index
        return self.seen.index(b">", index) + 1


def _start_of_text(text: str, line: int, column: int) -> tuple[int, int]:
    """Return where a text begins, given where the markup after it stands.

    Expat hands over text when it meets the markup that ends it. The line is exact; so is the
    column where the text begins a line or is all on one.
    """
    words = text.lstrip(_WHITESPACE)
    blanks = text[: len(text) - len(words)]
    if "\n" in blanks:
        column = len(blanks) - blanks.rindex("\n")
    else:
        column = 1 if "\n" in text else column - len(words)
    return line - words.count("\n"), column


def _store(parent: _Frame, field: Field, value: Any) -> None:
    if field.repeatable:
        parent.values.setdefault(field.attribute, []).append(value)
    else:
        parent.values[field.attribute] = value


def _locate(parent: _Frame, frame: _Frame, field: Field) -> None:
    number = f"[{len(parent.values[field.attribute])}]" if field.repeatable else ""
    path = f".{field.name}{number}"
    parent.where[path] = (frame.line, frame.column)
    for below, place in frame.where.items():
        parent.where[path + below] = place


def _skipped_required(form: Form, at: int, order: int) -> bool:
    return any(field.required and at < field.order < order for field in form.children.values())


def _expected(form: Form, frame: _Frame) -> tuple[str, ...]:
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


def _shown(name: str) -> str:
    """Shorten a name, and write its namespace in braces."""
    uri, _, local = name.rpartition(NAMESPACE_SEPARATOR)
    full = f"{{{uri}}}{local}" if uri else local
    return full if len(full) <= _LONGEST_NAME else full[:_LONGEST_NAME] + "..."
