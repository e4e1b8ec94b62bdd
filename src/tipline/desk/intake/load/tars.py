"""Read reports from a tar archive, gzipped or not, in one pass."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from typing import IO, TYPE_CHECKING, cast

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

MAX_HEADER_BYTES = 64 * 1024


class ShortHeader(tarfile.TarInfo):
    """An entry whose extended header is read only when it is short.

    tarfile reads such a header (a long name, pax records) into memory whole, whatever its size.
    """

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if not self.isreg() and self.size > MAX_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {self.size} bytes")
        return super()._proc_member(archive)  # type: ignore[misc,no-any-return]


class Metered:
    """Unpacked bytes, counted against the packed ones that they came from."""

    def __init__(
        self, packed: IO[bytes], *, gzipped: bool, what: str, limits: ArchiveLimits
    ) -> None:
        # Several gzip members one after another are one stream to gzip, and to us.
        opened = gzip.GzipFile(fileobj=packed) if gzipped else packed
        self._unpacked = cast("IO[bytes]", opened)
        self._packed = packed
        self._what = what
        self._limits = limits
        self._count = 0

    def read(self, size: int) -> bytes:
        """Return the next unpacked bytes. Raises UnsafeArchive for a bomb."""
        chunk = self._unpacked.read(size)
        self._count += len(chunk)
        check_unpacked(self._count, self._packed.tell(), what=self._what, limits=self._limits)
        return chunk


def read_tar(
    path: Path,
    *,
    gzipped: bool,
    ignored: Callable[[Path], None],
    limits: ArchiveLimits = DEFAULT_LIMITS,
) -> Iterator[Found]:
    """Give the reports in a tar; an unsafe entry refuses its report. Raises UnsafeArchive.

    What was given before an archive turned out to be damaged is whole and stays good.
    """
    what = f"The archive {path.name}"
    assembly = Assembly(str(path), ignored)
    try:
        with path.open("rb") as packed:
            stream = Metered(packed, gzipped=gzipped, what=what, limits=limits)
            yield from _read_entries(stream, assembly, what, limits)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnsafeArchive(f"{what} is damaged or cut short: {error}.") from error
    yield from assembly.rest()


def _read_entries(
    stream: Metered, assembly: Assembly, what: str, limits: ArchiveLimits
) -> Iterator[Found]:
    count = 0
    with tarfile.open(
        fileobj=cast("IO[bytes]", stream), mode="r|", errorlevel=2, tarinfo=ShortHeader
    ) as archive:
        while (entry := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # tarfile would keep every entry
            count += 1
            check_count(count, what=what, limits=limits)
            if entry.isdir():
                continue
            try:
                _check_entry(entry)
                content = cast("IO[bytes]", archive.extractfile(entry))
                yield from take_entry(assembly, entry.name, content, entry.size)
            except UnsafeEntry as unsafe:
                yield from assembly.refuse(entry.name, str(unsafe))
    _check_ended(stream)


def _check_entry(entry: tarfile.TarInfo) -> None:
    name = entry.name.removeprefix("./")
    entry.name = name
    check_name(name)
    check_not_nested(name)
    if not entry.isreg() or entry.issparse():
        raise UnsafeEntry(name, "it is a link, a device or a sparse file, not a plain one")


def _check_ended(stream: Metered) -> None:
    """Read to the end, so that a checksum that does not fit is found."""
    while stream.read(1 << 20):
        pass
