"""Write what people choose instead of the rules, and take it back.

Promise: a choice has a reason and a name, survives every re-routing, and is taken back by a row
of its own; the rules' route stays beside it, and its agency hears.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.routing.errors import NothingToRevoke, NotRouted, UnknownAgency
from tipline.desk.routing.rules.choosing import hear_instead
from tipline.desk.routing.rules.stating_reasons import check_reason
from tipline.desk.routing.types import Route
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor

STANDING = """
SELECT s.agency_code, s.overridden, d.route FROM routing_standingroute s
JOIN routing_decidedroute d ON d.id = s.route_id WHERE s.report_id = %s FOR UPDATE OF s
"""

CHOOSE = """
INSERT INTO routing_overriding (agency_id, report_id, agency_code, reason, actor, at)
VALUES (%s, %s, %s, %s, %s, %s)
"""

HOLD = """
UPDATE routing_standingroute SET agency_code = %s, overridden = %s, heard = %s
WHERE report_id = %s
"""

# A version that no tables have, at one report of the cluster that follows or may: the next round
# at leisure routes that cluster anew.
FOLLOW_ANEW = """
UPDATE routing_standingroute SET table_version = '' WHERE report_id = (
    SELECT min(s.report_id) FROM linking_member chosen
    JOIN linking_member m ON m.cluster_id = chosen.cluster_id
    JOIN routing_standingroute s ON s.report_id = m.report_id
    WHERE chosen.report_id = %s AND s.rule IN ('U-NO-PLACE', 'R-CLUSTER') AND s.report_id <> %s)
"""

_ROUTE = msgspec.json.Decoder(Route)


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
        before, _, route = _read_standing(report_id)
        _choose(actor, report_id, agency_code, said, now)
        _hold(report_id, agency_code, route)
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
        before, overridden, route = _read_standing(report_id)
        if not overridden:
            raise NothingToRevoke(f"Nobody chose another agency for report {report_id}.")
        _choose(actor, report_id, None, said, now)
        _hold(report_id, None, route)
        ruled = route.primary
        _record(actor, "revoke", report_id, before=before, after=ruled, reason=said, now=now)


def _read_standing(report_id: int) -> tuple[str | None, bool, Route]:
    """Return the agency that holds, whether a person chose it, and the rules' route; lock it."""
    with prepared_cursor() as cursor:
        row = cursor.execute(STANDING, (report_id,)).fetchone()
    if row is None:
        raise NotRouted(f"Report {report_id} has no route here. See `tipline process`.")
    return row[0], row[1], _ROUTE.decode(row[2])


def _choose(
    actor: Actor, report_id: int, agency_code: str | None, reason: str, now: datetime
) -> None:
    row = (actor.agency_id, report_id, agency_code, reason, actor.name, now)
    with prepared_cursor() as cursor:
        cursor.execute(CHOOSE, row)


def _hold(report_id: int, chosen: str | None, route: Route) -> None:
    """Have a person's choice hold, or the rules' where there is none, and let others follow."""
    heard = [one.agency for one in hear_instead(route, chosen)]
    agency = chosen or route.primary
    with prepared_cursor() as cursor:
        cursor.execute(HOLD, (agency, chosen is not None, heard, report_id))
        cursor.execute(FOLLOW_ANEW, (report_id, report_id))


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
