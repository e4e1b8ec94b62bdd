"""Read the pages that nobody acknowledged: the oldest few, or that of one report."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

OLDEST = """
SELECT id, report_id, opened_at, step FROM triage_page WHERE acknowledged_at IS NULL
ORDER BY opened_at, id LIMIT %s
"""
OF_REPORT = "SELECT id FROM triage_page WHERE acknowledged_at IS NULL AND report_id = %s"


class OpenPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page about one report, since when it is open, and how often the rota was paged."""

    page_id: int
    report_id: str
    opened_at: datetime
    step: int


def oldest_open_pages(actor: Actor, *, limit: int) -> tuple[OpenPage, ...]:
    """Return the pages that wait longest for somebody."""
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(OLDEST, (limit,)).fetchall()
    return tuple(
        OpenPage(page_id=row[0], report_id=str(row[1]), opened_at=row[2], step=row[3])
        for row in rows
    )


def open_page_of(actor: Actor, report_id: int) -> int | None:
    """Return the number of the open page about a report."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(OF_REPORT, (report_id,)).fetchone()
    return int(row[0]) if row else None
