"""Keep what lists, analysts and dissenters state: dated, attributed, revocable."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tipline.desk.triage.rules.vocabulary import FINDINGS, LABELS
from tipline.trust.rows import AgencyRow


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


class TierOverride(AgencyRow):
    """A person's word on the tier of the cluster of a report: dated, with a reason, revocable.

    It is tied to a report, so that it goes where the report goes when clusters merge or split.
    `policy_tier` is what the policy said when they spoke, `covers` what spoke for a graver tier
    then, by report, and `lapsed_for` what does now and is not covered, if anything.
    """

    id = models.BigAutoField(primary_key=True)
    report_id = models.BigIntegerField()
    cluster_id = models.CharField(max_length=30)
    tier = models.CharField(max_length=2)
    policy_tier = models.CharField(max_length=2)
    covers = models.JSONField(default=dict)
    lapsed_for = models.CharField(max_length=30, null=True)  # noqa: DJ001  most have not lapsed
    reason = models.TextField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=80, null=True)  # noqa: DJ001  most are not revoked
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        """One word for a report at a time; a revocation says who, when and why."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report_id"],
                condition=Q(revoked_at__isnull=True),
                name="override_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    revoked_by__isnull=True, revoked_at__isnull=True, revoked_reason__isnull=True
                )
                | Q(
                    revoked_by__isnull=False,
                    revoked_at__isnull=False,
                    revoked_reason__isnull=False,
                ),
                name="override_revocation_says_who_when_why",
            ),
            models.CheckConstraint(
                condition=~Q(tier=models.F("policy_tier")), name="override_disagrees"
            ),
        ]
