"""Drives expat over untrusted bytes, within limits, and turns its complaints into our errors."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

from tipline.report.errors import (
    MalformedXml,
    RefusedDoctype,
    RefusedEncoding,
    RefusedSize,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from tipline.report.reading.limits import Limits

CHUNK = 64 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# A blank cannot occur in a local name, so `uri name` splits at the last one.
NAMESPACE_SEPARATOR = " "

_OTHER_ENCODINGS = (
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\x00<", "UTF-32"),
    (b"<\x00\x00\x00", "UTF-32"),
    (b"\xfe\xff", "UTF-16"),
    (b"\xff\xfe", "UTF-16"),
    (b"\x00<\x00", "UTF-16"),
    (b"<\x00", "UTF-16"),
    (b"+ADw-", "UTF-7"),
    (b"\x4c\x6f\xa7\x94", "EBCDIC"),
)
_OTHER_STARTS = tuple(start for start, _ in _OTHER_ENCODINGS)
_ACCEPTED_ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii"}
_USE_UTF_8 = "Send the document as UTF-8."


class Readable(Protocol):
    """Something that bytes can be read from, such as an open file or a request body."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, and none at the end."""


def make_parser() -> expat.XMLParserType:
    """Make a parser that resolves namespaces, reads UTF-8 only and refuses a DOCTYPE.

    Its handlers do not know it, so that it is gone with its last user: left to the garbage
    collector, parsers would cost a tenth of the time of reading typical reports.
    """
    # Without a table of names: looking a name up there costs more than making it anew.
    parser = expat.ParserCreate("UTF-8", NAMESPACE_SEPARATOR, None)
    parser.buffer_text = True

    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_encoding
    return parser


def _let_go(parser: expat.XMLParserType) -> None:
    """Part the parser from handlers that know it: only the garbage collector ends such circles."""
    parser.StartDoctypeDeclHandler = None
    parser.StartElementHandler = None
    parser.EndElementHandler = None
    parser.CharacterDataHandler = None


def _refuse_doctype(*_: object, parser: expat.XMLParserType | None = None) -> NoReturn:
    raise RefusedDoctype(
        "The document has a DOCTYPE, which is never read",
        remedy="Send the document without it.",
        **(_here(parser) if parser else {}),
    )


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in _ACCEPTED_ENCODINGS:
        _refuse_encoding(encoding)


def position_of(parser: expat.XMLParserType) -> tuple[int, int]:
    """Return line and column, both from 1, of what the parser stands at."""
    return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1


def _here(parser: expat.XMLParserType) -> dict[str, int]:
    return {"line": parser.CurrentLineNumber, "column": parser.CurrentColumnNumber + 1}


def _refuse_encoding(encoding: str) -> NoReturn:
    raise RefusedEncoding(f"The document is in {encoding[:40]!r}, not UTF-8", remedy=_USE_UTF_8)


def refuse_size(what: str, parser: expat.XMLParserType | None = None) -> NoReturn:
    """Refuse a document that passes a limit."""
    where = _here(parser) if parser else {}
    raise RefusedSize(what, remedy="Send a smaller document, or raise the limit.", **where)


def feed(
    parser: expat.XMLParserType, source: bytes | Readable, limits: Limits, seen: bytearray
) -> None:
    """Feed everything to the parser and append it to `seen`; stops at the first limit passed.

    The parser lets go of its handlers at the end, so that it can be fed once only.
    """
    parser.StartDoctypeDeclHandler = partial(_refuse_doctype, parser=parser)
    try:
        _feed(parser, source, limits, seen)
    except expat.ExpatError as error:
        raise malformed(error) from None
    finally:
        _let_go(parser)


def _feed(
    parser: expat.XMLParserType, source: bytes | Readable, limits: Limits, seen: bytearray
) -> None:
    if isinstance(source, bytes) and len(source) > limits.bytes:
        refuse_size(f"The document has more than {limits.bytes} bytes")
    for chunk in _chunks(source):
        if not seen:
            _check_first_bytes(chunk)
        seen += chunk
        if len(seen) > limits.bytes:
            refuse_size(f"The document has more than {limits.bytes} bytes")
        parser.Parse(chunk, False)
        if len(seen) - parser.CurrentByteIndex > limits.tag_bytes + CHUNK:
            refuse_size(f"A tag has more than {limits.tag_bytes} bytes", parser)
    if not seen:
        raise MalformedXml("The document is empty", remedy="Send one XML document.")
    parser.Parse(b"", True)


def _chunks(source: bytes | Readable) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for start in range(0, len(source), CHUNK):
            yield source[start : start + CHUNK]
    else:
        while chunk := source.read(CHUNK):
            yield chunk


def begins_as_utf_8(raw: bytes) -> bool:
    """Whether the first bytes are none of another encoding, which expat would follow."""
    return not raw.startswith(_OTHER_STARTS)


def _check_first_bytes(chunk: bytes) -> None:
    for start, encoding in _OTHER_ENCODINGS:
        if chunk.startswith(start):
            _refuse_encoding(encoding)


def malformed(error: expat.ExpatError) -> MalformedXml:
    """Turn expat's complaint into ours."""
    text = expat.ErrorString(error.code)
    reason = f"The document is not well-formed XML: {text}"
    remedy = _REMEDIES.get(text or "", "Send one complete, well-formed XML document.")
    return MalformedXml(reason, remedy=remedy, line=error.lineno, column=error.offset + 1)


_REMEDIES = {
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: (
        "Write the character itself; only &amp; &lt; &gt; &apos; &quot; and numbers are known."
    ),
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "Send exactly one document per request.",
    expat.errors.XML_ERROR_NO_ELEMENTS: "The document ends before its first element is complete.",
    expat.errors.XML_ERROR_INVALID_TOKEN: (
        "Write < and & in text as &lt; and &amp;, and leave out bytes that are not UTF-8 and "
        "control characters."
    ),
}
