"""Keep the random draws from the low tiers and what people found in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tipline.trust.rows import AgencyRow


class SampleDraw(AgencyRow):
    """One random draw from the low tiers: when, with which seed, from how many, how many.

    `population_digest` is the SHA-256 of the ids that were drawn from, sorted, each with a line
    feed: who has them can tell that these it was, and draw again.
    """

    id = models.BigAutoField(primary_key=True)
    week = models.CharField(max_length=8)
    tiers = models.CharField(max_length=20)
    seed = models.CharField(max_length=64)
    population = models.IntegerField()
    population_digest = models.CharField(max_length=64)
    size = models.IntegerField()
    drawn_by = models.CharField(max_length=80)
    drawn_at = models.DateTimeField()

    class Meta:
        """Once a week: a second draw until the first pleased somebody would be no sample."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "week"], name="sample_is_drawn_once_a_week"),
        ]


class Sampled(AgencyRow):
    """One cluster of a draw: where it stood, and what a person found when they worked it."""

    id = models.BigAutoField(primary_key=True)
    draw_id = models.BigIntegerField()
    cluster_id = models.CharField(max_length=30)
    lead_report_id = models.BigIntegerField()
    tier = models.CharField(max_length=2)
    true_tier = models.CharField(max_length=2, null=True)  # noqa: DJ001  not worked yet
    worked_by = models.CharField(max_length=80, null=True)  # noqa: DJ001
    worked_at = models.DateTimeField(null=True)
    reason = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        """A cluster once in a draw; a result says who, when and why."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw_id", "cluster_id"], name="sampled_once_a_draw"),
            models.CheckConstraint(
                condition=Q(
                    true_tier__isnull=True,
                    worked_by__isnull=True,
                    worked_at__isnull=True,
                    reason__isnull=True,
                )
                | Q(
                    true_tier__isnull=False,
                    worked_by__isnull=False,
                    worked_at__isnull=False,
                    reason__isnull=False,
                ),
                name="sampled_result_says_who_when_why",
            ),
        ]
