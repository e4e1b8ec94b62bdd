"""Name the reports that show imminent danger, and since when: what people are paged for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.ranking.members import values_of
from tipline.desk.triage.types import Tier

if TYPE_CHECKING:
    from tipline.desk.triage.rules.policy import Policy
    from tipline.desk.triage.rules.ranking.members import Ranked, Standing


class Danger(msgspec.Struct, frozen=True):
    """A report that shows imminent danger, and when it came or somebody said so of it."""

    report_id: int
    since: datetime


def find_dangers(standing: Standing, policy: Policy) -> tuple[Danger, ...]:
    """Return every danger of a cluster in T0, the newest first; none for one that stands elsewhere.

    Reports that stand in T0 only because of others in their cluster show no new danger.
    """
    if standing.ranked[0].tier is not Tier.T0:
        return ()
    showing = [
        ranked
        for ranked in standing.ranked
        if ranked.tier is Tier.T0 and policy.tier_of(values_of(ranked.facts, {})) is Tier.T0
    ]
    dangers = [Danger(one.held.report_id, _since(one)) for one in showing or standing.ranked[:1]]
    return tuple(sorted(dangers, key=lambda one: (one.since, -one.report_id), reverse=True))


def _since(ranked: Ranked) -> datetime:
    said = [one.provenance.at for one in ranked.held.findings if one.provenance.at is not None]
    return max([ranked.held.received_at, *said])
