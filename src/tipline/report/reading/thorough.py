"""Reads any document, names every schema error, and keeps what it cannot place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.report.reading.frames import (
    Frame,
    has_skipped_required,
    list_followers,
    locate,
    store,
)
from tipline.report.reading.objections import WHITESPACE, Objections, shown
from tipline.report.reading.source import (
    NAMESPACE_SEPARATOR,
    Readable,
    feed,
    make_parser,
    refuse_size,
)
from tipline.report.schema.compiled import Content, Field, Form, form_of
from tipline.report.schema.datatypes import BadText, list_expected

if TYPE_CHECKING:
    from tipline.report.reading.limits import Limits
    from tipline.report.reading.parsed import SchemaError
    from tipline.report.schema.shapes import Version

_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_HINTS = {
    f"{_SCHEMA_INSTANCE}{NAMESPACE_SEPARATOR}{name}"
    for name in ("schemaLocation", "noNamespaceSchemaLocation")
}


def read_thoroughly(
    source: bytes | Readable, root: str, version: Version, limits: Limits
) -> tuple[Any, tuple[SchemaError, ...], bytes]:
    """Read a document with this root; returns value (or None), errors and the bytes read."""
    reader = _Reader(form_of(root, version), limits)
    feed(reader.parser, source, limits, reader.seen)
    return reader.model, tuple(reader.objections.errors), bytes(reader.seen)


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
        self.frames: list[Frame] = []
        self.seen = bytearray()
        self.elements = 0
        self.model: Any = None
        self.parser = make_parser()
        self.objections = Objections(self.parser, self.seen, limits.listed_errors)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    # --- what expat calls

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_limits(attributes)
        frame = self.open(name)
        frame.line, frame.column = self.objections.position()
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
        elif form and (form.content is Content.EMPTY or text.strip(WHITESPACE)):
            self.objections.refuse_text(frame, form, text)

    def end(self, _name: str) -> None:
        frame = self.frames.pop()
        parent = self.frames[-1] if self.frames else None
        value = self.close(frame)
        if parent is None:
            self.model = value
            self.where = {"": (frame.line, frame.column), **frame.where}
        elif frame.spoiled:
            parent.kept.append(self.objections.kept_source(frame))
        elif frame.field:
            store(parent, frame.field, value)
            if self.locating:
                locate(parent, frame, frame.field)

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

    def open(self, name: str) -> Frame:
        if not self.frames:
            return self.open_root(name)
        parent = self.frames[-1]
        parent.filled = True
        if parent.form is None:
            if parent.field and not parent.spoiled:
                self.objections.refuse_child_of_text(parent, name)
            return Frame(name, None, None)
        frame = self.place(parent, parent.form, name)
        if frame.field and frame.field.form:
            frame.form = frame.field.form
        return frame

    def open_root(self, name: str) -> Frame:
        if name == self.root.name:
            return Frame(name, None, self.root)
        self.objections.note(
            name,
            "cvc-elt.1",
            f"Cannot find the declaration of element '{shown(name)}'. "
            f"'{self.root.name}' is expected as the root of this document (R-01).",
        )
        return Frame(name, None, None)

    def place(self, parent: Frame, form: Form, name: str) -> Frame:
        field = form.children.get(name)
        if form.content in {Content.TEXT, Content.EMPTY}:
            self.objections.refuse_child_of_text(parent, name)
            return Frame(name, None, None)
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
            self.objections.note_unexpected(parent, form, name)
        elif has_skipped_required(form, parent.at, order):
            self.objections.note_unexpected(parent, form, name)
        parent.at = max(parent.at, order)
        parent.seen.add(order)
        return Frame(name, field, None)

    def misplaced(self, parent: Frame, form: Form, name: str, why: str) -> Frame:
        self.objections.note_unexpected(parent, form, name)
        frame = Frame(name, None, None)
        frame.spoiled = why
        return frame

    def read_attributes(self, frame: Frame, attributes: dict[str, str]) -> None:
        known = frame.form.attributes if frame.form else {}
        owner = frame if frame.form else self.frames[-2]
        for name, text in attributes.items():
            field = known.get(name)
            if field is not None:
                self.read_attribute(frame, field, text)
            elif name not in _HINTS:
                what = f"Attribute '{shown(name)}' is not allowed to appear in element"
                self.objections.note(
                    frame.name, "cvc-complex-type.3.2.2", f"{what} '{frame.name}'."
                )
                owner.kept.append(
                    self.objections.kept_attribute(frame, name, text, "no such attribute here")
                )
        for name, field in known.items():
            if field.required and name not in attributes:
                what = f"Attribute '{name}' must appear on element '{frame.name}'."
                self.objections.note(frame.name, "cvc-complex-type.4", what)

    def read_attribute(self, frame: Frame, field: Field, text: str) -> None:
        try:
            frame.values[field.attribute] = field.read(text)
            frame.where[f".@{field.name}"] = (frame.line, frame.column)
        except BadText as bad:
            self.objections.note(
                frame.name,
                "cvc-attribute.3",
                f"The value of attribute '{field.name}' on element '{frame.name}' is not valid. "
                f"{bad.expected}",
            )
            frame.kept.append(
                self.objections.kept_attribute(frame, field.name, text, "not a valid value")
            )

    # --- closing

    def close(self, frame: Frame) -> Any:
        if frame.spoiled:
            return None
        if frame.form:
            return self.close_structure(frame, frame.form)
        return self.read_text(frame, frame.field) if frame.field else None

    def read_text(self, frame: Frame, field: Field) -> Any:
        try:
            return field.read("".join(frame.pieces))
        except BadText as bad:
            what = f"The value of element '{frame.name}' is not valid. {bad.expected}"
            self.objections.note_at(frame, bad.code, what)
            frame.spoiled = "not a valid value"
            return None

    def close_structure(self, frame: Frame, form: Form) -> Any:
        if form.content is Content.FLAGS:
            # A set of flags has no room for what was not understood; what it stands in has.
            self.frames[-1].kept.extend(frame.kept)
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

    def check_complete(self, frame: Frame, form: Form) -> None:
        last = len(form.children)
        missing = has_skipped_required(form, frame.at, last)
        if form.content is Content.ONE_OF:
            missing = not frame.seen
        if missing:
            expected = list_followers(form, frame)
            self.objections.note(
                frame.name,
                "cvc-complex-type.2.4.b",
                f"The content of element '{frame.name}' is not complete. "
                f"One of {list_expected(expected)} is expected.",
            )
