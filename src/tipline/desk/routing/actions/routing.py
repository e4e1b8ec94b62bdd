"""Route the reports of the clusters that triage has placed.

Promise: every report of a placed cluster has a route afterwards; what a cluster's reports get
does not depend on the order in which they came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.routing.actions.writing import Decided, ready, write_routes
from tipline.desk.routing.queries.subjects import read_subjects
from tipline.desk.routing.rules.deciding import follow, route_report
from tipline.desk.routing.types import Route, RouteRule
from tipline.desk.triage.actions import claim_placed
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor

# What one report says does not change, so that of a large cluster only the new ones are decided.
UNDECIDED = """
SELECT m.report_id FROM linking_member m
LEFT JOIN routing_standingroute s ON s.report_id = m.report_id
WHERE m.cluster_id = ANY(%s) AND s.table_version IS DISTINCT FROM %s ORDER BY m.report_id
"""

# Of each cluster: which agencies its placed reports go to, and the first report of them.
LEADS = """
SELECT m.cluster_id, min(s.report_id), count(DISTINCT s.ruled_code)
FROM linking_member m JOIN routing_standingroute s ON s.report_id = m.report_id
WHERE m.cluster_id = ANY(%s) AND s.ruled_code IS NOT NULL AND s.rule <> 'R-CLUSTER'
GROUP BY m.cluster_id
"""

# What follows its cluster and should not, or should and does not, or follows another report.
ASTRAY = """
SELECT m.report_id, lead.report_id FROM linking_member m
JOIN routing_standingroute s ON s.report_id = m.report_id
LEFT JOIN unnest(%s::text[], %s::bigint[], %s::text[]) AS lead(cluster_id, report_id, code)
    ON lead.cluster_id = m.cluster_id
WHERE m.cluster_id = ANY(%s) AND s.rule IN ('U-NO-PLACE', 'R-CLUSTER')
    AND (s.follows IS DISTINCT FROM lead.report_id
        OR lead.report_id IS NOT NULL AND s.ruled_code IS DISTINCT FROM lead.code)
ORDER BY m.report_id
"""

ROUTES = """
SELECT d.route FROM routing_standingroute s JOIN routing_decidedroute d ON d.id = s.route_id
WHERE s.report_id = ANY(%s)
"""

DECIDED_AT_ONCE = 5_000
_ROUTE = msgspec.json.Decoder(Route)


class RoutedBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What one call did: clusters taken, and routes that came out new or different."""

    taken: int
    routed: int


def route_placed(actor: Actor, *, limit: int, tables: Tables, now: datetime) -> RoutedBatch:
    """Take at most `limit` placed clusters and route their reports, in one transaction."""
    with acting(actor):
        cluster_ids = claim_placed(actor, limit)
        routed = route_clusters(actor, cluster_ids, tables, now) if cluster_ids else 0
    return RoutedBatch(taken=len(cluster_ids), routed=routed)


def route_clusters(
    actor: Actor, cluster_ids: Collection[str], tables: Tables, now: datetime
) -> int:
    """Route what is undecided in clusters, then what only follows others; count what changed.

    Call it inside `acting`.
    """
    with prepared_cursor() as cursor:
        rows = cursor.execute(UNDECIDED, (list(cluster_ids), tables.version)).fetchall()
    undecided = [row[0] for row in rows]
    routed = 0
    for start in range(0, len(undecided), DECIDED_AT_ONCE):
        part = undecided[start : start + DECIDED_AT_ONCE]
        own = [ready(route) for route in _decide(actor, part, tables)]
        routed += write_routes(actor, own, tables, now=now)
    return routed + _let_follow(actor, cluster_ids, tables, now)


def _decide(actor: Actor, report_ids: Sequence[int], tables: Tables) -> Iterator[Route]:
    for subject in read_subjects(actor, report_ids):
        yield route_report(subject, tables)


def _let_follow(actor: Actor, cluster_ids: Collection[str], tables: Tables, now: datetime) -> int:
    leads = _read_leads(cluster_ids)
    by_report = {int(lead.report_id): lead for lead in leads.values()}
    columns = (
        list(leads),
        [int(lead.report_id) for lead in leads.values()],
        [lead.primary for lead in leads.values()],
    )
    with prepared_cursor() as cursor:
        astray = cursor.execute(ASTRAY, (*columns, list(cluster_ids))).fetchall()
    routed = 0
    for start in range(0, len(astray), DECIDED_AT_ONCE):
        led_by = dict(astray[start : start + DECIDED_AT_ONCE])
        own = _decide(actor, list(led_by), tables)
        following = [_led(route, by_report.get(led_by[int(route.report_id)])) for route in own]
        routed += write_routes(actor, following, tables, now=now)
    return routed


def _led(route: Route, lead: Route | None) -> Decided:
    if lead is None or route.rule is not RouteRule.NO_PLACE:
        return ready(route)
    return ready(follow(route, lead), follows=int(lead.report_id))


def _read_leads(cluster_ids: Collection[str]) -> dict[str, Route]:
    """Return the route that leads each cluster whose placed reports all go to one agency."""
    with prepared_cursor() as cursor:
        rows = cursor.execute(LEADS, (list(cluster_ids),)).fetchall()
        firsts = {
            cluster_id: report_id for cluster_id, report_id, agencies in rows if agencies == 1
        }
        raw = cursor.execute(ROUTES, (list(firsts.values()),)).fetchall()
    routes = {int(route.report_id): route for route in (_ROUTE.decode(row[0]) for row in raw)}
    return {cluster_id: routes[report_id] for cluster_id, report_id in firsts.items()}
