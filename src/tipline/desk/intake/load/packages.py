"""What a source holds: one report with its texts and files, or something that is none."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

REPORT_NAME = "report.xml"
DETAILS_NAME = re.compile(r"([1-9][0-9]{0,8})\.fileDetails\.xml", re.IGNORECASE)
NUMBERED_NAME = re.compile(r"([1-9][0-9]{0,8})\.(?!fileDetails\.xml$).+", re.IGNORECASE)

# No report comes near it; the reader of XML has the same limit (report.DEFAULT_LIMITS).
MAX_TEXT_BYTES = 16 * 1024 * 1024
HASH_CHUNK = 1 << 20

# What file managers leave behind in every folder.
NOT_SENT = re.compile(r"\..*|Thumbs\.db|desktop\.ini|__MACOSX", re.IGNORECASE)

# What copying programs call a file until all of it is there: browsers, sftp clients, rsync.
UNFINISHED = re.compile(
    r".+\.(?:part|partial|filepart|crdownload)|\..+\.[A-Za-z0-9]{6}", re.IGNORECASE
)
_WHEN_WHOLE = "Load it again when it is whole; nothing of it was taken."


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside a report: where its bytes lie now, and what is known of them.

    Bytes of a folder lie in the folder until the report is new; those of an archive were sealed
    into the vault while the archive was read.
    """

    name: str
    sha256: str
    md5: str
    size: int
    folder_path: str | None = None


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One report as it was found: `details` by their number, `attachments` by their names.

    `original` is the JSON that the texts were made from, where they were; `notes`, by key, tell
    what of it the texts do not hold.
    """

    path: str
    report: bytes
    details: tuple[tuple[int, bytes], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    original: bytes | None = None
    sender_name: str = ""
    notes: tuple[tuple[str, str], ...] = ()


class Refusable(msgspec.Struct, frozen=True, kw_only=True):
    """Something at a path that cannot be taken as a report, and why. `raw` is kept aside."""

    path: str
    reason: str
    raw: bytes = b""


class Folder(msgspec.Struct, frozen=True):
    """A folder with a report.xml, not read yet."""

    path: str


class Text(msgspec.Struct, frozen=True):
    """A single XML file, not read yet."""

    path: str


Found = Package | Refusable | Folder | Text


def read_found(found: Found) -> Package | Refusable:
    """Read what was found but not read yet. Never raises for what lies in a file."""
    match found:
        case Folder(path):
            return _guarded(path, lambda: read_folder(path))
        case Text(path):
            return _guarded(path, lambda: Package(path=path, report=read_text(path)))
        case _:
            return found


class TooLarge(Exception):
    """A text passes what any report needs."""


def read_text(path: str) -> bytes:
    """Read a text file. Raises TooLarge, OSError."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  a million times over, twice as fast
        if os.fstat(file.fileno()).st_size > MAX_TEXT_BYTES:
            name = os.path.basename(path)  # noqa: PTH119  likewise
            raise TooLarge(f"{name} passes {MAX_TEXT_BYTES} bytes, too much for a report.")
        return file.read(MAX_TEXT_BYTES)


class StillWritten(Exception):
    """A folder is being written to: what it holds now may be half of a report."""


def read_folder(folder: str) -> Package:
    """Read a report's folder: its texts whole, its files by their hashes only.

    Raises TooLarge, OSError, and StillWritten for one that changes while it is read, or holds
    what a copying program has not finished.
    """
    before = _list_files(folder)
    package = _read_names(folder, sorted(before))
    if unfinished := next(filter(UNFINISHED.fullmatch, before), None):
        raise StillWritten(f"{unfinished} is there, which is not written to its end. {_WHEN_WHOLE}")
    if _list_files(folder) != before:
        raise StillWritten(f"The folder changed while it was read. {_WHEN_WHOLE}")
    return package


def _list_files(folder: str) -> dict[str, tuple[int, int]]:
    """Return size and time of the last change (nanoseconds) of each file, by its name."""
    with os.scandir(folder) as entries:
        files = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
        states = [entry.stat(follow_symlinks=False) for entry in files]
    return {
        entry.name: (state.st_size, state.st_mtime_ns)
        for entry, state in zip(files, states, strict=True)
    }


def _read_names(folder: str, names: list[str]) -> Package:
    texts = {int(found[1]): name for name in names if (found := DETAILS_NAME.fullmatch(name))}
    return Package(
        path=folder,
        report=read_text(f"{folder}/{name_of_report(names)}"),
        details=tuple((number, read_text(f"{folder}/{texts[number]}")) for number in sorted(texts)),
        attachments=tuple(_measure(Path(folder, name)) for name in names if is_attachment(name)),
    )


def name_of_report(names: Iterable[str]) -> str:
    """Return a folder's report by its name as it is written (`Report.XML` is one), else nothing."""
    return next((name for name in names if name.lower() == REPORT_NAME), "")


def is_attachment(name: str) -> bool:
    """Tell whether a name in a report's folder is a file that was sent, not a text about it."""
    return not (
        name.lower() == REPORT_NAME or DETAILS_NAME.fullmatch(name) or NOT_SENT.fullmatch(name)
    )


def hash_chunks(chunks: Iterable[bytes]) -> tuple[str, str, int]:
    """Return SHA-256 and MD5 in hex, and the size, of bytes that come in pieces."""
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    for chunk in chunks:
        sha256.update(chunk)
        md5.update(chunk)
        size += len(chunk)
    return sha256.hexdigest(), md5.hexdigest(), size


def file_chunks(path: Path) -> Iterator[bytes]:
    """Give a file's bytes in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(HASH_CHUNK):
            yield chunk


def _measure(path: Path) -> Attachment:
    sha256, md5, size = hash_chunks(file_chunks(path))
    return Attachment(name=path.name, sha256=sha256, md5=md5, size=size, folder_path=str(path))


def _guarded(path: str, read: Callable[[], Package]) -> Package | Refusable:
    try:
        return read()
    except (TooLarge, StillWritten) as error:
        return Refusable(path=path, reason=str(error))
    except OSError as error:
        return Refusable(path=path, reason=f"It cannot be read: {error.strerror or error}.")
