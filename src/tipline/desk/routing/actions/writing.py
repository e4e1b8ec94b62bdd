"""Write decided routes and the standing ones that follow from them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.rows import json_rows
from tipline.trust.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import psycopg

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.desk.routing.types import Route
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]


def heard_instead(heard: str, ruled: str, chosen: str) -> str:
    """Return as SQL what `rules.choosing.hear_instead` says, of columns with codes."""
    everybody = f"CASE WHEN {ruled} IS NULL THEN {heard} ELSE array_prepend({ruled}, {heard}) END"
    return f"array_remove({everybody}, {chosen})"


BEFORE = """
SELECT s.report_id, d.route FROM routing_standingroute s
JOIN routing_decidedroute d ON d.id = s.route_id WHERE s.report_id = ANY(%s)
"""

# In the order of the reports, so that two workers never wait for each other in a ring.
WRITE = f"""
WITH arrived AS (
    SELECT * FROM json_to_recordset(%(rows)s::json) AS row(report_id bigint, agency_code text,
        rule text, heard text[], follows bigint, route text)
), decided AS (
    INSERT INTO routing_decidedroute (agency_id, report_id, generation, agency_code, rule,
        table_version, decided_at, route)
    SELECT %(agency)s, report_id, coalesce((SELECT max(generation) FROM routing_decidedroute d
            WHERE d.report_id = arrived.report_id), 0) + 1,
        agency_code, rule, %(tables)s, %(now)s, decode(route, 'hex')
    FROM arrived ORDER BY report_id
    RETURNING id, report_id, generation
)
INSERT INTO routing_standingroute AS standing (agency_id, report_id, route_id, generation,
    agency_code, ruled_code, rule, heard, follows, overridden, table_version)
SELECT %(agency)s, report_id, decided.id, decided.generation, agency_code, agency_code, rule,
    heard, follows, false, %(tables)s
FROM arrived JOIN decided USING (report_id) ORDER BY report_id
ON CONFLICT (report_id) DO UPDATE SET route_id = excluded.route_id,
    generation = excluded.generation, ruled_code = excluded.ruled_code, rule = excluded.rule,
    agency_code = CASE WHEN standing.overridden THEN standing.agency_code
        ELSE excluded.agency_code END,
    heard = CASE WHEN standing.overridden
        THEN {heard_instead("excluded.heard", "excluded.ruled_code", "standing.agency_code")}
        ELSE excluded.heard END,
    follows = excluded.follows, table_version = excluded.table_version
"""  # noqa: S608  columns of our own

# What came out the same is of these tables now, too.
SAME = "UPDATE routing_standingroute SET table_version = %s WHERE report_id = ANY(%s)"

ROUTES = msgspec.json.Encoder(order="deterministic")


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is ready to be written; `route` is the route's bytes as hex text."""

    report_id: int
    agency_code: str | None
    rule: str
    heard: tuple[str, ...]
    follows: int | None
    route: str


def encode_route(route: Route) -> bytes:
    """Return the bytes that are stored: the same for the same route, on every machine."""
    return ROUTES.encode(route)


def ready(route: Route, follows: int | None = None) -> Decided:
    """Make a route ready to be written."""
    return Decided(
        report_id=int(route.report_id),
        agency_code=route.primary,
        rule=route.rule.value,
        heard=tuple(heard.agency for heard in route.heard),
        follows=follows,
        route=encode_route(route).hex(),
    )


def write_routes(actor: Actor, decided: Sequence[Decided], tables: Tables, *, now: datetime) -> int:
    """Write the routes that came out differently; return how many. Call it inside `acting`.

    A route of the same bytes is no new generation, whatever tables it follows from.
    """
    with prepared_cursor() as cursor:
        rows = cursor.execute(BEFORE, ([one.report_id for one in decided],)).fetchall()
        before = {report_id: bytes(route).hex() for report_id, route in rows}
        changed = [one for one in decided if before.get(one.report_id) != one.route]
        if changed:
            values = {"rows": json_rows(changed), "agency": actor.agency_id, "now": now}
            cursor.execute(WRITE, values | {"tables": tables.version})
        cursor.execute(SAME, (tables.version, sorted(before)))
    _record(actor, changed, tables, now)
    return len(changed)


def _record(actor: Actor, changed: Sequence[Decided], tables: Tables, now: datetime) -> None:
    counts = Counter(one.agency_code or one.rule for one in changed)
    routed = {str(one.report_id): [one.agency_code, one.rule] for one in changed}
    record(
        actor,
        "routing:reports:route",
        object_type="report",
        object_id=f"{len(changed)} reports",
        after={"counts": dict(sorted(counts.items())), "routed": routed},
        rule_version=tables.version,
        now=now,
    )
