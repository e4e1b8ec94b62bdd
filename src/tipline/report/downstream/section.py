"""Takes values out of loosely made JSON, and notes everything that was left or did not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.report.schema.datatypes import FORBIDDEN_IN_XML, BadText, read_boolean, reader_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.report.schema.shapes import Kind


class Note(msgspec.Struct, frozen=True, gc=False):
    """Something of the source that is not in the report: where it stands, and why."""

    key: str
    text: str


class Section:
    """One object of the source. Whatever is not taken from it by the end is noted."""

    def __init__(self, source: Any, key: str, notes: list[Note]) -> None:
        self.key = key
        self.notes = notes
        self._left: dict[str, Any] = dict(source) if isinstance(source, dict) else {}
        if source is not None and not isinstance(source, dict):
            self.note("", "an object is expected here; it was left out")

    def note(self, name: str, text: str) -> None:
        """Note something about a key of this section."""
        self.notes.append(Note(".".join(part for part in (self.key, name) if part), text))

    def note_if_said(self, name: str, text: str) -> None:
        """Take a key that has no field, and note it where it says something."""
        if self._left.pop(name, None) not in (None, ""):
            self.note(name, text)

    def section(self, name: str) -> Section:
        """Take an object; one that is missing is empty."""
        return Section(self._left.pop(name, None), self._below(name), self.notes)

    def sections(self, name: str) -> Iterator[Section]:
        """Take a list of objects, one after the other; a single object counts as a list of one."""
        taken = self._left.pop(name, None)
        several = taken if isinstance(taken, list) else [] if taken is None else [taken]
        for number, one in enumerate(several, start=1):
            if one is not None:
                section = Section(one, f"{self._below(name)}[{number}]", self.notes)
                yield section
                section.close()

    def text(self, name: str) -> str | None:
        """Take a text; a number counts as one, null and blanks as nothing."""
        taken = self._left.pop(name, None)
        if isinstance(taken, bool) or not isinstance(taken, str | int | float | None):
            self.note(name, "text is expected here; it was left out")
            return None
        text = "" if taken is None else str(taken)
        if FORBIDDEN_IN_XML.search(text):
            self.note(name, "it has characters that a report cannot hold; they were replaced")
            text = FORBIDDEN_IN_XML.sub("\ufffd", text)
        return text if text.strip() else None

    def value(self, name: str, kind: Kind) -> Any:
        """Take a text of this kind, or nothing; what does not fit is noted."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return reader_of(kind)(text)
        except BadText as bad:
            self.note(name, f"it was left out: {bad.expected}")
            return None

    def claim(self, name: str) -> bool | None:
        """Take true or false; null and silence stay None, because nothing was said."""
        taken = self._left.pop(name, None)
        if taken is None or isinstance(taken, bool):
            return taken
        try:
            return read_boolean(str(taken).lower())
        except BadText:
            self.note(name, "true, false or null is expected here; it was left out")
            return None

    def close(self) -> None:
        """Note every key that was not taken and says something."""
        for name, left in self._left.items():
            if left not in (None, "", [], {}):
                self.note(name, "the report language has no field for it")
        self._left = {}

    def _below(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name


def joined(section: Section, name: str) -> str | None:
    """Take a list of `{value}` and join the texts by line."""
    values = [one.text("value") for one in section.sections(name)]
    return "\n".join(value for value in values if value) or None
