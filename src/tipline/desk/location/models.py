"""Keep which datasets are installed, and where each report points to by them.

What was found of a report never changes: other datasets make another generation beside it, and
the highest generation of a report is its present one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tipline.desk.intake.models import HotRow
from tipline.desk.location.types import DatasetKind
from tipline.trust.rows import AgencyRow


class Dataset(AgencyRow):
    """A place dataset that an agency installed; its files lie in a folder of its own.

    `edition` is the day that it describes. `sha256` is of the file as it was given.
    """

    id = models.BigAutoField(primary_key=True)
    folder = models.UUIDField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    edition = models.DateField()
    licence = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    ranges = models.BigIntegerField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """One of a name and an edition at a time; never without a licence."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "name", "edition"],
                condition=Q(removed_at__isnull=True),
                name="dataset_edition_is_installed_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DatasetKind]),
                name="dataset_kind_exists",
            ),
            models.CheckConstraint(condition=~Q(licence=""), name="dataset_has_a_licence"),
        ]


class Generation(AgencyRow):
    """One set of datasets and one version of the rules, by which reports are located."""

    id = models.BigAutoField(primary_key=True)
    dataset_ids = models.JSONField()
    rule_version = models.CharField(max_length=40)
    since = models.DateTimeField()

    class Meta:
        """The same set is one generation, unless another came between."""

        indexes: ClassVar = [models.Index(fields=["agency", "-id"], name="generation_latest")]


class Located(HotRow):
    """What one report points to in one generation; `found` is JSON, see rows.py."""

    pk = models.CompositePrimaryKey("report_id", "generation_id")
    report_id = models.BigIntegerField()
    generation_id = models.BigIntegerField()
    at = models.DateTimeField()
    counted = models.IntegerField()
    found = models.JSONField()

    class Meta:
        """Nothing was looked at beyond what the report names."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(counted__gte=0), name="located_counts_locators"),
        ]
