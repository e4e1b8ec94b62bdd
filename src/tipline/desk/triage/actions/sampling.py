"""Draw the weekly random sample of the low tiers, and keep what people found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.models import Sampled, SampleDraw
from tipline.desk.triage.reasons import checked_reason
from tipline.desk.triage.rules.sampling import LOW_TIERS
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.triage.types import Tier
    from tipline.trust.people.types import Actor

# Every cluster gets a number from the seed and its id; the smallest are the sample. Whoever knows
# the seed can draw again, and nobody can choose what it draws.
DRAW = """
WITH low AS (
    SELECT q.cluster_id, q.tier, (convert_from(p.decision, 'UTF8')::json->>'lead')::bigint AS lead,
        sha256(convert_to(%(seed)s || q.cluster_id, 'UTF8')) AS lot
    FROM (
        SELECT cluster_id, tier, priority_id,
            row_number() OVER (
                ORDER BY sha256(convert_to(%(seed)s || cluster_id, 'UTF8')), cluster_id) AS at
        FROM triage_queueentry WHERE agency_id = %(agency)s AND tier = ANY(%(tiers)s)
    ) q JOIN triage_priority p ON p.id = q.priority_id WHERE q.at <= %(size)s
)
INSERT INTO triage_sampled (agency_id, draw_id, cluster_id, lead_report_id, tier)
SELECT %(agency)s, %(draw)s, cluster_id, lead, tier FROM low ORDER BY lot, cluster_id
RETURNING cluster_id
"""

POPULATION = """
SELECT coalesce(sum(clusters), 0) FROM triage_tiercount WHERE agency_id = %s AND tier = ANY(%s)
"""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """What was drawn: from how many clusters, which, with which seed."""

    draw_id: int
    week: str
    seed: str
    population: int
    cluster_ids: tuple[str, ...]


def draw_sample(actor: Actor, *, size: int, seed: str, now: datetime) -> Drawn:
    """Draw so many clusters of the low tiers at random, once in a week of the calendar (ISO 8601).

    Raises NotPossible where this week's sample is drawn, or nothing stands in the low tiers.
    """
    check_may(actor, Action.DRAW_SAMPLES)
    week = f"{now.isocalendar().year}-W{now.isocalendar().week:02d}"
    tiers = [tier.value for tier in LOW_TIERS]
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(POPULATION, (actor.agency_id, tiers)).fetchone()
        population = int(row[0]) if row else 0
        if not population:
            raise NotPossible("sample: no cluster stands in T5 or T6, so that nothing can be drawn")
        draw, is_new = SampleDraw.objects.get_or_create(
            agency_id=actor.agency_id,
            week=week,
            defaults={
                "tiers": ",".join(tiers),
                "seed": seed,
                "population": population,
                "size": min(size, population),
                "drawn_by": actor.name,
                "drawn_at": now,
            },
        )
        if not is_new:
            raise NotPossible(
                f"sample: that of week {week} is drawn already; see tipline sample list"
            )
        given = {
            "agency": actor.agency_id,
            "seed": seed,
            "tiers": tiers,
            "size": size,
            "draw": draw.id,
        }
        drawn = tuple(row[0] for row in cursor.execute(DRAW, given).fetchall())
        record(
            actor,
            "triage:sample:draw",
            object_type="sample",
            object_id=str(draw.id),
            after={"week": week, "seed": seed, "population": population, "clusters": list(drawn)},
            now=now,
        )
    return Drawn(draw_id=draw.id, week=week, seed=seed, population=population, cluster_ids=drawn)


def record_sampled(
    actor: Actor, sampled_id: int, true_tier: Tier, *, reason: str, now: datetime
) -> None:
    """Say where a sampled cluster belongs, once; raises NotPossible, BadReason.

    It moves nothing: to move a cluster, state a finding or override its tier.
    """
    check_may(actor, Action.WORK_SAMPLES, reason=reason)
    said = checked_reason(reason)
    with acting(actor):
        sampled = Sampled.objects.select_for_update().filter(id=sampled_id).first()
        if sampled is None:
            raise NotPossible(f"sampled: there is no {sampled_id}; see tipline sample list")
        if sampled.true_tier is not None:
            raise NotPossible(f"sampled: {sampled_id} was worked by {sampled.worked_by} already")
        sampled.true_tier, sampled.worked_by = true_tier.value, actor.name
        sampled.worked_at, sampled.reason = now, said
        sampled.save(update_fields=["true_tier", "worked_by", "worked_at", "reason"])
        record(
            actor,
            "triage:sample:record",
            object_type="cluster",
            object_id=sampled.cluster_id,
            after={"sampled_id": sampled_id, "tier": sampled.tier, "true_tier": true_tier.value},
            reason=said,
            now=now,
        )
