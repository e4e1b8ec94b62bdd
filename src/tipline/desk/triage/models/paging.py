"""Keep pages about imminent danger, their messages, and when the pager lived last."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tipline.trust.rows import AgencyRow


class Page(AgencyRow):
    """A danger that somebody has to see: opened with the ranking that found it.

    `since` is when the report that shows it came, or when somebody said so of it. `step` is how
    often the next on the rota were paged; they are again at `next_at`, until somebody acknowledges.
    """

    id = models.BigAutoField(primary_key=True)
    cluster_id = models.CharField(max_length=30)
    report_id = models.BigIntegerField()
    since = models.DateTimeField()
    opened_at = models.DateTimeField()
    step = models.IntegerField()
    next_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=80, null=True)  # noqa: DJ001  open pages have none

    class Meta:
        """Once for a report and what was said of it; the open ones are few and found at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "report_id", "since"], name="page_is_opened_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "next_at"],
                condition=Q(acknowledged_at__isnull=True),
                name="page_open",
            ),
        ]


class PagedDanger(AgencyRow):
    """One danger that a page named: whoever acknowledges the page has seen this one.

    `since` is that of `Page`. Most pages name the one that opened them.
    """

    pk = models.CompositePrimaryKey("agency", "report_id", "since")
    report_id = models.BigIntegerField()
    since = models.DateTimeField()
    page_id = models.BigIntegerField()


class PageSend(AgencyRow):
    """One message of a page's step to one receiver: due, tried so often, sent or why not."""

    id = models.BigAutoField(primary_key=True)
    page_id = models.BigIntegerField()
    step = models.IntegerField()
    target = models.TextField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField()
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, null=True)  # noqa: DJ001  most have none

    class Meta:
        """One message for each page, step and receiver, whatever crashes."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page_id", "step", "target"], name="page_is_sent_once_a_step"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "due_at"],
                condition=Q(sent_at__isnull=True),
                name="page_send_due",
            ),
        ]


class Pager(AgencyRow):
    """When the pager of an agency lived last."""

    agency = models.OneToOneField(
        "people.Agency", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    beat_at = models.DateTimeField()
