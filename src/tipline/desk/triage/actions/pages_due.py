"""Open a page for every danger that a ranking finds, in the transaction of that ranking.

Promise: what a report shows, or somebody said of it, is paged for once. While a page of its cluster
is open, further danger is named by that page and opens none; whoever acknowledges a page has seen
what it named and nothing else, whenever that came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.trust.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import psycopg

    from tipline.desk.triage.rules.ranking import Danger
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]
    Named = tuple[str, int, datetime]

UNNAMED = """
SELECT cluster_id, report_id, since
FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[])
    WITH ORDINALITY AS danger(cluster_id, report_id, since, at)
WHERE NOT EXISTS (
    SELECT FROM triage_pageddanger d
    WHERE d.report_id = danger.report_id AND d.since = danger.since
)
ORDER BY danger.at
"""

# Locked, so that nobody acknowledges a page while it comes to name more; with the weakest lock that
# does so, since the pager moves open pages all the time.
STILL_OPEN = """
SELECT m.cluster_id, p.id FROM triage_page p JOIN linking_member m ON m.report_id = p.report_id
WHERE p.acknowledged_at IS NULL AND m.cluster_id = ANY(%s)
ORDER BY p.id DESC FOR KEY SHARE OF p
"""

# A worker that found the same danger at the same moment opened the page for both.
OPEN = """
INSERT INTO triage_page (agency_id, cluster_id, report_id, since, opened_at, step, next_at)
SELECT %(agency)s, cluster_id, report_id, since, %(now)s, 0, %(now)s
FROM unnest(%(clusters)s::text[], %(reports)s::bigint[], %(since)s::timestamptz[])
    AS danger(cluster_id, report_id, since)
ON CONFLICT (agency_id, report_id, since) DO UPDATE SET opened_at = triage_page.opened_at
RETURNING report_id, id
"""

NAME = """
INSERT INTO triage_pageddanger (agency_id, report_id, since, page_id)
SELECT %s, report_id, since, page_id
FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[]) AS named(report_id, since, page_id)
ON CONFLICT (agency_id, report_id, since) DO NOTHING
"""


def leave_pages(
    cursor: Cursor, actor: Actor, dangers: Mapping[str, Sequence[Danger]], now: datetime
) -> None:
    """Have a page name each danger of these clusters; `dangers` of each are the newest first."""
    found = [
        (cluster_id, one.report_id, one.since)
        for cluster_id in sorted(dangers)
        for one in dangers[cluster_id]
    ]
    unnamed = _unnamed(cursor, found)
    if not unnamed:
        return
    newest: dict[str, Named] = {}
    for one in unnamed:
        newest.setdefault(one[0], one)
    pages: dict[str, int] = dict(cursor.execute(STILL_OPEN, (list(newest),)).fetchall())
    opened = _open(cursor, actor, [one for at, one in newest.items() if at not in pages], now)
    pages |= opened
    _, reports, since = _columns(unnamed)
    cursor.execute(NAME, (actor.agency_id, reports, since, [pages[one[0]] for one in unnamed]))
    record(
        actor,
        "triage:page:open" if opened else "triage:page:name",
        object_type="page",
        object_id=f"{len(opened or pages)} pages",
        after={
            "pages": {str(number): cluster_id for cluster_id, number in opened.items()},
            "dangers": [[str(pages[at]), str(report_id)] for at, report_id, _ in unnamed],
        },
        now=now,
    )


def _unnamed(cursor: Cursor, found: Sequence[Named]) -> list[Named]:
    """Return the dangers that no page has named yet."""
    return cursor.execute(UNNAMED, _columns(found)).fetchall() if found else []


def _open(cursor: Cursor, actor: Actor, newest: Sequence[Named], now: datetime) -> dict[str, int]:
    if not newest:
        return {}
    clusters, reports, since = _columns(newest)
    given = {
        "agency": actor.agency_id,
        "now": now,
        "clusters": clusters,
        "reports": reports,
        "since": since,
    }
    numbers: dict[int, int] = dict(cursor.execute(OPEN, given).fetchall())
    return {cluster_id: numbers[report_id] for cluster_id, report_id, _ in newest}


def _columns(found: Sequence[Named]) -> tuple[list[str], list[int], list[datetime]]:
    return [one[0] for one in found], [one[1] for one in found], [one[2] for one in found]
