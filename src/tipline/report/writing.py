"""Writes a value as XML that the schema accepts, in the order that it demands, or says why not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tipline.report.errors import CannotWrite
from tipline.report.schema.compiled import Content, Field, Form, form_of
from tipline.report.schema.datatypes import FORBIDDEN_IN_XML, BadText
from tipline.report.schema.shapes import Version
from tipline.report.types import FileDetails, Report, ReportDoneResponse, ReportResponse

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOTS: dict[type, str] = {
    Report: "report",
    FileDetails: "fileDetails",
    ReportResponse: "reportResponse",
    ReportDoneResponse: "reportDoneResponse",
}
_STANDALONE = {ReportResponse, ReportDoneResponse}
# Read back, a bare carriage return becomes a line feed, and in attributes all become blanks.
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_TEXT_SPECIAL = re.compile("[&<>\r]")
_ATTRIBUTE_SPECIAL = re.compile('[&<>"\r\n\t]')

Document = Report | FileDetails | ReportResponse | ReportDoneResponse


def write_xml(
    document: Document,
    *,
    version: Version = Version.V2026_08,
    indent: bool = False,
    allow_missing: bool = False,
) -> bytes:
    """Write a document as UTF-8, one line per element with `indent`, otherwise without blanks.

    What it writes is valid by the schema of this version: raises CannotWrite, naming the field,
    for a missing compulsory field, a value outside its kind, a field that this version lacks, or
    a character that XML cannot hold. What is in `unknown` is not written. With `allow_missing` a
    missing compulsory field is left out, for a report that came in another form and is held as
    it is; what is written is then not valid, but reads back to the same value.
    """
    root = _ROOTS[type(document)]
    standalone = ' standalone="yes"' if type(document) in _STANDALONE else ""
    out = [f'<?xml version="1.0" encoding="UTF-8"{standalone}?>\n']
    writer = _Writer(out.append, indent=indent, allow_missing=allow_missing)
    writer.structure(form_of(root, version), root, document, root, 0)
    return "".join(out).encode("utf-8")


class _Writer:
    def __init__(self, put: Callable[[str], None], *, indent: bool, allow_missing: bool) -> None:
        self.put = put
        self.allow_missing = allow_missing
        self.indent = indent

    def structure(self, form: Form, name: str, value: Any, path: str, depth: int) -> None:
        _check_fields(form, value, path)
        self.put(f"<{name}{self.attributes(form, value, path)}")
        if form.text:
            text = _format(form.text, value.value, path)
            self.put(f">{_escape_text(text)}</{name}>")
        elif form.content is Content.FLAGS:
            self.flags(form, name, value, path, depth)
        else:
            self.children(form, name, value, path, depth)

    def attributes(self, form: Form, value: Any, path: str) -> str:
        written = ""
        for field in form.attributes.values():
            given = getattr(value, field.attribute)
            if given is not None:
                text = _format(field, given, f"{path}.@{field.name}")
                written += f' {field.name}="{_escape_attribute(text)}"'
            elif field.required and not self.allow_missing:
                raise CannotWrite(f"{path}.@{field.name}", "the schema requires it")
        return written

    def flags(self, form: Form, name: str, value: frozenset[str], path: str, depth: int) -> None:
        known = [flag for flag in form.children if flag in value]
        if len(known) < len(value):
            extra = min(value - set(known))
            raise CannotWrite(f"{path}.{extra}", "this version of the schema has no such flag")
        self.body(name, depth, [f"<{flag}/>" for flag in known])

    def body(self, name: str, depth: int, lines: list[str]) -> None:
        if not lines:
            self.put("/>")
            return
        self.put(">")
        for line in lines:
            self.break_line(depth + 1)
            self.put(line)
        self.break_line(depth)
        self.put(f"</{name}>")

    def children(self, form: Form, name: str, value: Any, path: str, depth: int) -> None:
        opened = False
        for field in form.children.values():
            given = getattr(value, field.attribute)
            if given is None or given == ():
                if field.required and not self.allow_missing:
                    raise CannotWrite(f"{path}.{field.name}", "the schema requires it")
                continue
            if not opened:
                self.put(">")
                opened = True
            self.field(field, given, f"{path}.{field.name}", depth + 1)
        if opened:
            self.break_line(depth)
            self.put(f"</{name}>")
        else:
            self.put("/>")

    def field(self, field: Field, given: Any, path: str, depth: int) -> None:
        if field.repeatable:
            for number, one in enumerate(given, start=1):
                self.element(field, one, f"{path}[{number}]", depth)
        else:
            self.element(field, given, path, depth)

    def element(self, field: Field, value: Any, path: str, depth: int) -> None:
        self.break_line(depth)
        if field.form:
            self.structure(field.form, field.name, value, path, depth)
        else:
            text = _escape_text(_format(field, value, path))
            self.put(f"<{field.name}>{text}</{field.name}>")

    def break_line(self, depth: int) -> None:
        if self.indent:
            self.put("\n" + "  " * depth)


def _check_fields(form: Form, value: Any, path: str) -> None:
    for name in form.lacking:
        if getattr(value, name) not in (None, ()):
            raise CannotWrite(f"{path}.{name}", "this element has no such field in this version")
    for one, other in form.exclusive:
        if (
            getattr(value, one.attribute) is not None
            and getattr(value, other.attribute) is not None
        ):
            raise CannotWrite(f"{path}.{other.name}", f"excluded by {one.name}")
    if form.content is Content.ONE_OF:
        given = [f.name for f in form.children.values() if getattr(value, f.attribute) is not None]
        if len(given) != 1:
            raise CannotWrite(path, f"exactly one child is expected, not {len(given)}")


def _format(field: Field, value: Any, path: str) -> str:
    try:
        text = field.write(value)
    except BadText as bad:
        raise CannotWrite(path, bad.expected) from None
    if FORBIDDEN_IN_XML.search(text):
        raise CannotWrite(path, "it has a character that XML cannot hold")
    return text


def _escape_text(text: str) -> str:
    if _TEXT_SPECIAL.search(text):
        return _TEXT_SPECIAL.sub(lambda match: _IN_TEXT[match[0]], text)
    return text


def _escape_attribute(text: str) -> str:
    if _ATTRIBUTE_SPECIAL.search(text):
        return _ATTRIBUTE_SPECIAL.sub(lambda match: _IN_ATTRIBUTE[match[0]], text)
    return text
