"""What is wrong with a document, and what of it has no field: where, why, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from tipline.report.reading.frames import list_followers
from tipline.report.reading.parsed import SchemaError
from tipline.report.reading.source import (
    BYTE_ORDER_MARK,
    NAMESPACE_SEPARATOR,
    position_of,
)
from tipline.report.schema.compiled import Content
from tipline.report.schema.datatypes import list_expected
from tipline.report.types.values import Unknown

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

    from tipline.report.reading.frames import Frame
    from tipline.report.schema.compiled import Form

WHITESPACE = " \t\n\r"
_LONGEST_NAME = 100


class Objections:
    """Collects schema errors up to a number, in the words of the real server's validator.

    No message repeats a value: values can be personal, and messages are logged.
    """

    def __init__(self, parser: XMLParserType, seen: bytearray, most: int) -> None:
        self.parser = parser
        self.seen = seen
        self.most = most
        self.errors: list[SchemaError] = []

    def note(self, element: str, code: str, message: str) -> None:
        """Note an error where the parser stands."""
        line, column = self.position()
        self.add(SchemaError(line=line, column=column, element=element, code=code, message=message))

    def position(self) -> tuple[int, int]:
        """Return where the parser stands; a byte order mark is no column to people."""
        line, column = position_of(self.parser)
        return line, column - (line == 1 and self.seen.startswith(BYTE_ORDER_MARK))

    def note_at(self, frame: Frame, code: str, message: str) -> None:
        """Note an error where the element began."""
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
        """Add an error, while there are not too many."""
        if len(self.errors) < self.most:
            self.errors.append(error)

    def note_unexpected(self, parent: Frame, form: Form, name: str) -> None:
        """Note an element that may not come now, and what may."""
        expected = list_followers(form, parent)
        if len(self.errors) >= self.most:
            return
        found = f"Invalid content was found starting with element '{shown(name)}'."
        if expected:
            what = f"{found} One of {list_expected(expected)} is expected."
            self.note(name, "cvc-complex-type.2.4.a", what)
        else:
            what = f"{found} No child element is expected at this point."
            self.note(name, "cvc-complex-type.2.4.d", what)

    def refuse_child_of_text(self, parent: Frame, name: str) -> None:
        """Note an element where only text may stand; what it stands in is spoiled."""
        what = f"Element '{parent.name}' must have no element [children], but has"
        self.note(name, "cvc-complex-type.2.2", f"{what} '{shown(name)}'.")
        parent.spoiled = "has elements where only text is allowed"

    def refuse_text(self, frame: Frame, form: Form, text: str) -> None:
        """Note text where only elements may stand, and keep it."""
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

    def kept_attribute(self, frame: Frame, name: str, text: str, why: str) -> Unknown:
        """Keep an attribute."""
        raw = f"{name}={quoteattr(text)}"
        return Unknown(name=f"@{name}", raw=raw, line=frame.line, column=frame.column, why=why)

    def kept_source(self, frame: Frame) -> Unknown:
        """Keep the source of the element that just ended."""
        raw = self.seen[frame.start : self.end_of(frame)].decode("utf-8", "replace")
        return Unknown(
            name=frame.name, raw=raw, line=frame.line, column=frame.column, why=frame.spoiled
        )

    def end_of(self, frame: Frame) -> int:
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
    words = text.lstrip(WHITESPACE) or text
    blanks = text[: len(text) - len(words)]
    if "\n" in blanks:
        column = len(blanks) - blanks.rindex("\n")
    else:
        column = 1 if "\n" in text else column - len(words)
    return line - words.count("\n"), column


def shown(name: str) -> str:
    """Shorten a name, and write its namespace in braces."""
    uri, _, local = name.rpartition(NAMESPACE_SEPARATOR)
    full = f"{{{uri}}}{local}" if uri else local
    return full if len(full) <= _LONGEST_NAME else full[:_LONGEST_NAME] + "..."
