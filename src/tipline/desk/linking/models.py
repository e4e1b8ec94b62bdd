"""Keep what reports name, as keyed hashes only, and the clusters that follow from it.

Identifiers are facts. Values, members and clusters are derived from them and can be derived
again; so they carry no foreign keys, which would be checked for every one of millions of rows.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tipline.desk.linking.rules.strength import RARE_UP_TO
from tipline.desk.linking.types import IdentifierKind, Judgement
from tipline.trust.rows import AgencyRow


class Value(AgencyRow):
    """One value that reports name: how many do, and whether it may join them.

    `joins`: a decisive value joins its reports, a supporting one may be one of two that do.
    `examined_at` is how many reports it had when its sample was examined last (0: never), of
    whose `pairs` `corroborated` hang together otherwise. A file that `marked_viral` reports mark
    as viral joins nobody. `first_report_id` is the first that does not only list it, and stands
    for all that it joins. `paired`: it was one of two that joined somebody. The value itself is
    not here: it is read from a report, by the path of an identifier.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    blind_index = models.BinaryField()
    reports = models.IntegerField()
    first_report_id = models.BigIntegerField(null=True)
    joins = models.BooleanField(default=True)
    examined_at = models.IntegerField(default=0)
    pairs = models.IntegerField(default=0)
    corroborated = models.IntegerField(default=0)
    marked_viral = models.IntegerField(default=0)
    paired = models.BooleanField(default=False)

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
                condition=Q(joins=True)
                | Q(examined_at__gt=0)
                | Q(marked_viral__gt=0)
                | Q(kind__in=[kind.value for kind in RARE_UP_TO]),
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

    `lot` is the report's place in every sample (rules.sampling), so that the sample of a value of
    a million reports is the first rows of its key. `thing`: see types.Identifier.
    """

    pk = models.CompositePrimaryKey("value_id", "lot", "report_id")
    value_id = models.BigIntegerField()
    lot = models.BigIntegerField()
    report_id = models.BigIntegerField()
    thing = models.IntegerField()
    role = models.CharField(max_length=10)
    at = models.DateTimeField(null=True)
    path = models.TextField()

    class Meta:
        """Read by report; a report names a value once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report_id", "value_id"], name="identifier_is_kept_once"
            ),
        ]


class Cluster(AgencyRow):
    """Reports judged to belong together. One that was merged names the one that holds them now.

    Clusters of one `component` (named by one of them) hang together by evidence and were parted
    (rules.parting). `intricate`: it was parted, or people judged reports of it different.
    """

    cluster_id = models.CharField(max_length=30, primary_key=True)
    oldest_report_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    reports = models.IntegerField()
    merged_into = models.CharField(max_length=30, null=True)  # noqa: DJ001  most were never merged
    merged_at = models.DateTimeField(null=True)
    component = models.CharField(max_length=30)
    intricate = models.BooleanField(default=False)

    class Meta:
        """Merged into another, at a time; never empty unless merged."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_at__isnull=True)
                | Q(merged_into__isnull=False, merged_at__isnull=False, reports=0),
                name="cluster_merge_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["component"], condition=Q(intricate=True), name="cluster_of_component"
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


class Tally(AgencyRow):
    """How many linked reports the agency holds: what the rarity of a value is measured against."""

    agency = models.OneToOneField(
        "people.Agency", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    reports = models.BigIntegerField()


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


class Judged(AgencyRow):
    """What a person said of two reports, when and why; the last row of a pair counts.

    Rows are never changed. The lower id is `one`.
    """

    id = models.BigAutoField(primary_key=True)
    one = models.BigIntegerField()
    other = models.BigIntegerField()
    judgement = models.CharField(max_length=12)
    judged_by = models.CharField(max_length=200)
    judged_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        """Found by either report; the same statement is kept once."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(judgement__in=[value.value for value in Judgement]),
                name="judged_judgement_exists",
            ),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="judged_lower_is_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="judged_has_a_reason"),
            models.UniqueConstraint(
                fields=["agency", "one", "other", "judged_at", "judged_by", "judgement"],
                name="judged_is_kept_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["other"], name="judged_of_other")]
