"""Keep senders, reports, their documents and files, where loaded ones came from, and what waits.

The documents are the facts and never change. A report's row says where its submission stands.
Keys begin with the report, so that what belongs together is found through one index.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tipline.desk.intake.types import DocumentKind, Environment, Source, State
from tipline.trust.rows import AgencyRow


class Sender(AgencyRow):
    """An account on the wire. The secret is kept as its SHA-256 only: it has 256 random bits."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    username = models.CharField(max_length=40, unique=True)
    secret_sha256 = models.BinaryField()
    environment = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        """Only environments that exist."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(environment__in=[value.value for value in Environment]),
                name="sender_environment_exists",
            ),
        ]


class HotRow(AgencyRow):
    """A row that every call writes, without a foreign key to its agency.

    The wall lets a row in only with the actor's own agency, and the run-time role may delete no
    agency; a foreign key would add only a lock on the agency's row, in every transaction.
    """

    agency = models.ForeignKey(
        "people.Agency",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        """No table of its own."""

        abstract = True


class Report(HotRow):
    """A report and where its submission stands.

    `report_id` is random below a day's prefix: unguessable, and new rows stay close together.
    `content_sha256` is what duplicates are known by; `duplicate_of` names the first of them.
    """

    report_id = models.BigIntegerField(primary_key=True)
    sender = models.ForeignKey(
        Sender, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    sender_name = models.CharField(max_length=200)
    environment = models.CharField(max_length=10)
    source = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    schema_version = models.CharField(max_length=10)
    batched = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    content_sha256 = models.BinaryField()
    duplicate_of = models.BigIntegerField(null=True)
    findings = models.JSONField(default=list)
    has_errors = models.BooleanField(default=False)

    class Meta:
        """States that exist, received ones complete, one loaded report for one content."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[value.value for value in State]), name="report_state_exists"
            ),
            models.CheckConstraint(
                condition=Q(source__in=[value.value for value in Source]),
                name="report_source_exists",
            ),
            models.CheckConstraint(
                condition=Q(environment__in=[value.value for value in Environment]),
                name="report_environment_exists",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FINISHED.value, received_at__isnull=False)
                | Q(~Q(state=State.FINISHED.value), received_at__isnull=True),
                name="report_received_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(sender__isnull=False) | Q(source=Source.LOAD.value),
                name="report_of_the_wire_has_a_sender",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("report_id")),
                name="report_duplicates_another",
            ),
            models.UniqueConstraint(
                fields=["agency", "environment", "content_sha256"],
                condition=Q(source=Source.LOAD.value),
                name="report_is_loaded_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "environment", "content_sha256"],
                condition=Q(
                    source=Source.WIRE.value,
                    state=State.FINISHED.value,
                    duplicate_of__isnull=True,
                ),
                name="report_wire_original",
            ),
            models.Index(
                fields=["agency", "modified_at"],
                condition=Q(state=State.OPEN.value),
                name="report_open",
            ),
        ]


class Document(HotRow):
    """A text of a report, byte for byte; `number` is the order in which the texts came, from 0."""

    pk = models.CompositePrimaryKey("report_id", "number")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=20)
    file_id = models.CharField(max_length=32, null=True)  # noqa: DJ001  only details belong to a file
    raw = models.BinaryField()
    sha256 = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        """Only kinds that exist, and one report and one receipt each."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[value.value for value in DocumentKind]),
                name="document_kind_exists",
            ),
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.REPORT.value, number=0)
                | Q(~Q(kind=DocumentKind.REPORT.value), number__gt=0),
                name="document_report_comes_first",
            ),
        ]


class ReportFile(HotRow):
    """A file of a report: what the sender called it, what we measured, where the vault has it."""

    pk = models.CompositePrimaryKey("report_id", "file_id")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", db_index=False)
    file_id = models.CharField(max_length=32)
    number = models.IntegerField()
    name = models.TextField()
    md5 = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    vault_key = models.CharField(max_length=64)
    received_at = models.DateTimeField()


class LoadedFrom(HotRow):
    """A path at which the content of a report was met."""

    pk = models.CompositePrimaryKey("report_id", "path_sha256")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", db_index=False)
    path_sha256 = models.BinaryField()
    path = models.TextField()
    loaded_at = models.DateTimeField()


class Refusal(AgencyRow):
    """Something met by a load that is no report: its path, why, and its bytes kept aside."""

    id = models.BigAutoField(primary_key=True)
    path = models.TextField()
    path_sha256 = models.BinaryField()
    sha256 = models.BinaryField()
    reason = models.TextField()
    raw = models.BinaryField(null=True)
    vault_key = models.CharField(max_length=64, null=True)  # noqa: DJ001  only large ones lie in the vault
    environment = models.CharField(max_length=10)
    sender_name = models.CharField(max_length=200)
    refused_at = models.DateTimeField()

    class Meta:
        """The same bytes at the same path are refused once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "path_sha256", "sha256"], name="refusal_is_recorded_once"
            )
        ]


class Waiting(HotRow):
    """A received production report that linking has not taken yet; urgent ones are taken first."""

    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    since = models.DateTimeField()
    urgent = models.BooleanField(default=False)

    class Meta:
        """Urgent ones are few and are found without reading the rest."""

        indexes: ClassVar = [
            models.Index(
                fields=["agency", "since"], condition=Q(urgent=True), name="waiting_urgent"
            )
        ]
