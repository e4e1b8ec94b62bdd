"""Show the documents of a report as text, line by line; nothing in them is followed or run."""

from __future__ import annotations

import codecs
import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.types import DocumentKind
from tipline.desk.intake.views.masks import make_visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.desk.intake.types import RawDocument

MOST_LINES = 5000  # of one document; a browser still scrolls through that many
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class ShownDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One document as lines of text; `size` is in bytes, `not_shown` counts lines left out."""

    title: str
    received_at: datetime
    size: int
    sha256: str
    lines: tuple[str, ...]
    not_shown: int
    may_harm: bool


def show_documents(documents: Iterable[RawDocument]) -> tuple[ShownDocument, ...]:
    """Put the documents into lines, the report's first, then the details of each file."""
    return tuple(_show(document, number) for number, document in enumerate(documents))


def _show(document: RawDocument, number: int) -> ShownDocument:
    lines = _decode(document.raw).splitlines()
    is_report = document.kind is DocumentKind.REPORT
    return ShownDocument(
        title="The report" if is_report else f"Details of file {number}",
        received_at=document.received_at,
        size=len(document.raw),
        sha256=hashlib.sha256(document.raw).hexdigest(),
        lines=tuple(make_visible(line) for line in lines[:MOST_LINES]),
        not_shown=max(0, len(lines) - MOST_LINES),
        may_harm=b"content" in document.raw,
    )


def _decode(raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith(_UTF_16) else "utf-8-sig"
    return raw.decode(encoding, errors="replace")
