"""Keep what reports give evidence of, every ranking that was made, and the queue as it is now.

Evidence and priorities are facts: a re-run adds rows. The queue is derived from the newest
priorities and can be derived again.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from tipline.trust.rows import AgencyRow


class Evidence(AgencyRow):
    """What one report gives evidence of, by one edition of the reading."""

    pk = models.CompositePrimaryKey("report_id", "edition")
    report_id = models.BigIntegerField()
    edition = models.SmallIntegerField()
    facts = models.JSONField()
    gaps = models.JSONField()


class Priority(AgencyRow):
    """One ranking of one cluster: the decision as bytes, under which policy, when.

    `generation` counts the rankings of a cluster that came out differently.
    """

    id = models.BigAutoField(primary_key=True)
    cluster_id = models.CharField(max_length=30)
    generation = models.IntegerField()
    policy_name = models.CharField(max_length=200)
    policy_version = models.CharField(max_length=80)
    policy_hash = models.CharField(max_length=64)
    ranked_at = models.DateTimeField()
    tier = models.CharField(max_length=2)
    decision = models.BinaryField()

    class Meta:
        """Each generation of a cluster once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cluster_id", "generation"], name="priority_is_kept_once"
            ),
            models.CheckConstraint(condition=Q(generation__gt=0), name="priority_counts_from_one"),
        ]


class QueueEntry(AgencyRow):
    """The present place of a cluster; `sort_key` sorts bytewise as the queue does, tier first.

    `tier` is where it stands, `policy_tier` where the policy alone would have it. `profiles` are
    those of its members (null: not kept). `expires_at` and `logs_end_at` are its clocks, and
    `lifted_for` the one for which it stands before others of its tier, if it does.
    """

    cluster_id = models.CharField(max_length=30, primary_key=True)
    priority_id = models.BigIntegerField()
    generation = models.IntegerField()
    tier = models.CharField(max_length=2)
    policy_tier = models.CharField(max_length=2)
    sort_key = models.BinaryField()
    policy_hash = models.CharField(max_length=64)
    reports = models.IntegerField()
    sender_names = models.JSONField()
    profiles = ArrayField(models.BigIntegerField(), null=True)
    expires_at = models.DateTimeField(null=True)
    logs_end_at = models.DateTimeField(null=True)
    lifted_for = models.DateTimeField(null=True)

    class Meta:
        """A page of the queue is a stretch of one index; so is what runs out soon."""

        indexes: ClassVar = [
            models.Index(fields=["agency", "sort_key"], name="entry_in_order"),
            models.Index(
                fields=["agency", "expires_at"],
                condition=Q(expires_at__isnull=False),
                name="entry_expires",
            ),
            models.Index(
                fields=["agency", "logs_end_at"],
                condition=Q(logs_end_at__isnull=False),
                name="entry_logs_end",
            ),
            models.Index(
                fields=["agency", "lifted_for"],
                condition=Q(lifted_for__isnull=False),
                name="entry_lifted",
            ),
        ]


class Profile(AgencyRow):
    """Feature values that reports have in common: what a policy can tell of any of them."""

    id = models.BigAutoField(primary_key=True)
    told = models.TextField()

    class Meta:
        """Each once; found by a hash, since one can be longer than an index row."""

        constraints: ClassVar = [
            models.UniqueConstraint("agency", MD5("told"), name="profile_is_kept_once"),
        ]


class TierCount(AgencyRow):
    """How many clusters stand in a tier, changed in the transaction that moves one."""

    pk = models.CompositePrimaryKey("agency", "tier")
    tier = models.CharField(max_length=2)
    clusters = models.IntegerField()

    class Meta:
        """Never fewer than none."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(clusters__gte=0), name="tier_count_is_a_count"),
        ]


class Placed(AgencyRow):
    """A cluster that was ranked and that routing has not taken yet; the gravest are taken first."""

    cluster_id = models.CharField(max_length=30, primary_key=True)
    tier = models.CharField(max_length=2)
    since = models.DateTimeField()

    class Meta:
        """Taken by tier, then by time."""

        indexes: ClassVar = [
            models.Index(fields=["agency", "tier", "since"], name="placed_in_order"),
        ]
