"""Names the root of a document without reading the rest of it."""

from __future__ import annotations

from contextlib import suppress
from xml.parsers import expat

from tipline.report.errors import UnreadableXml
from tipline.report.reading.source import make_parser

_FIRST_BYTES = 64 * 1024


class _FoundError(Exception):
    """Stops the parser at the first element."""


def name_root(raw: bytes) -> str | None:
    """Return the name of the first element, or None when none can be found.

    Never raises: reading the document in full says what is wrong with it.
    """
    parser = make_parser()
    names: list[str] = []

    def stop(name: str, _attributes: dict[str, str]) -> None:
        names.append(name)
        raise _FoundError

    parser.StartElementHandler = stop
    with suppress(_FoundError, expat.ExpatError, UnreadableXml):
        parser.Parse(raw[:_FIRST_BYTES], False)
    return names[0] if names else None
