"""Put the reports of one block where `intake load` finds them: folders, JSON lines or a tar."""

from __future__ import annotations

import errno
import io
import os
import tarfile
import zlib
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tipline.synthetic.types import WorldReport

TAR_NAME = "reports.tar.gz"
_TAR_END = b"\0" * 2 * tarfile.BLOCKSIZE
_GZIP = 31  # zlib's way to ask for a gzip header, which then holds no time
_FAST = 1  # generated XML shrinks tenfold at the lowest level already


class Layout(StrEnum):
    """How a world lies on disk."""

    FOLDERS = "folders"
    JSON_LINES = "jsonl"
    TAR = "tar"


def documents_of(report: WorldReport, *, with_files: bool) -> Iterator[tuple[str, bytes]]:
    """Give each document of a report by its file name, and the files if they are wanted."""
    yield "report.xml", report.report_xml
    for index, document in enumerate(report.file_details, 1):
        yield f"{index}.fileDetails.xml", document
    if with_files:
        for index, file in enumerate(report.files, 1):
            yield f"{index}.bin", file.content()


def write_folders(reports: list[WorldReport], out: Path, *, with_files: bool) -> None:
    """Write a folder per report; the block's own folder keeps each under 1,001 entries."""
    (out / reports[0].path).parent.mkdir(parents=True)
    for report in reports:
        folder = f"{out}/{report.path}"
        os.mkdir(folder)  # noqa: PTH102  a million folders: pathlib's own work would double the time
        for name, content in documents_of(report, with_files=with_files):
            _write_file(f"{folder}/{name}", content)


def _write_file(path: str, content: bytes) -> None:
    """Write a small new file without a buffer; raises OSError, also when the disk is full."""
    with io.FileIO(path, "x") as file:
        if file.write(content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


def write_json_lines(reports: list[WorldReport], out: Path) -> None:
    """Write a line per report, in one file per block, for example `reports/00000.jsonl`."""
    encode = msgspec.json.Encoder().encode
    lines = (
        encode(
            {
                "path": report.path,
                "report": report.report_xml.decode(),
                "fileDetails": [document.decode() for document in report.file_details],
            }
        )
        for report in reports
    )
    block = out / reports[0].path.rpartition("/")[0]
    block.parent.mkdir(exist_ok=True)
    block.with_suffix(".jsonl").write_bytes(b"\n".join(lines) + b"\n")


def pack_tar(reports: list[WorldReport], *, with_files: bool) -> bytes:
    """Pack a block as one gzip member of a tar; members one after another are one archive."""
    raw = io.BytesIO()
    for report in reports:
        for name, content in documents_of(report, with_files=with_files):
            entry = tarfile.TarInfo(f"{report.path}/{name}")
            entry.size = len(content)
            entry.mtime = int(report.sent_at.timestamp())
            raw.write(entry.tobuf(tarfile.USTAR_FORMAT))
            raw.write(content)
            raw.write(b"\0" * (-len(content) % tarfile.BLOCKSIZE))
    return _compress(raw.getvalue())


def end_tar() -> bytes:
    """Give the gzip member that ends a tar."""
    return _compress(_TAR_END)


def _compress(raw: bytes) -> bytes:
    packer = zlib.compressobj(_FAST, zlib.DEFLATED, _GZIP)
    return packer.compress(raw) + packer.flush()
