"""Route the reports of the clusters that triage has placed.

Promise: every report of a placed cluster has a route afterwards; what a cluster's reports get
does not depend on the order in which they came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.rows import json_rows
from tipline.desk.routing.actions.writing import Decided, heard_instead, ready, write_routes
from tipline.desk.routing.queries.subjects import read_subjects
from tipline.desk.routing.rules.choosing import follow, hear_instead
from tipline.desk.routing.rules.deciding import route_report
from tipline.desk.routing.types import Route, RouteRule
from tipline.desk.triage.actions import claim_placed
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor

# What one report says does not change, so that of a large cluster only the new ones are decided.
UNDECIDED = """
SELECT m.report_id, m.cluster_id, s.rule IS NOT DISTINCT FROM 'R-CLUSTER' FROM linking_member m
LEFT JOIN routing_standingroute s ON s.report_id = m.report_id
WHERE m.cluster_id = ANY(%s) AND s.table_version IS DISTINCT FROM %s ORDER BY m.report_id
"""

# Of each cluster: which agencies its placed reports go to, by the rules or by a person, and the
# first report of them. One that is placed and has no agency is as good as another agency.
LEADS = """
SELECT m.cluster_id, min(s.report_id), count(DISTINCT coalesce(s.agency_code, '')),
    min(s.agency_code)
FROM linking_member m JOIN routing_standingroute s ON s.report_id = m.report_id
WHERE m.cluster_id = ANY(%s) AND s.rule NOT IN ('U-NO-PLACE', 'R-CLUSTER')
GROUP BY m.cluster_id
"""

# What follows its cluster and should not, or should and does not, or follows something else.
ASTRAY = f"""
SELECT m.report_id, m.cluster_id FROM linking_member m
JOIN routing_standingroute s ON s.report_id = m.report_id
LEFT JOIN json_to_recordset(%s::json) AS lead(cluster_id text, report_id bigint, code text,
    heard text[]) ON lead.cluster_id = m.cluster_id
WHERE m.cluster_id = ANY(%s) AND s.rule IN ('U-NO-PLACE', 'R-CLUSTER')
    AND (s.follows IS DISTINCT FROM lead.report_id
        OR lead.report_id IS NOT NULL AND (s.ruled_code IS DISTINCT FROM lead.code
            OR s.heard::text[] <> CASE WHEN s.overridden
                THEN {heard_instead("lead.heard", "lead.code", "s.agency_code::text")}
                ELSE lead.heard END))
ORDER BY m.report_id
"""  # noqa: S608  columns of our own

ROUTES = """
SELECT d.route FROM routing_standingroute s JOIN routing_decidedroute d ON d.id = s.route_id
WHERE s.report_id = ANY(%s)
"""

DECIDED_AT_ONCE = 5_000
_ROUTE = msgspec.json.Decoder(Route)


class _LeadRow(msgspec.Struct, frozen=True, kw_only=True):
    """What those that follow a lead must have: its agency, and who hears."""

    cluster_id: str
    report_id: int
    code: str
    heard: tuple[str, ...]


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """The report that others of a cluster follow; `chosen` is a person's choice for it."""

    route: Route
    chosen: str | None
    row: _LeadRow


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
        undecided = cursor.execute(UNDECIDED, (list(cluster_ids), tables.version)).fetchall()
    following = {report_id: cluster_id for report_id, cluster_id, follows in undecided if follows}
    routed = 0
    thin: dict[int, str] = {}
    for start in range(0, len(undecided), DECIDED_AT_ONCE):
        part = [row[0] for row in undecided[start : start + DECIDED_AT_ONCE]]
        own = list(_decide(actor, part, tables))
        # One that follows, and still has no place, is written once: as what it follows says.
        still = {int(one.report_id) for one in own if one.rule is RouteRule.NO_PLACE}
        thin |= {one: cluster for one, cluster in following.items() if one in still}
        decided = [ready(one) for one in own if int(one.report_id) not in thin]
        routed += write_routes(actor, decided, tables, now=now)
    return routed + _let_follow(actor, cluster_ids, thin, tables, now)


def _decide(actor: Actor, report_ids: Sequence[int], tables: Tables) -> Iterator[Route]:
    for subject in read_subjects(actor, report_ids):
        yield route_report(subject, tables)


def _let_follow(
    actor: Actor,
    cluster_ids: Collection[str],
    thin: Mapping[int, str],
    tables: Tables,
    now: datetime,
) -> int:
    """Have reports without a place follow their clusters; `thin` are those to be decided anew."""
    leads = _read_leads(cluster_ids)
    rows = json_rows([lead.row for lead in leads.values()])
    with prepared_cursor() as cursor:
        astray = cursor.execute(ASTRAY, (rows, list(cluster_ids))).fetchall()
    cluster_of = sorted((dict(astray) | dict(thin)).items())
    routed = 0
    for start in range(0, len(cluster_of), DECIDED_AT_ONCE):
        part = dict(cluster_of[start : start + DECIDED_AT_ONCE])
        own = _decide(actor, list(part), tables)
        following = [_led(route, leads.get(part[int(route.report_id)])) for route in own]
        routed += write_routes(actor, following, tables, now=now)
    return routed


def _led(route: Route, lead: Lead | None) -> Decided:
    if lead is None or route.rule is not RouteRule.NO_PLACE:
        return ready(route)
    return ready(follow(route, lead.route, lead.chosen), follows=lead.row.report_id)


def _read_leads(cluster_ids: Collection[str]) -> dict[str, Lead]:
    """Return what leads each cluster whose placed reports all go to one agency."""
    with prepared_cursor() as cursor:
        rows = cursor.execute(LEADS, (list(cluster_ids),)).fetchall()
        firsts = {
            report_id: (cluster_id, agency)
            for cluster_id, report_id, agencies, agency in rows
            if agencies == 1 and agency is not None
        }
        raw = cursor.execute(ROUTES, (list(firsts),)).fetchall()
    routes = [_ROUTE.decode(row[0]) for row in raw]
    return {
        cluster_id: _lead(cluster_id, route, agency)
        for route in routes
        for cluster_id, agency in [firsts[int(route.report_id)]]
    }


def _lead(cluster_id: str, route: Route, agency: str) -> Lead:
    chosen = agency if agency != route.primary else None
    row = _LeadRow(
        cluster_id=cluster_id,
        report_id=int(route.report_id),
        code=agency,
        heard=tuple(one.agency for one in hear_instead(route, chosen)),
    )
    return Lead(route=route, chosen=chosen, row=row)
