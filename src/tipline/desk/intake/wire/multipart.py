"""Read multipart/form-data part by part from a stream, holding one chunk and no more.

Promise: a part is whole when its end is reported, and a body without its closing boundary is
never taken for a whole one. The boundary scan itself is python-multipart's.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, cast

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.types import Code
from tipline.desk.intake.wire.body import BodyBroken

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

    from tipline.desk.intake.wire.body import Body

PLAIN_ENCODINGS = {"", "7bit", "8bit", "binary"}
MAX_FIELD_BYTES = 4096
MAX_PARTS = 64


class Part(msgspec.Struct, frozen=True):
    """The head of one part."""

    name: str
    file_name: str | None


def boundary_of(content_type: str) -> bytes | None:
    """Return the boundary when a content type is multipart/form-data, else None."""
    kind, options = parse_options_header(content_type)
    kind_text = kind.decode("latin-1") if isinstance(kind, bytes) else kind
    return options.get(b"boundary") if kind_text == "multipart/form-data" else None


class Multipart:
    """The parts of one body, in order. Read a part to its end before asking for the next."""

    def __init__(self, body: Body, boundary: bytes) -> None:
        self._body = body
        self._events: deque[Part | bytes | None] = deque()
        self._closed = False
        self._parts = 0
        self._header = (bytearray(), bytearray())
        self._headers: dict[str, str] = {}
        try:
            self._parser = MultipartParser(boundary, cast("MultipartCallbacks", self._callbacks()))
        except FormParserError as error:
            raise _malformed(error) from error

    def next_part(self) -> Part | None:
        """Return the next part's head, None after the last. Raises BodyBroken, Refused."""
        while True:
            event = self._next_event()
            if isinstance(event, Part):
                return event
            if event is None and self._closed and not self._events:
                return None

    def read_part(self) -> bytes:
        """Return the part's next bytes, none at its end. Raises BodyBroken, Refused."""
        event = self._next_event()
        return event if isinstance(event, bytes) else b""

    def read_field(self, name: str) -> str:
        """Return the whole text of the current part. Raises Refused when it is long for a field."""
        value = bytearray()
        while chunk := self.read_part():
            value += chunk
            if len(value) > MAX_FIELD_BYTES:
                raise Refused(
                    Code.INVALID_REQUEST,
                    f"The form field {name!r} passes {MAX_FIELD_BYTES} bytes. Send a file in the"
                    " field 'file'.",
                )
        return value.decode("utf-8", "replace").strip()

    def _next_event(self) -> Part | bytes | None:
        while not self._events:
            if self._closed:
                return None
            self._feed()
        return self._events.popleft()

    def _feed(self) -> None:
        chunk = self._body.read()
        if not chunk:
            raise BodyBroken("The multipart body has no closing boundary.")
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _malformed(error) from error

    def _callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_begin": self._begin_header,
            "on_header_field": lambda raw, start, end: self._header[0].extend(raw[start:end]),
            "on_header_value": lambda raw, start, end: self._header[1].extend(raw[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open_part,
            "on_part_data": lambda raw, start, end: self._events.append(bytes(raw[start:end])),
            "on_part_end": lambda: self._events.append(None),
            "on_end": self._close,
        }

    def _begin(self) -> None:
        self._parts += 1
        self._headers = {}
        if self._parts > MAX_PARTS:
            raise Refused(Code.INVALID_REQUEST, f"The form has more than {MAX_PARTS} fields.")

    def _begin_header(self) -> None:
        self._header = (bytearray(), bytearray())

    def _end_header(self) -> None:
        name, value = (bytes(text).decode("utf-8", "replace") for text in self._header)
        self._headers[name.lower()] = value

    def _open_part(self) -> None:
        encoding = self._headers.get("content-transfer-encoding", "").strip().lower()
        if encoding not in PLAIN_ENCODINGS:
            raise Refused(
                Code.MALFORMED_FILE,
                f"A part is encoded as {encoding[:40]!r}. Send its bytes as they are.",
            )
        self._events.append(_part(self._headers.get("content-disposition", "")))

    def _close(self) -> None:
        self._closed = True


def _part(disposition: str) -> Part:
    kind, options = parse_options_header(disposition.encode("utf-8"))
    name = options.get(b"name")
    if kind != b"form-data" or name is None:
        raise Refused(
            Code.INVALID_REQUEST,
            "A part of the form has no name. Give each part the header"
            ' Content-Disposition: form-data; name="...".',
        )
    file_name = options.get(b"filename")
    return Part(_text(name), None if file_name is None else _text(file_name))


def _text(raw: bytes) -> str:
    # parse_options_header gives the bytes of latin-1; what clients send is UTF-8.
    # A database holds no NUL.
    return raw.decode("utf-8", "replace").replace("\0", "�")


def _malformed(error: Exception) -> Refused:
    return Refused(
        Code.INVALID_REQUEST,
        f"The multipart body cannot be read ({error}). Check the boundary and the line ends.",
    )
