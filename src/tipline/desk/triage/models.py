"""Keep what reports give evidence of, every ranking that was made, and the queue as it is now.

Evidence and priorities are facts: a re-run adds rows. The queue is derived from the newest
priorities and can be derived again.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tipline.desk.triage.rules.vocabulary import FINDINGS, LABELS
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
    """The present place of a cluster; `sort_key` sorts bytewise as the queue does, tier first."""

    cluster_id = models.CharField(max_length=30, primary_key=True)
    priority_id = models.BigIntegerField()
    generation = models.IntegerField()
    tier = models.CharField(max_length=2)
    sort_key = models.BinaryField()
    policy_hash = models.CharField(max_length=64)
    reports = models.IntegerField()
    sender_names = models.JSONField()

    class Meta:
        """A page of the queue is a stretch of one index."""

        indexes: ClassVar = [
            models.Index(fields=["agency", "sort_key"], name="entry_in_order"),
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


class Label(AgencyRow):
    """What a label list says of one hash, kept as linking keeps hashes: keyed, never in clear.

    `withdrawn_at` is when the list took it back: it stays, and counts no more.
    """

    id = models.BigAutoField(primary_key=True)
    blind_index = models.BinaryField()
    label = models.CharField(max_length=40)
    list_name = models.CharField(max_length=200)
    list_version = models.CharField(max_length=200)
    entry = models.CharField(max_length=200)
    labelled_at = models.DateTimeField(null=True)
    loaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """One row for what one entry says of a hash; found by the hash."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "blind_index", "label", "list_name", "entry"],
                name="label_is_kept_once",
            ),
            models.CheckConstraint(condition=Q(label__in=list(LABELS)), name="label_is_known"),
        ]


class AnalystFinding(AgencyRow):
    """What an analyst states to have found in a report: dated, with a reason, revocable."""

    id = models.BigAutoField(primary_key=True)
    report_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    field = models.TextField()
    reason = models.TextField()
    stated_by = models.CharField(max_length=80)
    stated_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=80, null=True)  # noqa: DJ001  most are not withdrawn
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        """A code stands once for a report; a withdrawal says who, when and why."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report_id", "code"],
                condition=Q(withdrawn_at__isnull=True),
                name="finding_stands_once",
            ),
            models.CheckConstraint(condition=Q(code__in=list(FINDINGS)), name="finding_is_known"),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_by__isnull=True,
                    withdrawn_at__isnull=True,
                    withdrawn_reason__isnull=True,
                )
                | Q(
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                    withdrawn_reason__isnull=False,
                ),
                name="finding_withdrawal_says_who_when_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["report_id"], name="finding_of_report")]
