"""Write priorities and the places in the queue that follow from them, and count the tiers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.actions.lapsing import weigh_coverage
from tipline.desk.triage.actions.pages_due import leave_pages
from tipline.desk.triage.actions.placed import leave_placed
from tipline.desk.triage.actions.profiles import keep_profiles
from tipline.desk.triage.rules.policy import Policy
from tipline.desk.triage.rules.ranking import (
    Danger,
    Decision,
    Place,
    Standing,
    encode_decision,
    place,
)
from tipline.desk.triage.types import Tier
from tipline.trust.people.types import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psycopg

    Cursor = psycopg.Cursor[tuple[Any, ...]]

BEFORE = """
SELECT q.cluster_id, q.tier, q.priority_id, q.generation, q.sort_key, q.profiles, p.decision
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
INSERT INTO triage_queueentry (agency_id, cluster_id, priority_id, generation, tier, policy_tier,
    sort_key, policy_hash, reports, sender_names, profiles, expires_at, logs_end_at, lifted_for)
SELECT %s, cluster_id, priority_id, generation, tier, policy_tier, sort_key, %s, reports,
    sender_names::jsonb, profiles::bigint[], expires_at, logs_end_at, lifted_for
FROM unnest(%s::text[], %s::bigint[], %s::int[], %s::text[], %s::text[], %s::bytea[], %s::int[],
    %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
    AS placed(cluster_id, priority_id, generation, tier, policy_tier, sort_key, reports,
        sender_names, profiles, expires_at, logs_end_at, lifted_for)
ON CONFLICT (cluster_id) DO UPDATE SET priority_id = excluded.priority_id,
    generation = excluded.generation, tier = excluded.tier, policy_tier = excluded.policy_tier,
    sort_key = excluded.sort_key, policy_hash = excluded.policy_hash, reports = excluded.reports,
    sender_names = excluded.sender_names, profiles = excluded.profiles,
    expires_at = excluded.expires_at, logs_end_at = excluded.logs_end_at,
    lifted_for = excluded.lifted_for
"""

REMOVE = "DELETE FROM triage_queueentry WHERE cluster_id = ANY(%s) RETURNING tier"

# In the order of the tiers, so that two workers never wait for each other in a ring.
COUNT = """
INSERT INTO triage_tiercount (agency_id, tier, clusters)
VALUES (%(agency)s, %(tier)s, greatest(%(change)s, 0))
ON CONFLICT (agency_id, tier)
DO UPDATE SET clusters = triage_tiercount.clusters + %(change)s
"""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is written of one cluster; `profiles` are those of its members, each once.

    `dangers` are what its reports show, the newest first; none where the policy has it below T0.
    """

    decision: Decision
    standing: Standing
    sender_names: tuple[str, ...]
    profiles: tuple[str, ...]
    dangers: tuple[Danger, ...]


class Before(msgspec.Struct, frozen=True):
    """How a cluster stood before this ranking."""

    tier: str
    priority_id: int
    generation: int
    sort_key: bytes
    profiles: list[int] | None
    decision: bytes


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """One cluster as it is to stand, and how it stood, if it did."""

    entry: Entry
    encoded: bytes
    place: Place
    profiles: list[int]
    before: Before | None

    @property
    def is_decided_anew(self) -> bool:
        """Whether the decision has other bytes than before."""
        return self.before is None or self.before.decision != self.encoded

    @property
    def is_moved(self) -> bool:
        """Whether anything of it is to be written."""
        return (
            self.is_decided_anew
            or self.before is None
            or self.before.sort_key != self.place.sort_key
            or self.before.profiles != self.profiles
        )


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
    is no new generation, though people may have moved it.
    """
    with prepared_cursor() as cursor:
        moves = Counter({tier: -n for tier, n in _remove(cursor, emptied).items()})
        rankings = _compare(cursor, writing, entries)
        moved = {one: ranking for one, ranking in rankings.items() if ranking.is_moved}
        written = _write(cursor, writing, moved)
        moves.update(ranking.place.tier.value for ranking in moved.values())
        moves.subtract(one.before.tier for one in moved.values() if one.before)
        _count(cursor, writing.actor, moves)
        if rankings:
            tiers = {one: ranking.place.tier for one, ranking in rankings.items()}
            leave_placed(cursor, writing.actor, tiers, writing.now)
            leave_pages(cursor, writing.actor, _dangers(rankings), writing.now)
    return {one: (written[one], moved[one].place.tier.value) for one in moved}


def _compare(cursor: Cursor, writing: Writing, entries: Mapping[str, Entry]) -> dict[str, Ranking]:
    rows = cursor.execute(BEFORE, (list(entries),)).fetchall()
    before = {
        row[0]: Before(row[1], row[2], row[3], bytes(row[4]), row[5], bytes(row[6])) for row in rows
    }
    standings = {one: entry.standing for one, entry in entries.items()}
    overrides = weigh_coverage(cursor, writing.actor, standings, writing.policy, writing.now)
    told = {profile for entry in entries.values() for profile in entry.profiles}
    numbers = keep_profiles(cursor, writing.actor, sorted(told))
    return {
        one: Ranking(
            entry=entry,
            encoded=encode_decision(entry.decision),
            place=place(entry.decision, writing.policy, overrides.get(one, ()), now=writing.now),
            profiles=sorted(numbers[profile] for profile in entry.profiles),
            before=before.get(one),
        )
        for one, entry in entries.items()
    }


def _dangers(rankings: Mapping[str, Ranking]) -> dict[str, tuple[Danger, ...]]:
    """Return what people are paged for: what reports show, or a person put into T0."""
    found: dict[str, tuple[Danger, ...]] = {}
    for one, ranking in rankings.items():
        words = [word.at for word in ranking.place.disagreements if word.holds]
        if ranking.place.tier is not Tier.T0:
            continue
        if ranking.entry.dangers:
            found[one] = ranking.entry.dangers
        elif words:
            found[one] = (Danger(int(ranking.entry.decision.lead), max(words)),)
    return found


def _remove(cursor: Cursor, cluster_ids: Sequence[str]) -> Counter[str]:
    if not cluster_ids:
        return Counter()
    return Counter(row[0] for row in cursor.execute(REMOVE, (list(cluster_ids),)).fetchall())


def _write(cursor: Cursor, writing: Writing, moved: Mapping[str, Ranking]) -> dict[str, int]:
    """Write decisions that are new and places that are; return the generation of each cluster."""
    if not moved:
        return {}
    anew = {one: ranking for one, ranking in moved.items() if ranking.is_decided_anew}
    generations = {one: r.before.generation for one, r in moved.items() if r.before}
    priorities = {one: r.before.priority_id for one, r in moved.items() if r.before}
    if anew:
        newest: dict[str, int] = dict(cursor.execute(NEWEST, (list(anew),)).fetchall())
        generations |= {one: newest.get(one, 0) + 1 for one in anew}
        priorities |= _write_priorities(cursor, writing, anew, generations)
    _write_queue(cursor, writing, moved, generations, priorities)
    return generations


def _write_priorities(
    cursor: Cursor,
    writing: Writing,
    anew: Mapping[str, Ranking],
    generations: Mapping[str, int],
) -> dict[str, int]:
    policy = writing.policy
    row = (
        writing.actor.agency_id,
        policy.name,
        policy.version,
        policy.hash,
        writing.now,
        list(anew),
        [generations[one] for one in anew],
        [ranking.entry.decision.tier.value for ranking in anew.values()],
        [ranking.encoded for ranking in anew.values()],
    )
    return dict(cursor.execute(PRIORITIES, row).fetchall())


def _write_queue(
    cursor: Cursor,
    writing: Writing,
    moved: Mapping[str, Ranking],
    generations: Mapping[str, int],
    priorities: Mapping[str, int],
) -> None:
    rankings = list(moved.values())
    decisions = [ranking.entry.decision for ranking in rankings]
    row = (
        writing.actor.agency_id,
        writing.policy.hash,
        list(moved),
        [priorities[one] for one in moved],
        [generations[one] for one in moved],
        [ranking.place.tier.value for ranking in rankings],
        [decision.tier.value for decision in decisions],
        [ranking.place.sort_key for ranking in rankings],
        [decision.reports for decision in decisions],
        [msgspec.json.encode(ranking.entry.sender_names).decode() for ranking in rankings],
        [f"{{{','.join(map(str, ranking.profiles))}}}" for ranking in rankings],
        [decision.expires_at for decision in decisions],
        [decision.logs_end_at for decision in decisions],
        [ranking.place.lifted_for for ranking in rankings],
    )
    cursor.execute(ENTRIES, row)


def _count(cursor: Cursor, actor: Actor, moves: Mapping[str, int]) -> None:
    for tier, change in sorted(moves.items()):
        if change:
            cursor.execute(COUNT, {"agency": actor.agency_id, "tier": tier, "change": change})
