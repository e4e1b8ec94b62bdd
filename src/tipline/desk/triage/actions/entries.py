"""Write priorities and the places in the queue that follow from them, and count the tiers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.actions.placed import leave_placed
from tipline.desk.triage.rules.policy import Policy
from tipline.desk.triage.rules.ranking import Decision
from tipline.trust.people.types import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psycopg

    Cursor = psycopg.Cursor[tuple[Any, ...]]

BEFORE = """
SELECT q.cluster_id, q.tier, p.decision
FROM triage_queueentry q JOIN triage_priority p ON p.id = q.priority_id
WHERE q.cluster_id = ANY(%s)
"""

# A cluster that was merged and split off again goes on counting where it stopped.
NEWEST = """
SELECT cluster_id, max(generation) FROM triage_priority WHERE cluster_id = ANY(%s)
GROUP BY cluster_id
"""

PRIORITIES = """
INSERT INTO triage_priority (agency_id, cluster_id, generation, policy_name, policy_version,
    policy_hash, ranked_at, tier, decision)
SELECT %s, cluster_id, generation, %s, %s, %s, %s, tier, decision
FROM unnest(%s::text[], %s::int[], %s::text[], %s::bytea[])
    AS ranked(cluster_id, generation, tier, decision)
RETURNING cluster_id, id
"""

ENTRIES = """
INSERT INTO triage_queueentry (agency_id, cluster_id, priority_id, generation, tier, sort_key,
    policy_hash, reports, sender_names)
SELECT %s, cluster_id, priority_id, generation, tier, sort_key, %s, reports, sender_names::jsonb
FROM unnest(%s::text[], %s::bigint[], %s::int[], %s::text[], %s::bytea[], %s::int[], %s::text[])
    AS placed(cluster_id, priority_id, generation, tier, sort_key, reports, sender_names)
ON CONFLICT (cluster_id) DO UPDATE SET priority_id = excluded.priority_id,
    generation = excluded.generation, tier = excluded.tier, sort_key = excluded.sort_key,
    policy_hash = excluded.policy_hash, reports = excluded.reports,
    sender_names = excluded.sender_names
"""

REMOVE = "DELETE FROM triage_queueentry WHERE cluster_id = ANY(%s) RETURNING tier"

# In the order of the tiers, so that two workers never wait for each other in a ring.
COUNT = """
INSERT INTO triage_tiercount (agency_id, tier, clusters)
VALUES (%(agency)s, %(tier)s, greatest(%(change)s, 0))
ON CONFLICT (agency_id, tier)
DO UPDATE SET clusters = triage_tiercount.clusters + %(change)s
"""

DECISIONS = msgspec.json.Encoder(order="deterministic")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is written of one cluster."""

    decision: Decision
    sender_names: tuple[str, ...]


def encode_decision(decision: Decision) -> bytes:
    """Return the bytes that are stored: the same for the same decision, on every machine."""
    return DECISIONS.encode(decision)


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """What the writing of one batch shares: who writes, under which policy, when."""

    actor: Actor
    policy: Policy
    now: datetime


def write_entries(
    writing: Writing, entries: Mapping[str, Entry], *, emptied: Sequence[str]
) -> dict[str, tuple[int, str]]:
    """Place clusters in the queue, take `emptied` ones out, and count the tiers.

    Return generation and tier of those that came out differently: a decision of the same bytes
    is no new generation.
    """
    with prepared_cursor() as cursor:
        moves = Counter({tier: -n for tier, n in _remove(cursor, emptied).items()})
        rows = cursor.execute(BEFORE, (list(entries),)).fetchall()
        before = {row[0]: (row[1], bytes(row[2])) for row in rows}
        encoded = {one: encode_decision(entry.decision) for one, entry in entries.items()}
        changed = {
            one: decision
            for one, decision in encoded.items()
            if one not in before or before[one][1] != decision
        }
        generations = _write(cursor, writing, entries, changed)
        moves.update(entries[one].decision.tier.value for one in changed)
        moves.subtract(before[one][0] for one in changed if one in before)
        _count(cursor, writing.actor, moves)
        if entries:
            tiers = {one: entry.decision.tier for one, entry in entries.items()}
            leave_placed(cursor, writing.actor, tiers, writing.now)
    return {one: (generations[one], entries[one].decision.tier.value) for one in changed}


def _write(
    cursor: Cursor, writing: Writing, entries: Mapping[str, Entry], changed: Mapping[str, bytes]
) -> dict[str, int]:
    if not changed:
        return {}
    newest: dict[str, int] = dict(cursor.execute(NEWEST, (list(changed),)).fetchall())
    generations = {one: newest.get(one, 0) + 1 for one in changed}
    priorities = _write_priorities(cursor, writing, changed, generations, entries)
    _write_queue(cursor, writing, generations, priorities, entries)
    return generations


def _remove(cursor: Cursor, cluster_ids: Sequence[str]) -> Counter[str]:
    if not cluster_ids:
        return Counter()
    return Counter(row[0] for row in cursor.execute(REMOVE, (list(cluster_ids),)).fetchall())


def _write_priorities(
    cursor: Cursor,
    writing: Writing,
    changed: Mapping[str, bytes],
    generations: Mapping[str, int],
    entries: Mapping[str, Entry],
) -> dict[str, int]:
    policy = writing.policy
    row = (
        writing.actor.agency_id,
        policy.name,
        policy.version,
        policy.hash,
        writing.now,
        list(changed),
        [generations[one] for one in changed],
        [entries[one].decision.tier.value for one in changed],
        list(changed.values()),
    )
    return dict(cursor.execute(PRIORITIES, row).fetchall())


def _write_queue(
    cursor: Cursor,
    writing: Writing,
    generations: Mapping[str, int],
    priorities: Mapping[str, int],
    entries: Mapping[str, Entry],
) -> None:
    decisions = [entries[one].decision for one in generations]
    row = (
        writing.actor.agency_id,
        writing.policy.hash,
        list(generations),
        [priorities[one] for one in generations],
        list(generations.values()),
        [decision.tier.value for decision in decisions],
        [decision.sort_key(writing.policy.ties) for decision in decisions],
        [decision.reports for decision in decisions],
        [msgspec.json.encode(entries[one].sender_names).decode() for one in generations],
    )
    cursor.execute(ENTRIES, row)


def _count(cursor: Cursor, actor: Actor, moves: Mapping[str, int]) -> None:
    for tier, change in sorted(moves.items()):
        if change:
            cursor.execute(COUNT, {"agency": actor.agency_id, "tier": tier, "change": change})
