"""Find out which file each text of file details speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.load.packages import NUMBERED_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.intake.load.packages import Attachment
    from tipline.report.types import FileDetails


def match_files(
    numbered: Sequence[tuple[int, FileDetails | None]], attachments: Sequence[Attachment]
) -> tuple[int | None, ...]:
    """Return for each text of details the place of its file among the attachments, or None.

    Tried in this order: `N.anything` beside `N.fileDetails.xml`; the name that the details give;
    a hash that they give. A file belongs to one text.
    """
    matched: list[int | None] = [None] * len(numbered)
    free = set(range(len(attachments)))
    for fits in (_by_number, _by_name, _by_hash):
        for place, (number, details) in enumerate(numbered):
            if matched[place] is not None:
                continue
            found = [i for i in sorted(free) if fits(attachments[i], number, details)]
            if found:
                matched[place] = found[0]
                free.discard(found[0])
    return tuple(matched)


def _by_number(attachment: Attachment, number: int, _: FileDetails | None) -> bool:
    found = NUMBERED_NAME.fullmatch(attachment.name)
    return found is not None and int(found[1]) == number


def _by_name(attachment: Attachment, _: int, details: FileDetails | None) -> bool:
    return details is not None and attachment.name in {
        details.file_name,
        details.original_file_name,
    }


def _by_hash(attachment: Attachment, _: int, details: FileDetails | None) -> bool:
    told = {one.value.strip().lower() for one in details.original_file_hash} if details else set()
    return bool(told & {attachment.md5, attachment.sha256})
