"""Derive the standing of one cluster again, from what is stored or from the documents anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries import ClusterMember, read_each, read_members
from tipline.desk.triage.queries.holding import (
    ReadReport,
    gather,
    hold,
    missing_of,
    read_report,
    read_stored,
    say_gaps,
)
from tipline.desk.triage.rules.ranking import Decision, Ranked, Standing, decide, rank_members
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tipline.desk.triage.rules.policy import Policy
    from tipline.trust.people.types import Actor

CLUSTER_OF = "SELECT cluster_id FROM linking_member WHERE report_id = %s"

# A cluster of more reports than this is explained from the stored evidence of the others.
READ_ANEW = 300


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster's members, their standing under a policy, and the decision that follows."""

    cluster_id: str
    members: tuple[ClusterMember, ...]
    standing: Standing
    decision: Decision

    def ranked(self, report_id: int) -> Ranked:
        """Return one member as it was ranked."""
        return next(one for one in self.standing.ranked if one.held.report_id == report_id)


def cluster_of(actor: Actor, report_id: int) -> str | None:
    """Return the cluster of a report, None while it is in none."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(CLUSTER_OF, (report_id,)).fetchone()
    return str(row[0]) if row else None


def derive_from_store(actor: Actor, cluster_id: str, policy: Policy) -> Derived | None:
    """Derive a cluster's standing from stored evidence; None if none of it was read yet."""
    return _derive(actor, cluster_id, policy, anew=())


def derive_anew(actor: Actor, cluster_id: str, policy: Policy, *, above_all: int) -> Derived | None:
    """Derive a cluster's standing from the documents themselves.

    All of them where there are at most READ_ANEW, else those of the report `above_all`.
    """
    members = read_members(actor, [cluster_id])[cluster_id]
    few = len(members) <= READ_ANEW
    anew = [member.report_id for member in members] if few else [above_all]
    return _derive(actor, cluster_id, policy, anew=anew)


def _derive(
    actor: Actor, cluster_id: str, policy: Policy, *, anew: Sequence[int]
) -> Derived | None:
    with acting(actor):
        members = read_members(actor, [cluster_id])[cluster_id]
        ids = [member.report_id for member in members]
        read = read_stored(ids) | _read_anew(actor, anew, known=ids)
        held = hold(members, read, gather(actor, ids))
        if not held:
            return None
        standing = rank_members(held, policy)
        lead = standing.ranked[0].held.report_id
        said = say_gaps([lead], read, lambda report_ids: read_each(actor, report_ids))
    return Derived(
        cluster_id=cluster_id,
        members=members,
        standing=standing,
        decision=decide(standing, policy, missing=missing_of(standing, read, said[lead])),
    )


def _read_anew(
    actor: Actor, report_ids: Sequence[int], *, known: Collection[int]
) -> dict[int, ReadReport]:
    wanted = [report_id for report_id in report_ids if report_id in known]
    documents = read_each(actor, wanted) if wanted else {}
    return {
        report_id: read_report(found)
        for report_id, found in documents.items()
        if not isinstance(found, str)
    }
