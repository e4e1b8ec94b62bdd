"""Read the random samples of the low tiers: what is to be worked, and what they say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.rules.sampling import MissRate, SampledResult, rate_misses
from tipline.desk.triage.types import Tier
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

SAMPLED = """
SELECT s.id, d.week, d.seed, d.population, s.cluster_id, s.lead_report_id, s.tier, s.true_tier,
    s.worked_by, s.worked_at, s.reason
FROM triage_sampled s JOIN triage_sampledraw d ON d.id = s.draw_id
WHERE %(all)s OR s.true_tier IS NULL ORDER BY d.id DESC, s.id LIMIT %(limit)s
"""

RESULTS = """
SELECT d.week, s.tier, s.true_tier
FROM triage_sampled s JOIN triage_sampledraw d ON d.id = s.draw_id
"""
_MOST = 5_000


class SampledRow(msgspec.Struct, frozen=True, kw_only=True):
    """One cluster of a draw, and what a person found, if it was worked."""

    sampled_id: int
    week: str
    seed: str
    population: int
    cluster_id: str
    lead_report_id: str
    tier: Tier
    true_tier: Tier | None
    worked_by: str | None
    worked_at: datetime | None
    reason: str | None


def list_sampled(actor: Actor, *, worked: bool = False) -> tuple[SampledRow, ...]:
    """Return what is drawn and not worked, the newest draw first; with `worked` the rest too."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(SAMPLED, {"all": worked, "limit": _MOST}).fetchall()
    return tuple(
        SampledRow(
            sampled_id=row[0],
            week=row[1],
            seed=row[2],
            population=row[3],
            cluster_id=row[4],
            lead_report_id=str(row[5]),
            tier=Tier(row[6]),
            true_tier=Tier(row[7]) if row[7] else None,
            worked_by=row[8],
            worked_at=row[9],
            reason=row[10],
        )
        for row in rows
    )


def read_miss_rate(actor: Actor) -> tuple[MissRate, ...]:
    """Return what the sample of each week says: of the low tiers together, then of each."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(RESULTS).fetchall()
    return rate_misses(
        [
            SampledResult(
                week=week, tier=Tier(tier), true_tier=Tier(true_tier) if true_tier else None
            )
            for week, tier, true_tier in rows
        ]
    )
