"""Read one cluster: its place, its members and why each belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries import NoSuchCluster, current_id, read_cluster_links
from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.queries.links import links_of, unused_in
from tipline.desk.triage.queries.overrides import read_overrides
from tipline.desk.triage.queries.queue import say_row
from tipline.desk.triage.queries.standing import derive_from_store
from tipline.desk.triage.types import ClusterPage, Member
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.linking.queries import SharedValue
    from tipline.desk.triage.queries.standing import Derived
    from tipline.trust.people.types import Actor

ENTRY = """
SELECT q.cluster_id, q.reports, q.sender_names::text, q.lifted_for, p.decision, (
    SELECT count(*) + 1 FROM triage_queueentry before
    WHERE before.agency_id = q.agency_id AND before.sort_key < q.sort_key)
FROM triage_queueentry q JOIN triage_priority p ON p.id = q.priority_id WHERE q.cluster_id = %s
"""


def read_cluster(
    actor: Actor, cluster_id: str, *, now: datetime, members_shown: int = 100
) -> ClusterPage:
    """Return a cluster with at most `members_shown` members, gravest first.

    An id that was merged answers with what it became. Raises NoSuchCluster, also for one that
    was never ranked.
    """
    policy = shown_policy()
    with acting(actor):
        current = current_id(actor, cluster_id)
        entry = _read_entry(current)
        derived = derive_from_store(actor, current, policy)
        if entry is None or derived is None:
            raise NoSuchCluster(
                f"Cluster {cluster_id!r} was not ranked yet: run `tipline process`."
            )
        overrides = read_overrides([current])
        values = read_cluster_links(actor, [member.report_id for member in derived.members])
    row = say_row(
        entry[:5],
        tuple(str(member.report_id) for member in derived.members),
        overrides=overrides.get(current, ()),
        rank=entry[5],
        now=now,
    )
    return ClusterPage(
        cluster_id=current,
        redirected_from=None if current == cluster_id else cluster_id,
        row=row,
        members=say_members(derived, values, shown=members_shown),
        not_used=unused_in(values),
        policy_name=policy.name,
        policy_version=policy.version,
        as_of=now,
    )


def say_members(
    derived: Derived, values: tuple[SharedValue, ...], *, shown: int
) -> tuple[Member, ...]:
    """Return the members of a cluster, gravest first, each with its own tier and its links."""
    ranked = derived.standing.ranked[:shown]
    links = links_of(values, {one.held.report_id for one in ranked})
    return tuple(
        Member(
            report_id=str(one.held.report_id),
            tier=one.tier,
            received_at=one.held.received_at,
            sender_name=one.held.sender_name,
            links=links[one.held.report_id],
        )
        for one in ranked
    )


def _read_entry(cluster_id: str) -> tuple[Any, ...] | None:
    with prepared_cursor() as cursor:
        return cursor.execute(ENTRY, (cluster_id,)).fetchone()
