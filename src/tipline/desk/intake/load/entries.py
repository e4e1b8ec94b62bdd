"""Take one entry of an archive: texts into memory up to a bound, files into the vault."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from tipline.desk.intake.load.archive_rules import UnsafeEntry
from tipline.desk.intake.load.packages import MAX_TEXT_BYTES, NOT_SENT, Attachment
from tipline.trust.vault import Sealed, VaultFull, seal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.desk.intake.load.assembling import Assembly
    from tipline.desk.intake.load.packages import Found


def take_entry(assembly: Assembly, name: str, stream: IO[bytes], size: int) -> Iterator[Found]:
    """Read an entry of a declared size into the assembly. Raises UnsafeEntry when the size lies."""
    base = PurePosixPath(name).name
    if base.lower().endswith(".xml"):
        yield from assembly.add_text(name, _read_text(name, stream, size))
    elif not NOT_SENT.fullmatch(base):
        sealed = _seal(name, stream, size)
        attachment = Attachment(name=base, sha256=sealed.sha256, md5=sealed.md5, size=sealed.size)
        yield from assembly.add_attachment(name, attachment)


def _seal(name: str, stream: IO[bytes], size: int) -> Sealed:
    try:
        return seal(Bounded(name, stream, size))
    except VaultFull as full:
        raise UnsafeEntry(name, f"the vault cannot take it ({full})") from full


def _read_text(name: str, stream: IO[bytes], size: int) -> bytes:
    if size > MAX_TEXT_BYTES:
        raise UnsafeEntry(name, f"it passes {MAX_TEXT_BYTES} bytes, too much for a report")
    raw = stream.read(size + 1)
    if len(raw) != size:
        raise UnsafeEntry(name, "it does not have the size that the archive tells")
    return raw


class Bounded:
    """A stream that raises UnsafeEntry unless it gives exactly the bytes that were declared."""

    def __init__(self, name: str, stream: IO[bytes], size: int) -> None:
        self._name = name
        self._stream = stream
        self._left = size

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the declared end."""
        chunk = self._stream.read(min(size, self._left + 1))
        self._left -= len(chunk)
        if self._left < 0 or (not chunk and self._left > 0):
            raise UnsafeEntry(self._name, "it does not have the size that the archive tells")
        return chunk
