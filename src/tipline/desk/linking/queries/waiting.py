"""Count what has not been ranked yet, and name what could not be processed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

# Counted up to a bound: a page must not read a million rows to say "very many".
COUNTED_UP_TO = 10_000
BACKLOG = """
SELECT (SELECT count(*) FROM (SELECT FROM intake_waiting LIMIT %(most)s) AS waiting),
    (SELECT count(*) FROM (SELECT FROM linking_changed LIMIT %(most)s) AS changed),
    (SELECT count(*) FROM (SELECT FROM linking_setaside LIMIT %(most)s) AS aside)
"""


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """Reports that wait to be linked, clusters that wait to be ranked, reports set aside.

    Each is counted up to COUNTED_UP_TO; that number means "at least".
    """

    reports: int
    clusters: int
    set_aside: int


def read_backlog(actor: Actor) -> Backlog:
    """Count what the queue does not show yet."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(BACKLOG, {"most": COUNTED_UP_TO}).fetchone()
    reports, clusters, set_aside = row or (0, 0, 0)
    return Backlog(reports=reports, clusters=clusters, set_aside=set_aside)


def read_set_aside(actor: Actor, report_id: int) -> str | None:
    """Return the error with which a report was set aside, or None."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(
            "SELECT error FROM linking_setaside WHERE report_id = %s", (report_id,)
        ).fetchone()
    return str(row[0]) if row else None
