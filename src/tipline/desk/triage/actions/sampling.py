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
# What is drawn from and what is drawn are of one statement, and so of one moment.
DRAW = """
WITH low AS MATERIALIZED (
    SELECT cluster_id, tier, priority_id,
        sha256(convert_to(%(seed)s || cluster_id, 'UTF8')) AS lot
    FROM triage_queueentry WHERE agency_id = %(agency)s AND tier = ANY(%(tiers)s)
),
population AS (
    SELECT count(*) AS clusters, encode(sha256(convert_to(
        string_agg(cluster_id || E'\\n', '' ORDER BY cluster_id COLLATE "C"), 'UTF8')), 'hex')
        AS digest
    FROM low
),
drawn AS (SELECT * FROM low ORDER BY lot, cluster_id LIMIT %(size)s)
SELECT a.clusters, a.digest, d.cluster_id, d.tier,
    (convert_from(p.decision, 'UTF8')::json->>'lead')::bigint
FROM drawn d JOIN triage_priority p ON p.id = d.priority_id CROSS JOIN population a
ORDER BY d.lot, d.cluster_id
"""

KEEP = """
INSERT INTO triage_sampled (agency_id, draw_id, cluster_id, tier, lead_report_id)
SELECT %s, %s, cluster_id, tier, lead FROM unnest(%s::text[], %s::text[], %s::bigint[])
    WITH ORDINALITY AS drawn(cluster_id, tier, lead, at) ORDER BY at
"""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """What was drawn: from how many clusters, of which digest, which, with which seed."""

    draw_id: int
    week: str
    seed: str
    population: int
    population_digest: str
    cluster_ids: tuple[str, ...]


def draw_sample(actor: Actor, *, size: int, seed: str, now: datetime) -> Drawn:
    """Draw so many clusters of the low tiers at random, once in a week of the calendar (ISO 8601).

    Raises NotPossible where this week's sample is drawn, or nothing stands in the low tiers.
    """
    check_may(actor, Action.DRAW_SAMPLES)
    week = f"{now.isocalendar().year}-W{now.isocalendar().week:02d}"
    tiers = [tier.value for tier in LOW_TIERS]
    with acting(actor), prepared_cursor() as cursor:
        given = {"agency": actor.agency_id, "seed": seed, "tiers": tiers, "size": size}
        rows = cursor.execute(DRAW, given).fetchall()
        if not rows:
            raise NotPossible("sample: no cluster stands in T5 or T6, so that nothing can be drawn")
        population, digest = rows[0][:2]
        draw, is_new = SampleDraw.objects.get_or_create(
            agency_id=actor.agency_id,
            week=week,
            defaults={
                "tiers": ",".join(tiers),
                "seed": seed,
                "population": population,
                "population_digest": digest,
                "size": min(size, population),
                "drawn_by": actor.name,
                "drawn_at": now,
            },
        )
        if not is_new:
            raise NotPossible(
                f"sample: that of week {week} is drawn already; see tipline sample list"
            )
        drawn = tuple(row[2] for row in rows)
        found = (list(drawn), [row[3] for row in rows], [row[4] for row in rows])
        cursor.execute(KEEP, (actor.agency_id, draw.id, *found))
        record(
            actor,
            "triage:sample:draw",
            object_type="sample",
            object_id=str(draw.id),
            after={
                "week": week,
                "seed": seed,
                "population": population,
                "population_digest": digest,
                "clusters": list(drawn),
            },
            now=now,
        )
    return Drawn(
        draw_id=draw.id,
        week=week,
        seed=seed,
        population=population,
        population_digest=digest,
        cluster_ids=drawn,
    )


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
