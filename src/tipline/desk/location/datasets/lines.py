"""Read a text file line by line in bounded memory, whatever it holds."""

from __future__ import annotations

import tarfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from tipline.desk.intake.load.tars import ShortHeader
from tipline.desk.location.datasets.errors import BadDataset, refuse
from tipline.desk.location.datasets.unpacking import open_unpacked

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LONGEST_LINE = 65_536
MOST_LINES = 40_000_000
_TAR_MAGIC = slice(257, 262)
_TAR_BLOCK = 512


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """List the lines of a file, packed or not, numbered from 1, without their ends.

    Raises BadDataset for a line that is too long, is not UTF-8, or is one too many.
    """
    with open_unpacked(path) as file:
        yield from _decode_lines(file)


def texts_in(path: Path) -> Iterator[tuple[str, Iterator[tuple[int, str]]]]:
    """List the texts in a file: itself, or the files of a tar; each with its name and its lines.

    The lines are as `numbered_lines` gives them, and are to be read before the next text.
    """
    with open_unpacked(path) as file:
        if file.peek(_TAR_BLOCK)[_TAR_MAGIC] != b"ustar":
            yield "", _decode_lines(file)
            return
        yield from _texts_of_tar(file, path.name)


def _texts_of_tar(
    file: io.BufferedReader, name: str
) -> Iterator[tuple[str, Iterator[tuple[int, str]]]]:
    with (
        _whole(name),
        tarfile.open(fileobj=file, mode="r|", errorlevel=2, tarinfo=ShortHeader) as archive,
    ):
        while (entry := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # tarfile would keep every entry
            content = archive.extractfile(entry) if entry.isreg() else None
            if content is not None:
                yield entry.name, _lines_of_entry(content, name)


def _lines_of_entry(content: IO[bytes], name: str) -> Iterator[tuple[int, str]]:
    with _whole(name):
        yield from _decode_lines(content)


@contextmanager
def _whole(name: str) -> Iterator[None]:
    try:
        yield
    except tarfile.TarError as error:
        raise BadDataset(
            f"{name} is a tar that cannot be read to its end ({error}). Fetch it again."
        ) from error


def _decode_lines(file: IO[bytes]) -> Iterator[tuple[int, str]]:
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


def _bounded(file: IO[bytes]) -> Iterable[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        yield line
