"""Read the routes of reports as they stand, with what people chose instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.routing.errors import NotRouted
from tipline.desk.routing.rules.choosing import hear_instead
from tipline.desk.routing.types import Override, Route, RoutedReport
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor

ROUTES = """
SELECT s.report_id, s.agency_code, s.overridden, s.generation, s.table_version, d.decided_at,
    d.route, o.agency_code, o.reason, o.actor, o.at
FROM routing_standingroute s JOIN routing_decidedroute d ON d.id = s.route_id
LEFT JOIN LATERAL (SELECT * FROM routing_overriding o WHERE o.report_id = s.report_id
    ORDER BY id DESC LIMIT 1) o ON s.overridden
WHERE s.report_id = ANY(%s) ORDER BY s.report_id
"""

OVERRIDES = """
SELECT agency_code, reason, actor, at FROM routing_overriding WHERE report_id = %s ORDER BY id
"""

_ROUTE = msgspec.json.Decoder(Route)


def read_route(actor: Actor, report_id: int, tables: Tables) -> RoutedReport:
    """Return the route of one report as it stands. Raises NotRouted, NotPermitted."""
    found = read_routes(actor, [report_id], tables)
    if not found:
        raise NotRouted(
            f"Report {report_id} has no route here. See `tipline intake list`, `tipline process`."
        )
    return found[0]


def read_routes(
    actor: Actor, report_ids: Sequence[int], tables: Tables
) -> tuple[RoutedReport, ...]:
    """Return the routes of these reports, by number; one without a route is left out."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(ROUTES, (list(report_ids),)).fetchall()
    return tuple(_routed(row, tables) for row in rows)


def read_overrides(actor: Actor, report_id: int) -> tuple[Override, ...]:
    """Return what people chose for a report and took back, oldest first."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(OVERRIDES, (report_id,)).fetchall()
    return tuple(_override(row) for row in rows)


def _routed(row: Sequence[Any], tables: Tables) -> RoutedReport:
    report_id, agency, overridden, generation, version, decided_at, raw = row[:7]
    route = _ROUTE.decode(raw)
    known = tables.agencies.get(agency) if agency else None
    return RoutedReport(
        report_id=str(report_id),
        agency=agency,
        agency_name=known.name if known else None,
        heard=hear_instead(route, agency if overridden else None),
        route=route,
        override=_override(row[7:]) if overridden else None,
        generation=generation,
        table_version=version,
        decided_at=decided_at,
    )


def _override(row: Sequence[Any]) -> Override:
    agency, reason, actor, at = row
    return Override(agency=agency, reason=reason, actor=actor, at=at)
