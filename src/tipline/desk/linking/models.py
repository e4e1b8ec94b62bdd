"""Keep what reports name, as keyed hashes only, and the clusters that follow from it.

Identifiers are facts. Values, members and clusters are derived from them and can be derived
again; so they carry no foreign keys, which would be checked for every one of millions of rows.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tipline.desk.linking.types import IdentifierKind
from tipline.trust.rows import AgencyRow


class Value(AgencyRow):
    """One value that reports name: how many do, and whether it joins them.

    `examined_at` is how many reports it had when it was judged last (0: never, it joins), from
    `pairs` drawn pairs of which `corroborated` shared something else. A file that `marked_viral`
    reports mark as viral joins nobody. The value itself is not here: it is read from a report,
    by the path of an identifier.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    blind_index = models.BinaryField()
    reports = models.IntegerField()
    first_report_id = models.BigIntegerField()
    joins = models.BooleanField(default=True)
    examined_at = models.IntegerField(default=0)
    pairs = models.IntegerField(default=0)
    corroborated = models.IntegerField(default=0)
    marked_viral = models.IntegerField(default=0)

    class Meta:
        """One row for a value of an agency; the few that do not join are found at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "kind", "blind_index"], name="value_is_kept_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in IdentifierKind]),
                name="value_kind_exists",
            ),
            models.CheckConstraint(condition=Q(reports__gt=0), name="value_has_reports"),
            models.CheckConstraint(
                condition=Q(marked_viral=0) | Q(joins=False), name="value_marked_viral_joins_nobody"
            ),
            models.CheckConstraint(
                condition=Q(joins=True) | Q(examined_at__gt=0) | Q(marked_viral__gt=0),
                name="value_is_judged_before_unused",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "-reports"], condition=Q(joins=False), name="value_unused"
            ),
        ]


class Identifier(AgencyRow):
    """One report names one value: in which role, when, in which field.

    `position` numbers the reports of a value from 1 without a gap, so that a sample of a
    million is drawn by reading the drawn ones only. `thing`: see types.Identifier.
    """

    pk = models.CompositePrimaryKey("value_id", "position")
    value_id = models.BigIntegerField()
    position = models.IntegerField()
    report_id = models.BigIntegerField()
    thing = models.SmallIntegerField()
    role = models.CharField(max_length=10)
    at = models.DateTimeField(null=True)
    path = models.TextField()

    class Meta:
        """Read by report; a report names a value once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report_id", "value_id"], name="identifier_is_kept_once"
            ),
            models.CheckConstraint(condition=Q(position__gt=0), name="identifier_counts_from_one"),
        ]


class Cluster(AgencyRow):
    """Reports judged to belong together. One that was merged names the one that holds them now."""

    cluster_id = models.CharField(max_length=30, primary_key=True)
    oldest_report_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    reports = models.IntegerField()
    merged_into = models.CharField(max_length=30, null=True)  # noqa: DJ001  most were never merged
    merged_at = models.DateTimeField(null=True)

    class Meta:
        """Merged into another, at a time; never empty unless merged."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_at__isnull=True)
                | Q(merged_into__isnull=False, merged_at__isnull=False, reports=0),
                name="cluster_merge_is_dated",
            ),
        ]


class Member(AgencyRow):
    """A report and the cluster that it belongs to now."""

    report_id = models.BigIntegerField(primary_key=True)
    cluster_id = models.CharField(max_length=30)
    received_at = models.DateTimeField()
    sender_name = models.CharField(max_length=200)

    class Meta:
        """Read by cluster, oldest first."""

        indexes: ClassVar = [
            models.Index(fields=["cluster_id", "received_at"], name="member_of_cluster")
        ]


class Changed(AgencyRow):
    """A cluster that changed and that triage has not taken yet; urgent ones are taken first."""

    cluster_id = models.CharField(max_length=30, primary_key=True)
    since = models.DateTimeField()
    urgent = models.BooleanField(default=False)

    class Meta:
        """Urgent ones are few and are found without reading the rest."""

        indexes: ClassVar = [
            models.Index(
                fields=["agency", "since"], condition=Q(urgent=True), name="changed_urgent"
            ),
            models.Index(fields=["agency", "since"], name="changed_since"),
        ]


class SetAside(AgencyRow):
    """A report that a stage could not process, with the error; a person has to look at it."""

    report_id = models.BigIntegerField(primary_key=True)
    stage = models.CharField(max_length=20)
    error = models.TextField()
    at = models.DateTimeField()
