"""Write a stream to disk under its SHA-256 and give it back; sealed means durable.

Promise: memory stays flat whatever the size, and a key that was returned survives power loss.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol

import msgspec

from tipline.trust.home import private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CHUNK_BYTES = 1 << 20
KEY = re.compile("[0-9a-f]{64}")


class VaultFull(Exception):
    """The disk under the vault has no room for what was being sealed."""


class NotSealed(Exception):
    """Nothing is sealed under this key."""


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """What was sealed: hashes in lower-case hex, size in bytes, and the key to open it by."""

    sha256: str
    md5: str
    size: int
    key: str


class Readable(Protocol):
    """Anything that gives bytes until it gives none."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


def seal(stream: Readable | Iterable[bytes]) -> Sealed:
    """Write a stream to the vault; return when its bytes and its folder entry are on the disk.

    The same content twice is kept once. Raises VaultFull, with nothing left behind, when the
    disk has no room.
    """
    draft = private_folder("vault", "drafts") / secrets.token_hex(16)
    try:
        sealed = _write(draft, stream)
        _move_into_place(draft, sealed.key)
    except OSError as error:
        draft.unlink(missing_ok=True)
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise _full(draft.parent) from error
        raise
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return sealed


def open_sealed(key: str) -> BinaryIO:
    """Open what is sealed under a key, for reading. Raises NotSealed when nothing is."""
    path = _path(key)
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise NotSealed(f"The vault holds nothing under the key {key}.") from error


def _chunks(stream: Readable | Iterable[bytes]) -> Iterable[bytes]:
    read = getattr(stream, "read", None)
    return iter(lambda: read(CHUNK_BYTES), b"") if read else stream  # type: ignore[return-value]


def _write(draft: Path, stream: Readable | Iterable[bytes]) -> Sealed:
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    size = 0
    with _create(draft) as file:
        for chunk in _chunks(stream):
            sha256.update(chunk)
            md5.update(chunk)
            file.write(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    digest = sha256.hexdigest()
    return Sealed(sha256=digest, md5=md5.hexdigest(), size=size, key=digest)


def _create(draft: Path) -> IO[bytes]:
    return os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _path(key: str) -> Path:
    if not KEY.fullmatch(key):
        raise NotSealed(f"{key!r} is no key of the vault: 64 hexadecimal digits are.")
    return private_folder("vault", key[:2]) / key


def _move_into_place(draft: Path, key: str) -> None:
    path = _path(key)
    draft.replace(path)
    for folder in (path.parent, path.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _full(folder: Path) -> VaultFull:
    free = shutil.disk_usage(folder).free
    return VaultFull(
        f"The disk under {folder} has {free} bytes free, too few for this file."
        " Free or add space; nothing of the file was kept."
    )
