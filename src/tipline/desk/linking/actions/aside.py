"""Set a report aside that a stage cannot process, so that a person sees it and the rest goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tipline.trust.people.types import Actor

_LONGEST_ERROR = 1000

SET_ASIDE = """
INSERT INTO linking_setaside (agency_id, report_id, stage, error, at)
SELECT %s, report_id, %s, error, %s
FROM unnest(%s::bigint[], %s::text[]) AS faults(report_id, error)
ON CONFLICT (report_id)
DO UPDATE SET stage = excluded.stage, error = excluded.error, at = excluded.at
"""

# A report that linking set aside waits for linking again; one that triage set aside has its
# cluster ranked again.
PUT_BACK = """
WITH back AS (DELETE FROM linking_setaside RETURNING agency_id, report_id, stage),
waiting AS (
    INSERT INTO intake_waiting (agency_id, report_id, since, urgent)
    SELECT b.agency_id, b.report_id, %(now)s, r.urgent
    FROM back b JOIN intake_report r USING (report_id)
    WHERE b.stage = 'linking' ON CONFLICT DO NOTHING
), changed AS (
    INSERT INTO linking_changed (agency_id, cluster_id, since, urgent)
    SELECT DISTINCT b.agency_id, m.cluster_id, %(now)s::timestamptz, false
    FROM back b JOIN linking_member m USING (report_id)
    WHERE b.stage <> 'linking' ON CONFLICT DO NOTHING
)
SELECT report_id FROM back ORDER BY report_id
"""


def set_aside(actor: Actor, faults: Mapping[int, str], *, stage: str, now: datetime) -> None:
    """Keep reports with the error of a stage. Call it inside `acting`."""
    if not faults:
        return
    errors = [error.replace("\0", "")[:_LONGEST_ERROR] for error in faults.values()]
    with prepared_cursor() as cursor:
        cursor.execute(SET_ASIDE, (actor.agency_id, stage, now, list(faults), errors))
    record(
        actor,
        f"{stage}:report:set-aside",
        object_type="report",
        object_id=f"{len(faults)} reports",
        after={"report_ids": [str(report_id) for report_id in faults], "stage": stage},
        now=now,
    )


def put_back(actor: Actor, *, now: datetime) -> list[int]:
    """Let every report that was set aside wait again; return which."""
    with acting(actor), prepared_cursor() as cursor:
        back = [row[0] for row in cursor.execute(PUT_BACK, {"now": now}).fetchall()]
        if back:
            record(
                actor,
                "linking:reports:retry",
                object_type="report",
                object_id=f"{len(back)} reports",
                after={"report_ids": [str(report_id) for report_id in back]},
                now=now,
            )
    return back
