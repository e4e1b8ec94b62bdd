"""List reports by the agency that they go to, and count them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.routing.queries.routes import read_routes
from tipline.desk.routing.types import (
    AgencyCount,
    RoutedReport,
    RouteLine,
    RoutingOverview,
    UnroutableCount,
)
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor

LINES = """
SELECT s.report_id, coalesce(m.cluster_id, ''), s.agency_code, s.rule, s.heard, s.overridden
FROM routing_standingroute s LEFT JOIN linking_member m ON m.report_id = s.report_id
WHERE s.report_id > %(after)s AND {where} ORDER BY s.report_id LIMIT %(limit)s
"""
OF_AGENCY = LINES.format(where="s.agency_code = %(agency)s")
HEARD_BY = LINES.format(where="s.heard <> '{}' AND %(agency)s = ANY(s.heard)")
UNROUTABLE = LINES.format(where="s.agency_code IS NULL")
UNROUTABLE_BY = LINES.format(where="s.agency_code IS NULL AND s.rule = %(rule)s")

IDS = """
SELECT report_id FROM routing_standingroute WHERE report_id > %s ORDER BY report_id LIMIT %s
"""

COUNTS = """
SELECT agency_code, CASE WHEN agency_code IS NULL THEN rule END, count(*),
    count(*) FILTER (WHERE overridden)
FROM routing_standingroute GROUP BY 1, 2
"""

HEARING = """
SELECT code, count(*) FROM routing_standingroute, unnest(heard) AS code
WHERE heard <> '{}' GROUP BY code
"""

_AT_ONCE = 1_000


def list_routes(
    actor: Actor,
    *,
    agency: str | None,
    hearing: bool = False,
    rule: str | None = None,
    after: int = 0,
    limit: int,
) -> tuple[RouteLine, ...]:
    """Return at most `limit` reports with a number above `after`, by number.

    Those that go to `agency`, or with `hearing` those that it must hear of; without an agency
    those that are unroutable, by one `rule` where one is named.
    """
    check_may(actor, Action.READ_QUEUE)
    statement = UNROUTABLE_BY if rule else UNROUTABLE
    if agency is not None:
        statement = HEARD_BY if hearing else OF_AGENCY
    asked = {"after": after, "limit": limit, "agency": agency, "rule": rule}
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(statement, asked).fetchall()
    return tuple(_line(row) for row in rows)


def iterate_routes(actor: Actor, tables: Tables) -> Iterator[RoutedReport]:
    """Yield the routes of all reports, by number, a stretch at a time."""
    after = 0
    while True:
        with acting(actor), prepared_cursor() as cursor:
            rows = cursor.execute(IDS, (after, _AT_ONCE)).fetchall()
        yield from read_routes(actor, [row[0] for row in rows], tables)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1][0]


def count_routes(actor: Actor, tables: Tables) -> RoutingOverview:
    """Count the reports of each agency, and the unroutable ones by rule. Reads every route."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor), prepared_cursor() as cursor:
        counts = cursor.execute(COUNTS).fetchall()
        hearing = dict(cursor.execute(HEARING).fetchall())
    primary = Counter({agency: count for agency, _, count, _ in counts if agency})
    codes = sorted({*primary, *hearing}, key=lambda code: (-primary[code], code))
    return RoutingOverview(
        agencies=tuple(
            AgencyCount(
                agency=code,
                name=tables.agencies[code].name if code in tables.agencies else code,
                primary=primary[code],
                hears=hearing.get(code, 0),
            )
            for code in codes
        ),
        unroutable=tuple(
            UnroutableCount(rule=rule, reports=count)
            for agency, rule, count, _ in sorted(counts, key=lambda row: -row[2])
            if agency is None
        ),
        overridden=sum(row[3] for row in counts),
        table_version=tables.version,
    )


def _line(row: Sequence[Any]) -> RouteLine:
    report_id, cluster_id, agency, rule, heard, overridden = row
    return RouteLine(
        report_id=str(report_id),
        cluster_id=cluster_id,
        agency=agency,
        rule=rule,
        heard=tuple(heard),
        overridden=overridden,
    )
