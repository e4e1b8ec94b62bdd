"""Put the entries of an archive together to reports, folder by folder."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tipline.desk.intake.load.archive_rules import UnsafeEntry, folder_of, printable
from tipline.desk.intake.load.packages import (
    DETAILS_NAME,
    NOT_SENT,
    Attachment,
    Found,
    Package,
    Refusable,
    name_of_report,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Entries of one folder lie together in any archive made of folders; this many may be mixed.
OPEN_FOLDERS = 1000


class Pieces:
    """What was met so far of one folder."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.texts: dict[str, bytes] = {}
        self.attachments: list[Attachment] = []
        self.refused: list[tuple[str, str]] = []


class Assembly:
    """Collects the entries of one archive and gives out whole folders.

    `label` is the archive's path; a report inside it is named `label!folder`. `ignored` hears of
    each entry that is no part of a report.
    """

    def __init__(self, label: str, ignored: Callable[[Path], None]) -> None:
        self._label = label
        self._ignored = ignored
        self._open: OrderedDict[str, Pieces] = OrderedDict()
        self._given: set[int] = set()

    def add_text(self, name: str, raw: bytes) -> Iterator[Found]:
        """Take an XML entry; give the folders that are complete by now."""
        yield from self._make_room(name)
        self._new(name).texts[PurePosixPath(name).name] = raw

    def add_attachment(self, name: str, attachment: Attachment) -> Iterator[Found]:
        """Take any other entry, whose bytes lie in the vault; give what is complete."""
        yield from self._make_room(name)
        self._new(name).attachments.append(attachment)

    def refuse(self, name: str, reason: str) -> Iterator[Found]:
        """Take note of an entry that is not read, and why."""
        yield from self._make_room(name)
        self._pieces(name).refused.append((name, reason))

    def rest(self) -> Iterator[Found]:
        """Give what is left at the archive's end."""
        while self._open:
            yield from self._give_oldest()

    def _pieces(self, name: str) -> Pieces:
        return self._open.setdefault(folder_of(name), Pieces())

    def _new(self, name: str) -> Pieces:
        pieces = self._pieces(name)
        if name in pieces.names:
            raise UnsafeEntry(name, "the archive has it more than once")
        pieces.names.add(name)
        return pieces

    def _make_room(self, name: str) -> Iterator[Found]:
        folder = folder_of(name)
        if folder not in self._open and len(self._open) >= OPEN_FOLDERS:
            yield from self._give_oldest()

    def _give_oldest(self) -> Iterator[Found]:
        folder, pieces = self._open.popitem(last=False)
        torn = hash(folder) in self._given
        self._given.add(hash(folder))
        path = f"{self._label}!{folder}" if folder else self._label
        if torn:
            reason = "the entries of this folder do not lie together. Pack it folder by folder"
            pieces.refused.append((folder, reason))
        yield from assemble(path, self._label, folder, pieces, self._ignored)


def assemble(
    path: str, label: str, folder: str, pieces: Pieces, ignored: Callable[[Path], None]
) -> Iterator[Found]:
    """Give the report of a folder, or else the single reports in it.

    An entry that is not read refuses the report that it is a part of, and every text of it is
    kept aside; where there is no such report, it refuses itself alone.
    """
    name = name_of_report(pieces.texts)
    refused = [_refusal(label, entry, reason) for entry, reason in pieces.refused]
    if name and refused:
        words = "; ".join(reason for _, reason in pieces.refused)
        reason = f"Not read, because of {words}."
        yield Refusable(path=path, reason=reason, raw=pieces.texts.pop(name))
        for text, raw in sorted(pieces.texts.items()):
            yield Refusable(path=f"{path}/{text}", reason=reason, raw=raw)
        return
    yield from refused
    if name:
        yield _package(path, pieces.texts.pop(name), pieces)
        return
    for attachment in pieces.attachments:
        ignored(Path(path, attachment.name))
    for text, raw in sorted(pieces.texts.items()):
        inner = f"{folder}/{text}" if folder else text
        if DETAILS_NAME.fullmatch(text) or NOT_SENT.fullmatch(text):
            ignored(Path(f"{label}!{inner}"))
        else:
            yield Package(path=f"{label}!{inner}", report=raw)


def _refusal(label: str, entry: str, reason: str) -> Refusable:
    return Refusable(path=f"{label}!{printable(entry)}", reason=f"Not read: {reason}.")


def _package(path: str, report: bytes, pieces: Pieces) -> Package:
    numbered = {
        int(found[1]): raw
        for name, raw in pieces.texts.items()
        if (found := DETAILS_NAME.fullmatch(name))
    }
    return Package(
        path=path,
        report=report,
        details=tuple(sorted(numbered.items())),
        attachments=tuple(pieces.attachments),
    )
