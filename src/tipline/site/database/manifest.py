"""List what a backup holds, so that a restore can tell whether it is whole."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.site.database.errors import DatabaseError

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"
CHUNK_BYTES = 1 << 20


class FileInBackup(msgspec.Struct, frozen=True, kw_only=True):
    """One file: path inside the backup, SHA-256 in hex, size in bytes."""

    path: str
    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds, and of which install and version."""

    made_at: datetime
    tipline_version: str
    server_version: str
    key_fingerprint: str
    rows: dict[str, int]
    files: tuple[FileInBackup, ...]


class DamagedBackup(DatabaseError):
    """The backup is not what its manifest says."""


def fingerprint(blind_index_key: bytes) -> str:
    """Tell an install's blind-index key from others' without giving it away."""
    return hashlib.sha256(b"tipline blind-index key:" + blind_index_key).hexdigest()[:16]


def read_manifest(folder: Path) -> Manifest:
    """Read a backup's manifest. Raises DamagedBackup when there is none."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise DamagedBackup(
            f"{folder} holds no readable {MANIFEST}, so it is no backup of tipline db backup."
        ) from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise DamagedBackup, naming the files, unless every file is there and unchanged."""
    damaged = [file.path for file in manifest.files if not _is_as_listed(folder, file)]
    if damaged:
        raise DamagedBackup(
            f"{len(damaged)} of {len(manifest.files)} files in {folder} are missing or changed:"
            f" {', '.join(damaged[:5])}. Nothing was restored; use another backup."
        )


def copy_file(source: Path, target: Path) -> FileInBackup:
    """Copy one file, hashing what is copied; memory stays flat."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            writer.write(chunk)
    return FileInBackup(path=target.name, sha256=digest.hexdigest(), size=size)


def hash_file(path: Path) -> tuple[str, int]:
    """Return a file's SHA-256 in hex and its size in bytes; memory stays flat."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return digest.hexdigest(), os.fstat(file.fileno()).st_size


def _is_as_listed(folder: Path, file: FileInBackup) -> bool:
    path = folder / file.path
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        return inside and hash_file(path) == (file.sha256, file.size)
    except OSError:
        return False
