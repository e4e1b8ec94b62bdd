"""Rank the clusters that changed, and place them in the queue.

Promise: evidence and priorities are added and never changed; the queue shows the newest
priority of every cluster, in one transaction with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.actions import claim_changed, set_aside
from tipline.desk.linking.queries import ClusterMember, Shelf, read_members, say_error
from tipline.desk.triage.actions.entries import Entry, Writing, write_entries
from tipline.desk.triage.queries.holding import (
    ReadReport,
    gather,
    hold,
    missing_of,
    read_report,
    read_stored,
    say_gaps,
)
from tipline.desk.triage.rules.evidence import EDITION
from tipline.desk.triage.rules.profiles import profile_of
from tipline.desk.triage.rules.ranking import Standing, decide, find_dangers, rank_members
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tipline.desk.triage.rules.policy import Policy
    from tipline.trust.people.types import Actor

# Some tenths of a second of work; a larger cluster is ranked in a transaction of its own.
REPORTS_AT_ONCE = 2_000

EXTRACTED = """
INSERT INTO triage_evidence (agency_id, report_id, edition, facts, gaps)
SELECT %s, report_id, %s, facts::jsonb, gaps::jsonb
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS extracted(report_id, facts, gaps)
ON CONFLICT (report_id, edition) DO NOTHING
"""


class RankedBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What one call did: clusters taken, of which ranked anew, reports set aside."""

    taken: int
    ranked: int
    set_aside: int


def rank_changed(
    actor: Actor, *, limit: int, policy: Policy, shelf: Shelf, now: datetime
) -> RankedBatch:
    """Take at most `limit` changed clusters, of REPORTS_AT_ONCE reports, rank each, all at once.

    Urgent ones come first, in a transaction without others; a cluster of more reports comes alone.
    Documents that lie on the `shelf` are not read again.
    """
    with acting(actor):
        cluster_ids = claim_changed(actor, limit, reports=REPORTS_AT_ONCE, now=now)
        if not cluster_ids:
            return RankedBatch(taken=0, ranked=0, set_aside=0)
        members = read_members(actor, cluster_ids)
        read, faults = _read(actor, members, shelf)
        set_aside(actor, faults, stage="triage", now=now)
        entries = _rank(actor, members, read, shelf, policy)
        emptied = [one for one in cluster_ids if one not in entries]
        writing = Writing(actor=actor, policy=policy, now=now)
        written = write_entries(writing, entries, emptied=emptied)
        if written:
            _record(actor, written, policy, now)
    return RankedBatch(taken=len(cluster_ids), ranked=len(written), set_aside=len(faults))


def _read(
    actor: Actor, members: Mapping[str, Sequence[ClusterMember]], shelf: Shelf
) -> tuple[dict[int, ReadReport], dict[int, str]]:
    """Return the evidence of all members; read and store what was never read."""
    report_ids = [member.report_id for group in members.values() for member in group]
    stored = read_stored(report_ids)
    new = [report_id for report_id in report_ids if report_id not in stored]
    extracted: dict[int, ReadReport] = {}
    faults: dict[int, str] = {}
    for report_id, found in shelf.read(actor, new).items():
        if isinstance(found, str):
            faults[report_id] = found
            continue
        try:
            extracted[report_id] = read_report(found)
        except Exception as error:  # noqa: BLE001  the report's own boundary: others must go on
            faults[report_id] = say_error(error)
    _store(actor, extracted)
    return stored | extracted, faults


def _store(actor: Actor, extracted: Mapping[int, ReadReport]) -> None:
    if not extracted:
        return
    rows = [
        (report_id, msgspec.json.encode(read.evidence).decode(), _encode_gaps(read.gaps))
        for report_id, read in extracted.items()
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with prepared_cursor() as cursor:
        cursor.execute(EXTRACTED, (actor.agency_id, EDITION, *columns))


def _encode_gaps(gaps: frozenset[str]) -> str:
    return msgspec.json.encode(sorted(gaps)).decode()


def _rank(
    actor: Actor,
    members: Mapping[str, Sequence[ClusterMember]],
    read: Mapping[int, ReadReport],
    shelf: Shelf,
    policy: Policy,
) -> dict[str, Entry]:
    gathered = gather(actor, [one.report_id for group in members.values() for one in group])
    standings: dict[str, Standing] = {}
    for cluster_id, group in members.items():
        if held := hold(group, read, gathered):
            standings[cluster_id] = rank_members(held, policy)
    leads = [standing.ranked[0].held.report_id for standing in standings.values()]
    said = say_gaps(leads, read, lambda report_ids: shelf.read(actor, report_ids))
    return {
        cluster_id: Entry(
            decision=decide(standing, policy, missing=missing_of(standing, read, said[lead])),
            sender_names=tuple(sorted({one.held.sender_name for one in standing.ranked})),
            standing=standing,
            dangers=find_dangers(standing, policy),
            profiles=tuple({profile_of(values) for values in {o.values for o in standing.ranked}}),
        )
        for lead, (cluster_id, standing) in zip(leads, standings.items(), strict=True)
    }


def _record(
    actor: Actor, written: Mapping[str, tuple[int, str]], policy: Policy, now: datetime
) -> None:
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
