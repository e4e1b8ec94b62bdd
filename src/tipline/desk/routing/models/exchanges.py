"""Keep with whom this agency exchanges, what each exchange was, and what came of it.

No identifier and no element of an exchange is here, only the fields of our own reports that hold
what was asked, and the references under which others may ask after it.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tipline.desk.routing.deconfliction.types import Step
from tipline.trust.rows import AgencyRow


class Partner(AgencyRow):
    """Another unit; `call` says how its duty desk is reached."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    call = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        """One row for a unit."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "name"], name="partner_is_added_once"),
        ]


class EpochKey(AgencyRow):
    """A key that is shared with a partner for some days; its secret is in a file, not here."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=16)
    epoch = models.CharField(max_length=40)
    first_day = models.DateField()
    last_day = models.DateField()
    added_at = models.DateTimeField()

    class Meta:
        """One row for a key, which ends after it begins."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "key_id"], name="epoch_key_is_added_once"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="epoch_ends_after_it_begins"
            ),
        ]


class Exchange(AgencyRow):
    """One step of an exchange, as it was taken here: which, with whom, by whom and why."""

    id = models.BigAutoField(primary_key=True)
    exchange = models.UUIDField()
    step = models.CharField(max_length=12)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=16)
    asked = models.IntegerField()
    held = models.IntegerField()
    matched = models.IntegerField(null=True)
    reason = models.TextField()
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        """Each step of an exchange once: an answer is not given or compared twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "exchange", "step"], name="exchange_step_is_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(step__in=[step.value for step in Step]), name="exchange_step_exists"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "partner", "step", "-at"], name="exchange_newest"),
        ]


class AskedValue(AgencyRow):
    """Which of our fields an element of a question stands for; gone when it was compared."""

    pk = models.CompositePrimaryKey("agency", "exchange", "position", "report_id", "path")
    exchange = models.UUIDField()
    position = models.IntegerField()
    report_id = models.BigIntegerField()
    path = models.TextField()
    kind = models.CharField(max_length=30)


class GivenReference(AgencyRow):
    """Which of our fields a reference stands for that we gave to a partner."""

    pk = models.CompositePrimaryKey("agency", "reference", "report_id", "path")
    reference = models.CharField(max_length=19)
    report_id = models.BigIntegerField()
    path = models.TextField()
    kind = models.CharField(max_length=30)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField()


class Match(AgencyRow):
    """A field of ours that a partner holds the same of, under the partner's reference."""

    id = models.BigAutoField(primary_key=True)
    exchange = models.UUIDField()
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    report_id = models.BigIntegerField()
    path = models.TextField()
    kind = models.CharField(max_length=30)
    reference = models.CharField(max_length=19)
    found_at = models.DateTimeField()

    class Meta:
        """Read by report, newest first."""

        indexes: ClassVar = [models.Index(fields=["report_id", "-id"], name="match_of_report")]
