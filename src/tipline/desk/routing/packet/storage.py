"""Write a packet as a folder or as a zip of the same bytes each time, and read either back."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tipline.desk.routing.packet.manifest import NAME, BadManifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tipline.desk.routing.packet.types import PacketFile

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name
_MOST_FILES = 100_000
_MOST_BYTES = 4 * 1024**3
_CHUNK = 1 << 20


class PacketExists(Exception):
    """Something stands already where a packet was to be written."""

    exit_code = 2


class NoPacket(Exception):
    """There is no packet, or one that cannot be read."""

    exit_code = 2


def check_free(out: Path) -> None:
    """Raise PacketExists unless nothing stands at a path, or an empty folder."""
    empty = out.is_dir() and not any(out.iterdir())
    if (out.exists() or out.is_symlink()) and not empty:
        raise PacketExists(f"{out} is there already. Name a new folder or a new .zip file.")


def write_packet(out: Path, files: Sequence[PacketFile], manifest: bytes) -> None:
    """Write files and manifest below a folder, or into a `.zip`; nobody else may read them.

    The manifest comes last: a packet without one is not finished. Raises PacketExists.
    """
    check_free(out)
    if out.suffix == ".zip":
        _write_private(out, zip_packet(files, manifest))
        return
    contents = {file.path: file.content for file in files} | {NAME: manifest}
    for path, content in contents.items():
        place = out / path
        place.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        _write_private(place, content)
    out.chmod(_PRIVATE_FOLDER)


def zip_packet(files: Sequence[PacketFile], manifest: bytes) -> bytes:
    """Return files and manifest as the bytes of a zip, which touch no disk."""
    return _zip({file.path: file.content for file in files} | {NAME: manifest})


def read_packet(place: Path) -> tuple[bytes, Mapping[str, tuple[str, int]]]:
    """Return a packet's manifest, and SHA-256 and size of every other file by path.

    Raises NoPacket for what is none, BadManifest for an archive that no packet would be.
    """
    if place.is_dir():
        found = dict(_hash_folder(place))
    elif place.is_file():
        found = dict(_hash_zip(place))
    else:
        raise NoPacket(f"There is no packet at {place}.")
    manifest = found.pop(NAME, None)
    if manifest is None:
        raise NoPacket(f"{place} holds no {NAME}: it is no packet, or one that was not finished.")
    return manifest[2], {path: (digest, size) for path, (digest, size, _) in found.items()}


def _zip(contents: Mapping[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(contents):
            entry = zipfile.ZipInfo(path, date_time=_LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every machine
            entry.external_attr = (stat.S_IFREG | _PRIVATE_FILE) << 16
            archive.writestr(entry, contents[path])
    return raw.getvalue()


def _write_private(place: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(place, flags, _PRIVATE_FILE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _hash_folder(folder: Path) -> Iterator[tuple[str, tuple[str, int, bytes]]]:
    for place in sorted(folder.rglob("*")):
        path = place.relative_to(folder).as_posix()
        if place.is_symlink() or not (place.is_dir() or place.is_file()):
            yield path, ("no plain file", 0, b"")
        elif place.is_file():
            content = place.read_bytes() if path == NAME else b""
            with place.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            yield path, (digest, place.stat().st_size, content)


def _hash_zip(place: Path) -> Iterator[tuple[str, tuple[str, int, bytes]]]:
    try:
        with zipfile.ZipFile(place) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            for entry in entries:
                yield entry.filename, _hash_entry(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NoPacket(f"{place} is no zip that can be read: {error}") from None


def _check_entries(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse what no packet holds before anything of it is unpacked."""
    names = [entry.filename for entry in entries]
    if len(names) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise BadManifest("The zip holds more than a packet can: it was not unpacked.")
    if len(set(names)) != len(names):
        raise BadManifest("The zip holds two files of one name: no packet does.")
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise BadManifest("The zip names a file outside of itself: no packet does.")


def _hash_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[str, int, bytes]:
    digest, size, kept = hashlib.sha256(), 0, []
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if size > entry.file_size:
                raise BadManifest("A file of the zip is longer than it says: no packet's is.")
            if entry.filename == NAME:
                kept.append(chunk)
    return digest.hexdigest(), size, b"".join(kept)
