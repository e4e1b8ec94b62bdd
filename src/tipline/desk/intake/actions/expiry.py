"""Close unfinished reports whose time has passed, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.actions.standing import expire
from tipline.desk.intake.queries.reports import STANDING_COLUMNS, standing_of
from tipline.desk.intake.rows import acting_at_once
from tipline.desk.intake.rules import OPEN_AFTER_A_CHANGE, OPEN_FOR_AT_LEAST, has_expired

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.trust.people.types import Actor

BATCH = 1000

OVERDUE = f"""
{STANDING_COLUMNS}
WHERE state = 'open' AND modified_at <= %s AND opened_at <= %s
ORDER BY modified_at LIMIT %s FOR UPDATE SKIP LOCKED
"""


def expire_open_reports(actor: Actor, *, now: datetime) -> int:
    """Close every unfinished report of the agency whose time has passed; say how many."""
    closed = 0
    while batch := _expire_batch(actor, now=now):
        closed += batch
    return closed


def _expire_batch(actor: Actor, *, now: datetime) -> int:
    with acting_at_once(actor) as cursor:
        bounds = (now - OPEN_AFTER_A_CHANGE, now - OPEN_FOR_AT_LEAST, BATCH)
        rows = cursor.execute(OVERDUE, bounds).fetchall()
        overdue = [s.report_id for s in map(standing_of, rows) if has_expired(s, now=now)]
        if overdue:
            expire(cursor, actor, overdue, now=now)
        return len(overdue)
