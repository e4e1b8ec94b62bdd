"""Read the documents of reports so that one that cannot be read does not hide the others."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from tipline.desk.intake.queries import documents_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tipline.desk.intake.types import ReportDocuments
    from tipline.trust.people.types import Actor


def read_each(actor: Actor, report_ids: Sequence[int]) -> dict[int, ReportDocuments | str]:
    """Return the documents of each report, or in their place why they cannot be read.

    All are read at once; one by one only where that fails.
    """
    try:
        # A savepoint: what breaks the database's transaction must not break the others' either.
        with transaction.atomic():
            found = documents_of(actor, report_ids)
    except Exception as error:  # noqa: BLE001  whatever one report breaks on, others must go on
        if len(report_ids) == 1:
            return {report_ids[0]: say_error(error)}
        return {one: read_each(actor, [one])[one] for one in report_ids}
    return {one: found.get(one, "Its documents cannot be read as a report.") for one in report_ids}


def say_error(error: BaseException) -> str:
    """Say of which type an error is and where it arose, never in its own words.

    Those can quote what a report names, and what is kept of an error is kept in clear.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}."


class Shelf:
    """The documents that were read last, so that linking and ranking read a report once.

    A received report never changes, so that what lies here is never stale.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: dict[tuple[UUID, int], ReportDocuments] = {}

    def read(self, actor: Actor, report_ids: Sequence[int]) -> dict[int, ReportDocuments | str]:
        """Return the documents of each report as `read_each` does."""
        agency = actor.agency_id
        found: dict[int, ReportDocuments | str] = {
            one: self._kept[agency, one] for one in report_ids if (agency, one) in self._kept
        }
        new = [one for one in report_ids if one not in found]
        if new:
            found |= read_each(actor, new)
        for one in new:
            read = found[one]
            if not isinstance(read, str):
                self._kept[agency, one] = read
        while len(self._kept) > self._room:
            del self._kept[next(iter(self._kept))]
        return found


def undescribed_files(documents: ReportDocuments) -> int:
    """Count the files that came without details."""
    described = set(documents.file_ids)
    return sum(file.file_id not in described for file in documents.stored_files)
