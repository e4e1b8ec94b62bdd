"""Tell, file by file, what the sender says it viewed; what it did not say is told as that.

Promise: no answer is ever filled in. `Not stated` is neither yes nor no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.views.masks import mask_file_name, mask_hash
from tipline.desk.intake.views.names import anchor_of

if TYPE_CHECKING:
    from tipline.desk.intake.types import StoredFile
    from tipline.report.types import FileDetails


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One three-valued statement of the sender, in words, and the kind of tag that it gets."""

    words: str
    kind: str


YES = Answer(words="Yes", kind="good")
NO = Answer(words="No", kind="warn")
NOT_STATED = Answer(words="Not stated", kind="plain")


class ShownFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the report. Sizes are in bytes; `anchor` leads to what else was said of it."""

    number: int
    name: str
    sha256: str | None
    size: int | None
    viewed: Answer
    exif_viewed: Answer
    public: Answer
    anchor: str | None


def answer_of(statement: bool | None) -> Answer:
    """Put a three-valued statement into words."""
    if statement is None:
        return NOT_STATED
    return YES if statement else NO


def list_files(
    details: tuple[FileDetails, ...],
    file_ids: tuple[str | None, ...],
    stored: tuple[StoredFile, ...],
) -> tuple[ShownFile, ...]:
    """List the described files in the order of their paths, then those that nobody described."""
    by_id = {file.file_id: file for file in stored}
    described = tuple(
        _described(number, said, by_id.get(file_id) if file_id else None)
        for number, (said, file_id) in enumerate(zip(details, file_ids, strict=True), start=1)
    )
    left = [file for file in stored if file.file_id not in set(file_ids)]
    undescribed = (_undescribed(n, file) for n, file in enumerate(left, start=len(described) + 1))
    return described + tuple(undescribed)


def _described(number: int, said: FileDetails, stored: StoredFile | None) -> ShownFile:
    name = said.original_file_name or said.file_name or (stored.name if stored else "")
    return ShownFile(
        number=number,
        name=mask_file_name(name) if name else "No name sent",
        sha256=mask_hash(stored.sha256) if stored else None,
        size=stored.size if stored else None,
        viewed=answer_of(said.file_viewed_by_esp),
        exif_viewed=answer_of(said.exif_viewed_by_esp),
        public=answer_of(said.publicly_available),
        anchor=anchor_of(f"fileDetails[{number}]"),
    )


def _undescribed(number: int, stored: StoredFile) -> ShownFile:
    return ShownFile(
        number=number,
        name=mask_file_name(stored.name) if stored.name else "No name sent",
        sha256=mask_hash(stored.sha256),
        size=stored.size,
        viewed=NOT_STATED,
        exif_viewed=NOT_STATED,
        public=NOT_STATED,
        anchor=None,
    )
