"""Ask what would change in today's queue if another policy were in force; write nothing.

Every profile of feature values is asked once, whatever the number of clusters that have it; which
cluster would stand where is then one statement over the queue.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.queries.overrides import read_overrides
from tipline.desk.triage.queries.standing import derive_from_store
from tipline.desk.triage.rules.overriding import weigh
from tipline.desk.triage.rules.profiles import values_from
from tipline.desk.triage.rules.ranking import read_decision
from tipline.desk.triage.types import Reason, Tier
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from tipline.desk.triage.rules.policy import Policy
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

READ_ONLY = "SET LOCAL transaction_read_only = on"

PROFILES = "SELECT id, told FROM triage_profile"

# People's words are weighed one by one: those clusters are few.
WORDS = """
SELECT DISTINCT m.cluster_id FROM triage_tieroverride o
JOIN linking_member m ON m.report_id = o.report_id WHERE o.revoked_at IS NULL
"""

PLACES = """
WITH tiers AS (SELECT * FROM unnest(%(profiles)s::bigint[], %(tiers)s::text[]) AS t(id, tier)),
simulated AS (
    SELECT q.cluster_id, min(t.tier) AS tier
    FROM triage_queueentry q CROSS JOIN LATERAL unnest(q.profiles) AS p(id)
    JOIN tiers t ON t.id = p.id
    WHERE q.agency_id = %(agency)s GROUP BY q.cluster_id
),
moved AS (
    SELECT q.cluster_id, q.tier AS before, s.tier AS after, count(*) OVER w AS clusters,
        row_number() OVER (w ORDER BY q.sort_key, q.cluster_id) AS at
    FROM simulated s JOIN triage_queueentry q USING (cluster_id)
    WHERE q.tier <> s.tier AND NOT (q.cluster_id = ANY(%(words)s))
    WINDOW w AS (PARTITION BY q.tier, s.tier)
)
SELECT before, after, clusters, cluster_id FROM moved WHERE at <= greatest(%(examples)s, 1)
ORDER BY before, after, at
"""

OF_WORDS = """
SELECT q.cluster_id, q.tier, (SELECT array_agg(p) FROM unnest(q.profiles) AS p)
FROM triage_queueentry q WHERE q.cluster_id = ANY(%s)
"""

COUNTS = """
SELECT count(*), count(*) FILTER (WHERE profiles IS NULL) FROM triage_queueentry
WHERE agency_id = %s
"""

NOW = """
SELECT p.decision FROM triage_queueentry q JOIN triage_priority p ON p.id = q.priority_id
WHERE q.cluster_id = %s
"""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One cluster that would move: its reasons now, and those under the other policy."""

    cluster_id: str
    report_id: str
    reasons_now: tuple[Reason, ...]
    reasons_then: tuple[Reason, ...]


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """How many clusters would move from one tier to another, with the foremost of them."""

    before: Tier
    after: Tier
    clusters: int
    examples: tuple[Moved, ...]


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """What would change: clusters looked at, moves by tier, the gravest tier first.

    `unknown` counts clusters whose profiles are not kept yet, of which nothing is said.
    """

    policy_name: str
    policy_version: str
    policy_hash: str
    clusters: int
    moved: int
    unknown: int
    moves: tuple[Move, ...]


def simulate_policy(actor: Actor, policy: Policy, *, examples: int = 3) -> Simulation:
    """Return what would change in the queue under a policy, with so many examples of each move."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor), prepared_cursor() as cursor:
        cursor.execute(READ_ONLY)
        clusters, unknown = cursor.execute(COUNTS, (actor.agency_id,)).fetchall()[0]
        tiers = {
            number: policy.tier_of(values_from(json.loads(told)))
            for number, told in cursor.execute(PROFILES).fetchall()
        }
        words = [row[0] for row in cursor.execute(WORDS).fetchall()]
        given = {
            "agency": actor.agency_id,
            "profiles": list(tiers),
            "tiers": [tier.value for tier in tiers.values()],
            "words": words,
            "examples": examples,
        }
        found: dict[tuple[str, str], tuple[int, list[str]]] = {}
        for before, after, count, cluster_id in cursor.execute(PLACES, given).fetchall():
            found.setdefault((before, after), (count, []))[1].append(cluster_id)
        for before, after, cluster_id in _of_words(cursor, words, tiers):
            count, shown = found.get((before, after), (0, []))
            found[before, after] = (count + 1, [*shown, cluster_id][:examples])
        moves = tuple(
            Move(
                before=Tier(before),
                after=Tier(after),
                clusters=count,
                examples=tuple(_example(actor, cursor, one, policy) for one in shown[:examples]),
            )
            for (before, after), (count, shown) in sorted(found.items(), key=lambda one: one[0])
        )
    return Simulation(
        policy_name=policy.name,
        policy_version=policy.version,
        policy_hash=policy.hash,
        clusters=clusters,
        moved=sum(move.clusters for move in moves),
        unknown=unknown,
        moves=moves,
    )


def _of_words(
    cursor: Cursor, cluster_ids: Sequence[str], tiers: dict[int, Tier]
) -> Iterator[tuple[str, str, str]]:
    """Yield what would move of the clusters on which people's words stand."""
    overrides = read_overrides(cluster_ids)
    for cluster_id, before, profiles in cursor.execute(OF_WORDS, (list(cluster_ids),)).fetchall():
        if profiles:
            policy_tier = min(tiers[number] for number in profiles)
            after, _ = weigh(policy_tier, overrides.get(cluster_id, ()))
            if after != before:
                yield before, after.value, cluster_id


def _example(actor: Actor, cursor: Cursor, cluster_id: str, policy: Policy) -> Moved:
    stored = cursor.execute(NOW, (cluster_id,)).fetchall()[0][0]
    derived = derive_from_store(actor, cluster_id, policy)
    decision = read_decision(bytes(stored))
    return Moved(
        cluster_id=cluster_id,
        report_id=decision.lead,
        reasons_now=decision.reasons,
        reasons_then=derived.decision.reasons if derived else (),
    )
