"""Find the reports under the paths that a person named, in the same order each time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tipline.desk.intake.load.archive_rules import UnsafeArchive
from tipline.desk.intake.load.json_lines import holds_reports, read_json_file, read_json_lines
from tipline.desk.intake.load.packages import (
    DETAILS_NAME,
    NOT_SENT,
    Folder,
    Found,
    Refusable,
    Text,
    name_of_report,
)
from tipline.desk.intake.load.tars import read_tar
from tipline.desk.intake.load.zips import read_zip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TARS = {".tar": False, ".tar.gz": True, ".tgz": True}
JSON_LINES = {".jsonl", ".ndjson"}


class NoSuchPath(Exception):
    """A path that was named does not exist or is nothing that reports come in."""

    exit_code = 2


def find_reports(paths: list[Path], *, ignored: Callable[[Path], None]) -> Iterator[Found]:
    """Give every report under the paths. `ignored` hears of each file that is no report.

    Raises NoSuchPath for a named path that is missing or of an unknown kind.
    """
    for path in paths:
        if not path.exists():
            raise NoSuchPath(f"{path} does not exist.")
        if path.is_dir():
            yield from _walk(path, ignored)
        elif (found := _read_file(path, ignored)) is not None:
            yield from found
        else:
            raise NoSuchPath(
                f"{path} is nothing that reports come in: give a .xml, a folder, a .zip,"
                " a .tar, a .tar.gz, a .json or a .jsonl."
            )


def _walk(folder: Path, ignored: Callable[[Path], None]) -> Iterator[Found]:
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    names = {entry.name for entry in entries if entry.is_file(follow_symlinks=False)}
    is_report = bool(name_of_report(names))
    if is_report:
        yield Folder(str(folder))
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if not NOT_SENT.fullmatch(entry.name):
                yield from _walk(path, ignored)
        elif not is_report:
            yield from _file_in_tree(path, entry, ignored)


def _file_in_tree(
    path: Path, entry: os.DirEntry[str], ignored: Callable[[Path], None]
) -> Iterator[Found]:
    hidden = entry.is_symlink() or NOT_SENT.fullmatch(path.name)
    found = None if hidden else _read_file(path, ignored)
    if found is None or (path.suffix.startswith(".json") and not holds_reports(path)):
        ignored(path)
        return
    yield from found


def _read_file(path: Path, ignored: Callable[[Path], None]) -> Iterator[Found] | None:
    name = path.name.lower()
    if name.endswith(".xml"):
        return iter([Text(str(path))]) if not DETAILS_NAME.fullmatch(name) else None
    if name.endswith(".zip"):
        return _guarded(path, read_zip(path, ignored=ignored))
    for ending, gzipped in TARS.items():
        if name.endswith(ending):
            return _guarded(path, read_tar(path, gzipped=gzipped, ignored=ignored))
    if path.suffix.lower() in JSON_LINES:
        return _guarded(path, read_json_lines(path))
    return _guarded(path, read_json_file(path)) if path.suffix.lower() == ".json" else None


def _guarded(path: Path, found: Iterator[Found]) -> Iterator[Found]:
    """Let one bad archive be refused, with its reason, and the others go on."""
    try:
        yield from found
    except UnsafeArchive as error:
        yield Refusable(path=str(path), reason=str(error))
    except OSError as error:
        yield Refusable(path=str(path), reason=f"It cannot be read: {error.strerror or error}.")
