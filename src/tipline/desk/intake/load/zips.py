"""Read reports from a zip archive whose directory and entries agree."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections import Counter
from typing import IO, TYPE_CHECKING

from tipline.desk.intake.load.archive_rules import (
    DEFAULT_LIMITS,
    ArchiveLimits,
    UnsafeArchive,
    UnsafeEntry,
    check_count,
    check_name,
    check_not_nested,
    check_unpacked,
)
from tipline.desk.intake.load.assembling import Assembly
from tipline.desk.intake.load.entries import take_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tipline.desk.intake.load.packages import Found

LOCAL_HEADER = struct.Struct("<4s2B4HL2L2H")
LOCAL_SIGNATURE = b"PK\x03\x04"
ENCRYPTED, SIZES_FOLLOW, UTF8_NAME = 0x1, 0x8, 0x800
IN_ZIP64_FIELD = 0xFFFFFFFF
READABLE_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def read_zip(
    path: Path,
    *,
    ignored: Callable[[Path], None],
    limits: ArchiveLimits = DEFAULT_LIMITS,
) -> Iterator[Found]:
    """Give the reports in a zip; an unsafe entry refuses its report. Raises UnsafeArchive.

    `ignored` hears of each entry that is no part of a report.
    """
    what = f"The archive {path.name}"
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            entries = _check_directory(archive, path, what=what, limits=limits)
            yield from _read_entries(archive, entries, file, Assembly(str(path), ignored))
    except (zipfile.BadZipFile, EOFError, struct.error, NotImplementedError) as error:
        raise UnsafeArchive(f"{what} is damaged or cut short: {error}.") from error


def _check_directory(
    archive: zipfile.ZipFile, path: Path, *, what: str, limits: ArchiveLimits
) -> list[zipfile.ZipInfo]:
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    size = path.stat().st_size
    check_count(len(entries), what=what, limits=limits)
    check_unpacked(sum(entry.file_size for entry in entries), size, what=what, limits=limits)
    _check_no_overlap(entries, what=what)
    return entries


def _check_no_overlap(entries: list[zipfile.ZipInfo], *, what: str) -> None:
    end = 0
    for entry in entries:
        if entry.header_offset < end:
            raise UnsafeArchive(
                f"{what} has entries that share bytes, as archives made to harm do."
            )
        end = entry.header_offset + LOCAL_HEADER.size + entry.compress_size


def _read_entries(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], file: IO[bytes], assembly: Assembly
) -> Iterator[Found]:
    times = Counter(entry.filename for entry in entries)
    for entry in entries:
        if entry.is_dir():
            continue
        try:
            _check_entry(entry, file, times[entry.filename])
            with archive.open(entry) as stream:
                yield from take_entry(assembly, entry.filename, stream, entry.file_size)
        except UnsafeEntry as unsafe:
            yield from assembly.refuse(entry.filename, str(unsafe))
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            yield from assembly.refuse(
                entry.filename, f"entry {entry.filename!r}: it is damaged ({error})"
            )
    yield from assembly.rest()


def _check_entry(entry: zipfile.ZipInfo, file: IO[bytes], times: int) -> None:
    name = entry.filename
    check_name(name)
    check_not_nested(name)
    if times > 1:
        raise UnsafeEntry(name, f"the archive has it {times} times")
    if entry.flag_bits & ENCRYPTED:
        raise UnsafeEntry(name, "it is encrypted. Decrypt the archive and load it again")
    if entry.compress_type not in READABLE_METHODS:
        raise UnsafeEntry(name, "it is compressed in another way than deflate")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsafeEntry(name, "it is a link")
    _check_local_header(entry, file)


def _check_local_header(entry: zipfile.ZipInfo, file: IO[bytes]) -> None:
    """Refuse an entry whose own header tells another story than the directory does."""
    file.seek(entry.header_offset)
    fields = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    flags, method, crc, packed, size, name_length = (fields[i] for i in (3, 4, 7, 8, 9, 10))
    raw_name = file.read(name_length)
    name = raw_name.decode("utf-8" if flags & UTF8_NAME else "cp437", "replace")
    told = (packed, size, crc)
    known = (entry.compress_size, entry.file_size, entry.CRC)
    big = IN_ZIP64_FIELD in told[:2]  # the sizes stand in the zip64 field, which zipfile checks
    if (
        fields[0] != LOCAL_SIGNATURE
        or name != entry.orig_filename
        or method != entry.compress_type
        or (flags & ENCRYPTED) != (entry.flag_bits & ENCRYPTED)
        or not (flags & SIZES_FOLLOW or big or told == known)
    ):
        raise UnsafeEntry(
            entry.filename, "its own header and the archive's directory disagree about it"
        )
