"""Keep which accounts are called alike: where the names stand, never the names.

Every comparison of all accounts is a generation; the last one is the present, and the links of
those before it are gone, since the model and the reports give them again.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tipline.trust.rows import AgencyRow


class Comparison(AgencyRow):
    """One comparison of all accounts: when, by which model, at which least chance."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    model_version = models.CharField(max_length=20)
    least = models.FloatField()
    accounts = models.BigIntegerField()
    found = models.BigIntegerField()

    class Meta:
        """A least chance is a chance."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(least__gte=0, least__lte=1), name="comparison_least_is_a_chance"
            ),
        ]


class AlikePair(AgencyRow):
    """Two reports whose accounts are called alike, the lower id first, and in which fields."""

    pk = models.CompositePrimaryKey("report_id", "other_report_id")
    comparison_id = models.BigIntegerField()
    report_id = models.BigIntegerField()
    other_report_id = models.BigIntegerField()
    path = models.TextField()
    other_path = models.TextField()
    bits = models.FloatField()
    probability = models.FloatField()

    class Meta:
        """Read from either report; a pair is kept once."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(report_id__lt=F("other_report_id")), name="alike_pair_is_ordered"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["other_report_id"], name="alike_other")]
