"""Hand received reports to the next stage, each to one taker only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.timezone import now as clock

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg

    from tipline.trust.people.types import Actor

# The urgent ones are few and have an index of their own; the rest go by the order of their ids,
# which begin with the day.
URGENT = "WHERE urgent ORDER BY since"
REST = "ORDER BY report_id"

CLAIM = """
WITH taken AS (
    SELECT report_id FROM intake_waiting {which} LIMIT %s FOR UPDATE SKIP LOCKED
)
DELETE FROM intake_waiting USING taken
WHERE intake_waiting.report_id = taken.report_id
RETURNING intake_waiting.report_id
"""


def claim_waiting(actor: Actor, limit: int, *, now: datetime | None = None) -> list[int]:
    """Take at most `limit` waiting reports: the urgent ones first, then by the order of their ids.

    Call it inside the transaction that does the work on them: when that fails they wait again.
    """
    with acting(actor):
        with prepared_cursor() as cursor:
            taken = _take(cursor, URGENT, limit)
            taken += _take(cursor, REST, limit - len(taken))
        if taken:
            record(
                actor,
                "intake:report:claim",
                object_type="report",
                object_id=f"{len(taken)} reports",
                after={"report_ids": [str(report_id) for report_id in taken]},
                now=now or clock(),
            )
    return taken


def _take(cursor: psycopg.Cursor[tuple[Any, ...]], which: str, limit: int) -> list[int]:
    rows = cursor.execute(CLAIM.format(which=which), (limit,)).fetchall()
    return sorted(row[0] for row in rows)
