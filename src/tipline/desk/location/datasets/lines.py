"""Read a text file line by line in bounded memory, whatever it holds."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from tipline.desk.location.datasets.errors import BadDataset, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

LONGEST_LINE = 65_536
MOST_LINES = 40_000_000
_GZIP = b"\x1f\x8b"


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """List the lines of a file, or of a gzip of one, numbered from 1, without their ends.

    Raises BadDataset for a line that is too long, is not UTF-8, or is one too many.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        if not packed:
            yield from decode_lines(raw)
            return
        with gzip.open(raw, "rb") as unpacked:
            try:
                yield from decode_lines(unpacked)
            except (EOFError, OSError) as error:
                raise BadDataset(
                    f"{path.name} is a gzip file that cannot be unpacked to its end ({error})."
                    " Fetch it again."
                ) from error


def decode_lines(file: BinaryIO | gzip.GzipFile) -> Iterator[tuple[int, str]]:
    """List the lines of an open file as `numbered_lines` does."""
    for number, line in enumerate(_bounded(file), 1):
        if len(line) > LONGEST_LINE:
            raise refuse(
                number,
                f"it is longer than {LONGEST_LINE:,} bytes",
                "This is no text file of ranges; check which kind of dataset it is.",
            )
        if number > MOST_LINES:
            raise refuse(number, f"there are more than {MOST_LINES:,} lines", "Split the file.")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise refuse(number, "it is not UTF-8", "Save the file as UTF-8.") from None
        yield number, text.rstrip("\r\n")


def _bounded(file: BinaryIO | gzip.GzipFile) -> Iterable[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        yield line
