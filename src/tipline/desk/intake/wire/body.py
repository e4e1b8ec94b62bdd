"""Read a request's body: never more than asked for, and never a broken one as a whole one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.types import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

CHUNK_BYTES = 256 * 1024

# A client that is still sending when it is refused reads the answer only after it has sent.
DRAIN_BYTES = 64 * 1024 * 1024


class BodyBroken(Exception):
    """The client went away, or the body ended before it was whole."""


class Readable(Protocol):
    """Anything that gives bytes until it gives none."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


class Body:
    """The body of one request, counted against the length that was declared."""

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._input: Readable = environ["wsgi.input"]
        declared = environ.get("CONTENT_LENGTH") or None
        chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
        self._declared = (
            int(declared) if declared and declared.isdigit() else 0 if not chunked else None
        )
        self.received = 0
        self._ended = False

    def read(self, size: int = CHUNK_BYTES, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end. Raises BodyBroken."""
        if self._ended or size <= 0:
            return b""
        chunk = self._take(size)
        self.received += len(chunk)
        if not chunk or self.received == self._declared:
            self._ended = True
        if not chunk and self._declared is not None and self.received < self._declared:
            raise BodyBroken(f"{self.received} of {self._declared} bytes came.")
        return chunk

    def read_all(self, limit: int) -> bytes:
        """Return the whole body. Raises Refused above `limit` bytes, BodyBroken when cut short."""
        if self._declared is not None and self._declared > limit:
            raise _too_large(limit)
        chunks: list[bytes] = []
        while chunk := self.read(min(CHUNK_BYTES, limit + 1 - self.received)):
            chunks.append(chunk)
            if self.received > limit:
                raise _too_large(limit)
        return b"".join(chunks)

    def drain(self) -> None:
        """Read and forget the rest, up to a bound, so that the client gets to read its answer."""
        end = self.received + DRAIN_BYTES
        try:
            while self.received < end and self.read():
                pass
        except BodyBroken:
            return

    def _take(self, size: int) -> bytes:
        left = size if self._declared is None else min(size, self._declared - self.received)
        try:
            return self._input.read(left) if left else b""
        except OSError as error:
            raise BodyBroken(str(error)) from error


def _too_large(limit: int) -> Refused:
    return Refused(
        Code.INVALID_REQUEST,
        f"The body passes {limit} bytes, the most that this call reads. Files go to /upload,"
        " which has no limit.",
        http_status=413,
    )
