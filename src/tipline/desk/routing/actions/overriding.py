"""Write what people choose instead of the rules, and take it back.

Promise: a choice has a reason and a name, survives every re-routing, and is taken back by a row
of its own; the rules' route stays beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.routing.errors import NothingToRevoke, NotRouted, UnknownAgency
from tipline.desk.routing.rules.stating_reasons import check_reason
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor

STANDING = """
SELECT agency_code, ruled_code, overridden FROM routing_standingroute
WHERE report_id = %s FOR UPDATE
"""

CHOOSE = """
INSERT INTO routing_overriding (agency_id, report_id, agency_code, reason, actor, at)
VALUES (%s, %s, %s, %s, %s, %s)
"""

HOLD = """
UPDATE routing_standingroute SET agency_code = %s, overridden = %s WHERE report_id = %s
"""


def override_route(
    actor: Actor, report_id: int, agency_code: str, *, reason: str, tables: Tables, now: datetime
) -> None:
    """Have a report go to an agency of the tables, whatever the rules say.

    Raises NotPermitted, UnfitReason, UnknownAgency, NotRouted.
    """
    check_may(actor, Action.OVERRIDE_ROUTE, reason=reason)
    said = check_reason(reason)
    if agency_code not in tables.agencies:
        raise UnknownAgency(
            f"There is no agency {agency_code!r} in the tables: see `tipline route table`."
        )
    with acting(actor):
        before, _, _ = _read_standing(report_id)
        _choose(actor, report_id, agency_code, said, now)
        _hold(report_id, agency_code, overridden=True)
        _record(
            actor, "override", report_id, before=before, after=agency_code, reason=said, now=now
        )


def revoke_override(actor: Actor, report_id: int, *, reason: str, now: datetime) -> None:
    """Have the rules decide a report again.

    Raises NotPermitted, UnfitReason, NotRouted, NothingToRevoke.
    """
    check_may(actor, Action.OVERRIDE_ROUTE, reason=reason)
    said = check_reason(reason)
    with acting(actor):
        before, ruled, overridden = _read_standing(report_id)
        if not overridden:
            raise NothingToRevoke(f"Nobody chose another agency for report {report_id}.")
        _choose(actor, report_id, None, said, now)
        _hold(report_id, ruled, overridden=False)
        _record(actor, "revoke", report_id, before=before, after=ruled, reason=said, now=now)


def _read_standing(report_id: int) -> tuple[str | None, str | None, bool]:
    with prepared_cursor() as cursor:
        row = cursor.execute(STANDING, (report_id,)).fetchone()
    if row is None:
        raise NotRouted(f"Report {report_id} has no route here. See `tipline process`.")
    return row[0], row[1], row[2]


def _choose(
    actor: Actor, report_id: int, agency_code: str | None, reason: str, now: datetime
) -> None:
    row = (actor.agency_id, report_id, agency_code, reason, actor.name, now)
    with prepared_cursor() as cursor:
        cursor.execute(CHOOSE, row)


def _hold(report_id: int, agency_code: str | None, *, overridden: bool) -> None:
    with prepared_cursor() as cursor:
        cursor.execute(HOLD, (agency_code, overridden, report_id))


def _record(
    actor: Actor,
    verb: str,
    report_id: int,
    *,
    before: str | None,
    after: str | None,
    reason: str,
    now: datetime,
) -> None:
    record(
        actor,
        f"routing:report:{verb}",
        object_type="report",
        object_id=str(report_id),
        before={"agency": before},
        after={"agency": after},
        reason=reason,
        now=now,
    )
