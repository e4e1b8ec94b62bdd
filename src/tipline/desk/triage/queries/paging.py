"""Read which pages are open, and whether the pager lives."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

# Three beats that did not come are no accident.
SILENT_AFTER = timedelta(seconds=90)
_MOST = 1_000

PAGES = """
SELECT p.id, p.cluster_id, p.report_id, p.opened_at, p.step, p.next_at, p.acknowledged_at,
    p.acknowledged_by, q.tier,
    (SELECT count(*) FROM triage_pagesend s WHERE s.page_id = p.id AND s.sent_at IS NOT NULL),
    (SELECT s.fault FROM triage_pagesend s WHERE s.page_id = p.id AND s.sent_at IS NULL
        AND s.fault IS NOT NULL ORDER BY s.id DESC LIMIT 1)
FROM triage_page p LEFT JOIN triage_queueentry q ON q.cluster_id = p.cluster_id
WHERE %(all)s OR p.acknowledged_at IS NULL
ORDER BY p.acknowledged_at IS NOT NULL, p.opened_at DESC, p.id DESC LIMIT %(limit)s
"""

STATE = """
SELECT (SELECT beat_at FROM triage_pager),
    (SELECT count(*) FROM triage_page WHERE acknowledged_at IS NULL),
    (SELECT min(opened_at) FROM triage_page WHERE acknowledged_at IS NULL),
    (SELECT count(*) FROM triage_pagesend s JOIN triage_page p ON p.id = s.page_id
        WHERE s.sent_at IS NULL AND s.fault IS NOT NULL AND p.acknowledged_at IS NULL)
"""


class PageRow(msgspec.Struct, frozen=True, kw_only=True):
    """One page: of which report, since when, how often the next were paged, who has seen it.

    `tier` is where its cluster stands now (None: merged into another). `sent` counts messages that
    were taken; `fault` is why the last one that was not was not.
    """

    page_id: int
    cluster_id: str
    report_id: str
    opened_at: datetime
    step: int
    next_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    tier: str | None
    sent: int
    fault: str | None


class PagerState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the pager of an agency lives: its last beat, what is open, what fails."""

    beat_at: datetime | None
    open_pages: int
    oldest_open: datetime | None
    failing_messages: int

    def is_silent(self, now: datetime) -> bool:
        """Whether no beat came for so long that nobody would be paged."""
        return self.beat_at is None or now - self.beat_at > SILENT_AFTER


def list_pages(actor: Actor, *, acknowledged: bool = False) -> tuple[PageRow, ...]:
    """Return the open pages, newest first, and after them the acknowledged ones if wanted."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(PAGES, {"all": acknowledged, "limit": _MOST}).fetchall()
    return tuple(
        PageRow(
            page_id=row[0],
            cluster_id=row[1],
            report_id=str(row[2]),
            opened_at=row[3],
            step=row[4],
            next_at=row[5],
            acknowledged_at=row[6],
            acknowledged_by=row[7],
            tier=row[8],
            sent=row[9],
            fault=row[10],
        )
        for row in rows
    )


def read_pager(actor: Actor) -> PagerState:
    """Return whether the pager lives."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(STATE).fetchone()
    beat_at, open_pages, oldest, failing = row or (None, 0, None, 0)
    return PagerState(
        beat_at=beat_at, open_pages=open_pages, oldest_open=oldest, failing_messages=failing
    )
