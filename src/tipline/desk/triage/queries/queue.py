"""Read a page of the queue: a stretch of one index, whatever the number of reports held."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries import read_backlog
from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.queries.overrides import read_overrides
from tipline.desk.triage.queries.timing import age_of, clocks_of
from tipline.desk.triage.rules.overriding import weigh
from tipline.desk.triage.rules.ranking import read_decision
from tipline.desk.triage.types import QueuePage, QueueRow, Tier, TierCount
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import psycopg

    from tipline.desk.triage.rules.overriding import StandingOverride
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

# Ids first, then the decisions of those few: skipping to a page reads the index's rows only.
PAGE = """
SELECT page.cluster_id, page.reports, page.sender_names::text, page.lifted_for, p.decision
FROM (
    SELECT cluster_id, reports, sender_names, lifted_for, sort_key, priority_id
    FROM triage_queueentry
    WHERE agency_id = %(agency)s AND sort_key >= %(first)s AND sort_key < %(end)s
    ORDER BY sort_key, cluster_id OFFSET %(offset)s LIMIT %(limit)s
) AS page JOIN triage_priority p ON p.id = page.priority_id
ORDER BY page.sort_key, page.cluster_id
"""

FIRST_MEMBERS = """
SELECT c.cluster_id, m.report_id FROM unnest(%s::text[]) AS c(cluster_id)
CROSS JOIN LATERAL (
    SELECT report_id FROM linking_member WHERE cluster_id = c.cluster_id
    ORDER BY received_at, report_id LIMIT %s
) AS m
"""

COUNTS = "SELECT tier, clusters FROM triage_tiercount WHERE agency_id = %s"

_NAMES = msgspec.json.Decoder(tuple[str, ...])
_ALL = 2_147_483_647


def read_queue(
    actor: Actor,
    *,
    offset: int,
    limit: int,
    tier: Tier | None = None,
    now: datetime,
    reports_shown: int | None = 20,
) -> QueuePage:
    """Return `limit` clusters from `offset` (0: the most urgent), of one tier or of all.

    `reports_shown` cuts the report ids of each row; None gives all of them.
    """
    with acting(actor), prepared_cursor() as cursor:
        entries = _read_entries(cursor, actor, tier, offset, limit)
        clusters = dict(cursor.execute(COUNTS, (actor.agency_id,)).fetchall())
        members = read_first_members(cursor, [entry[0] for entry in entries], reports_shown)
        overrides = read_overrides([entry[0] for entry in entries])
        backlog = read_backlog(actor)
    policy = shown_policy()
    counts = tuple(
        TierCount(tier=one, title=policy.titles[one], clusters=clusters.get(one, 0)) for one in Tier
    )
    return QueuePage(
        rows=tuple(
            say_row(
                entry,
                members[entry[0]],
                overrides=overrides.get(entry[0], ()),
                rank=offset + at,
                now=now,
            )
            for at, entry in enumerate(entries, 1)
        ),
        counts=counts,
        total=sum(count.clusters for count in counts if tier in (None, count.tier)),
        offset=offset,
        limit=limit,
        tier=tier,
        policy_name=policy.name,
        policy_version=policy.version,
        policy_hash=policy.hash,
        as_of=now,
        waiting_reports=backlog.reports,
        waiting_clusters=backlog.clusters,
        set_aside=backlog.set_aside,
    )


def _read_entries(
    cursor: Cursor, actor: Actor, tier: Tier | None, offset: int, limit: int
) -> list[tuple[Any, ...]]:
    first, end = (0, len(Tier)) if tier is None else (_place(tier), _place(tier) + 1)
    bounds = {
        "agency": actor.agency_id,
        "first": bytes([first]),
        "end": bytes([end]),
        "offset": offset,
        "limit": limit,
    }
    return cursor.execute(PAGE, bounds).fetchall()


def read_first_members(
    cursor: Cursor, cluster_ids: Sequence[str], shown: int | None
) -> dict[str, tuple[str, ...]]:
    """Return the oldest reports of clusters, at most `shown` of each (None: all)."""
    found: dict[str, list[str]] = defaultdict(list)
    wanted = (list(cluster_ids), _ALL if shown is None else shown)
    for cluster_id, report_id in cursor.execute(FIRST_MEMBERS, wanted).fetchall():
        found[cluster_id].append(str(report_id))
    return {cluster_id: tuple(found[cluster_id]) for cluster_id in cluster_ids}


def say_row(
    entry: Sequence[Any],
    report_ids: tuple[str, ...],
    *,
    overrides: Sequence[StandingOverride] = (),
    rank: int,
    now: datetime,
) -> QueueRow:
    """Say a stored place in the queue as it stands at a time."""
    cluster_id, reports, sender_names, lifted_for, stored = entry
    decision = read_decision(stored)
    tier, disagreements = weigh(decision.tier, overrides)
    return QueueRow(
        rank=rank,
        cluster_id=cluster_id,
        report_ids=report_ids,
        tier=tier,
        policy_tier=decision.tier,
        disagreements=disagreements,
        lifted_for=lifted_for,
        reasons=decision.reasons,
        missing=decision.missing,
        moves_most=decision.moves_most,
        age=age_of(decision.arrived_at, now),
        clocks=clocks_of(decision, now),
        report_count=reports,
        sender_names=_NAMES.decode(sender_names),
    )


def _place(tier: Tier) -> int:
    return list(Tier).index(tier)
