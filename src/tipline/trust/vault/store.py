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
from datetime import timedelta
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol

import msgspec

from tipline.trust.home import home, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

CHUNK_BYTES = 1 << 20
FOLDER_DIGITS = 2  # 256 folders, so that none grows beyond what a file system likes
ABANDONED_AFTER = timedelta(days=1)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
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
        if error.errno in NO_ROOM:
            raise _full(draft.parent) from error
        raise
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return sealed


def open_sealed(key: str) -> BinaryIO:
    """Open what is sealed under a key, for reading. Raises NotSealed when nothing is."""
    if not KEY.fullmatch(key):
        raise NotSealed(f"{key!r} is no key of the vault: 64 hexadecimal digits are.")
    try:
        return _path(key).open("rb")
    except FileNotFoundError as error:
        raise NotSealed(f"The vault holds nothing under the key {key}.") from error


def clear_old_drafts(*, now: datetime) -> int:
    """Remove what killed processes left half written; return how many files that were.

    Only what nobody has written to for a day: a slow upload may be anybody's, in any process.
    """
    folder = home() / "vault" / "drafts"
    if not folder.is_dir():
        return 0
    oldest = (now - ABANDONED_AFTER).timestamp()
    old = [draft for draft in folder.iterdir() if draft.stat().st_mtime < oldest]
    for draft in old:
        draft.unlink(missing_ok=True)
    return len(old)


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
    return home() / "vault" / key[:FOLDER_DIGITS] / key


def _move_into_place(draft: Path, key: str) -> None:
    path = _path(key)
    if not path.parent.is_dir():
        private_folder("vault", path.parent.name)
        for parent in (path.parent.parent, home()):
            _sync_folder(parent)
    draft.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
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
