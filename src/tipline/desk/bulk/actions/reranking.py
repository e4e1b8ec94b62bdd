"""Rank a whole store anew under the policy in force, stretch by stretch.

Promise: what comes out is what ranking a cluster by itself gives, byte for byte; a stretch is one
transaction, and one that is done is not done again. A cluster that waits to be ranked because it
changed is left to the ordinary loop, which ranks by the same policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.bulk.workers import work_through
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.actions import mark_changed
from tipline.desk.linking.queries import Shelf, read_members
from tipline.desk.triage.actions.entries import Entry, Writing, write_entries
from tipline.desk.triage.queries.holding import gather, hold, missing_of, read_stored, say_gaps
from tipline.desk.triage.rules.policy import Policy, read_policy
from tipline.desk.triage.rules.profiles import profile_of
from tipline.desk.triage.rules.ranking import decide, find_dangers, rank_members, read_decision
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from tipline.desk.triage.queries.holding import ReadReport
    from tipline.desk.triage.rules.ranking import Decision, Standing
    from tipline.desk.triage.types import Missing
    from tipline.trust.people.types import Actor

# A second of work, and some megabytes.
AT_ONCE = 1_000

# Every so manyth cluster that stands under another policy begins a stretch.
STRETCHES = """
SELECT cluster_id FROM (
    SELECT cluster_id, row_number() OVER (ORDER BY cluster_id) AS place
    FROM triage_queueentry WHERE policy_hash <> %s
) AS placed WHERE (place - 1) %% %s = 0 ORDER BY cluster_id
"""

STALE = """
SELECT q.cluster_id, p.decision
FROM triage_queueentry q JOIN triage_priority p ON p.id = q.priority_id
WHERE q.cluster_id >= %s AND (%s::text IS NULL OR q.cluster_id < %s::text) AND q.policy_hash <> %s
    AND NOT EXISTS (SELECT FROM linking_changed c WHERE c.cluster_id = q.cluster_id)
ORDER BY q.cluster_id FOR UPDATE OF q
"""


class Reranked(msgspec.Struct, kw_only=True):
    """Clusters and reports that were ranked, and clusters left to the ordinary loop."""

    clusters: int = 0
    reports: int = 0
    left: int = 0

    def add(self, other: Reranked) -> None:
        """Count what another stretch did."""
        self.clusters += other.clusters
        self.reports += other.reports
        self.left += other.left


def rerank_store(
    actor: Actor, policy: bytes, *, now: datetime, workers: int = 1
) -> Iterator[tuple[Reranked, int]]:
    """Rank every cluster that stands under another policy; yields each stretch, and how many.

    `policy` is the file's content. Raises BadPolicy.
    """
    bounds = _find_stretches(actor, read_policy(policy).hash)
    ends = [*bounds[1:], None]
    shares = [(actor, policy, now, *stretch) for stretch in zip(bounds, ends, strict=False)]
    task = "tipline.desk.bulk.actions.reranking:rerank_stretch"
    for done in work_through(task, shares, workers=workers):
        yield done, len(bounds)


def rerank_stretch(
    actor: Actor, policy: bytes, now: datetime, first: str, end: str | None
) -> Reranked:
    """Rank the clusters from `first` up to `end`, without it, in one transaction."""
    compiled = _compile(policy)
    with acting(actor):
        before = _read_stale(first, end, compiled)
        members = read_members(actor, list(before))
        report_ids = [one.report_id for group in members.values() for one in group]
        read = read_stored(report_ids)
        # Evidence by an older reading is read anew by the ordinary loop.
        whole = [one for one, group in members.items() if all(m.report_id in read for m in group)]
        left = sorted(before.keys() - set(whole))
        if left:
            mark_changed(actor, left, now=now)
        gathered = gather(actor, report_ids)
        standings = {
            one: rank_members(hold(members[one], read, gathered), compiled) for one in whole
        }
        entries = _decide(actor, standings, read, before, compiled)
        written = write_entries(Writing(actor=actor, policy=compiled, now=now), entries, emptied=())
        if written:
            _record(actor, written, compiled, now)
    return Reranked(clusters=len(entries), reports=len(report_ids), left=len(left))


_COMPILED: dict[bytes, Policy] = {}


def _compile(policy: bytes) -> Policy:
    """Compile a policy once in a process."""
    if policy not in _COMPILED:
        _COMPILED[policy] = read_policy(policy)
    return _COMPILED[policy]


def _find_stretches(actor: Actor, policy_hash: str) -> list[str]:
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(STRETCHES, (policy_hash, AT_ONCE)).fetchall()
    return [row[0] for row in rows]


def _read_stale(first: str, end: str | None, policy: Policy) -> dict[str, Decision]:
    with prepared_cursor() as cursor:
        rows = cursor.execute(STALE, (first, end, end, policy.hash)).fetchall()
    return {cluster_id: read_decision(decision) for cluster_id, decision in rows}


def _decide(
    actor: Actor,
    standings: Mapping[str, Standing],
    read: Mapping[int, ReadReport],
    before: Mapping[str, Decision],
    policy: Policy,
) -> dict[str, Entry]:
    missing = _say_missing(actor, standings, read, before)
    return {
        one: Entry(
            decision=decide(standing, policy, missing=missing[one]),
            standing=standing,
            dangers=find_dangers(standing, policy),
            sender_names=tuple(sorted({ranked.held.sender_name for ranked in standing.ranked})),
            profiles=tuple(
                {profile_of(values) for values in {ranked.values for ranked in standing.ranked}}
            ),
        )
        for one, standing in standings.items()
    }


def _say_missing(
    actor: Actor,
    standings: Mapping[str, Standing],
    read: Mapping[int, ReadReport],
    before: Mapping[str, Decision],
) -> dict[str, Sequence[Missing]]:
    """Return what each cluster lacks: as it was said where the same report leads, without parsing.

    What is missing depends on the members and the leading one, not on the policy, and a cluster
    whose members changed is not here.
    """
    leads = {one: standing.ranked[0].held.report_id for one, standing in standings.items()}
    others = {one: lead for one, lead in leads.items() if before[one].lead != str(lead)}
    shelf = Shelf(AT_ONCE)
    said = say_gaps(list(others.values()), read, lambda ids: shelf.read(actor, ids))
    return {
        one: missing_of(standings[one], read, said[lead]) if one in others else before[one].missing
        for one, lead in leads.items()
    }


def _record(actor: Actor, written: Mapping[str, Any], policy: Policy, now: datetime) -> None:
    record(
        actor,
        "triage:clusters:rank",
        object_type="cluster",
        object_id=f"{len(written)} clusters",
        after={
            "ranked": {
                cluster_id: {"generation": generation, "tier": tier}
                for cluster_id, (generation, tier) in written.items()
            }
        },
        rule_version=f"{policy.version} {policy.hash[:12]}",
        now=now,
    )
