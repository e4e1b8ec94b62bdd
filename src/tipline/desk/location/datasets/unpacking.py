"""Open a file that may be packed with gzip or xz, in bounded memory whatever its head claims."""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from tipline.desk.location.datasets.errors import BadDataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_MOST_XZ_MEMORY = 256 << 20  # bytes; xz at its strongest setting takes 65 MiB
_CHUNK = 1 << 16


@contextmanager
def open_unpacked(path: Path) -> Iterator[io.BufferedReader]:
    """Open a file for its unpacked bytes; reading them raises BadDataset where it breaks off."""
    with path.open("rb") as raw:
        head = raw.read(len(_XZ))
        raw.seek(0)
        if head.startswith(_GZIP):
            yield io.BufferedReader(_Unpacked(gzip.GzipFile(fileobj=raw).read, path.name))
        elif head == _XZ:
            yield io.BufferedReader(_Unpacked(_Xz(raw).read, path.name))
        else:
            yield raw


class _Unpacked(io.RawIOBase):
    """Bytes as they are unpacked; whatever is wrong with the packed ones is one kind of error."""

    def __init__(self, read: Callable[[int], bytes], name: str) -> None:
        self._read = read
        self._name = name

    def readable(self) -> bool:
        """Say yes, as io asks."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # of all buffers, those that io hands over
        """Fill the buffer with what comes next; 0 at the end."""
        try:
            unpacked = self._read(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError) as error:
            raise BadDataset(
                f"{self._name} is packed and cannot be unpacked to its end ({error}). Fetch it"
                " again."
            ) from error
        buffer[: len(unpacked)] = unpacked
        return len(unpacked)


class _Xz:
    """The streams of an xz file; lzma.open would take as much memory as their heads ask."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_XZ_MEMORY)

    def read(self, size: int) -> bytes:
        """Return at most `size` unpacked bytes, none at the end of the last stream."""
        while True:
            packed = b""
            if self._unpacker.eof:
                packed = self._unpacker.unused_data or self._packed.read(_CHUNK)
                if not packed:
                    return b""
                self._unpacker = lzma.LZMADecompressor(memlimit=_MOST_XZ_MEMORY)
            elif self._unpacker.needs_input:
                packed = self._packed.read(_CHUNK)
                if not packed:
                    raise EOFError("it ends too early")
            if unpacked := self._unpacker.decompress(packed, max_length=size):
                return unpacked
