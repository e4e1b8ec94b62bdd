"""Decide which entries of an archive are safe to read.

Promise: an archive cannot make us write anywhere, follow a link, read one entry for another, or
unpack more than its own size allows. The rules follow what package indexes learned: an archive
that two readers could understand differently is refused.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

import msgspec

MAX_NAME = 1024
MAX_DEPTH = 32
MAX_ENTRIES = 20_000_000
MAX_RATIO = 200
# Small archives of like texts compress far better than any ratio that is fair for large ones.
ALWAYS_ALLOWED_BYTES = 64 * 1024 * 1024

DRIVE = re.compile(r"[A-Za-z]:")
NESTED = re.compile(r".*\.(zip|tar|tgz|tar\.\w+|gz|bz2|xz|7z|rar)", re.IGNORECASE)


class ArchiveLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much an archive may unpack to: entries, and bytes for each byte of the archive."""

    entries: int = MAX_ENTRIES
    ratio: int = MAX_RATIO
    always_allowed: int = ALWAYS_ALLOWED_BYTES


DEFAULT_LIMITS = ArchiveLimits()


class UnsafeArchive(Exception):
    """An archive that is not read any further; the text names the archive and the reason."""


class UnsafeEntry(Exception):
    """One entry that is not read; the others may be. `entry` is its name, made printable."""

    def __init__(self, entry: str, reason: str) -> None:
        super().__init__(f"entry {printable(entry)!r}: {reason}")
        self.entry = printable(entry)
        self.reason = reason


def check_name(name: str) -> None:
    """Raise UnsafeEntry for a name that leads out of the archive or that is not plain."""
    if not name or len(name) > MAX_NAME:
        raise UnsafeEntry(name, f"its name is empty or longer than {MAX_NAME} characters")
    if any(unicodedata.category(c) == "Cc" for c in name):
        raise UnsafeEntry(name, "its name has control characters")
    if name.startswith("/") or DRIVE.match(name) or "\\" in name:
        raise UnsafeEntry(name, "its name is an absolute path or has a backslash")
    parts = name.rstrip("/").split("/")
    if any(part in {"", ".."} for part in parts):
        raise UnsafeEntry(name, "its name leads out of its folder ('..')")
    if len(parts) > MAX_DEPTH:
        raise UnsafeEntry(name, f"it lies more than {MAX_DEPTH} folders deep")


def check_not_nested(name: str) -> None:
    """Raise UnsafeEntry for an archive inside an archive."""
    if NESTED.fullmatch(name):
        raise UnsafeEntry(name, "it is an archive inside an archive. Unpack it and load that")


def check_unpacked(
    unpacked: int, packed: int, *, what: str, limits: ArchiveLimits = DEFAULT_LIMITS
) -> None:
    """Raise UnsafeArchive when more comes out than an honest archive of this size holds."""
    if unpacked > limits.always_allowed and unpacked > packed * limits.ratio:
        raise UnsafeArchive(
            f"{what} unpacks to more than {limits.ratio} times its size ({packed} bytes), which"
            " no archive of reports does. It was not read further."
        )


def check_count(count: int, *, what: str, limits: ArchiveLimits = DEFAULT_LIMITS) -> None:
    """Raise UnsafeArchive above the number of entries that is read."""
    if count > limits.entries:
        raise UnsafeArchive(f"{what} has more than {limits.entries} entries. Split it.")


def folder_of(name: str) -> str:
    """Return the folder part of an entry's name, empty at the top."""
    parent = str(PurePosixPath(name).parent)
    return "" if parent == "." else parent


def printable(name: str) -> str:
    """Make a name safe to show: no control characters, not endless."""
    return "".join(c if c.isprintable() else "�" for c in name[:200])
