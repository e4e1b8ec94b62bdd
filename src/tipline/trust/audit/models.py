"""Keep audit events: inserted once, never changed, referring to nothing.

There are no foreign keys, so that the log can neither block a deletion nor be cascaded away.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Event(models.Model):
    """One write: who did what to which object, when, why, and what it was before and after."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    agency_id = models.UUIDField()
    actor = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(null=True)  # noqa: DJ001  none given differs from an empty one
    rule_version = models.CharField(max_length=80, null=True)  # noqa: DJ001  not every write follows a rule

    class Meta:
        """Read by agency, newest first, or by object."""

        indexes: ClassVar = [
            models.Index(fields=["agency_id", "-id"], name="event_by_agency"),
            models.Index(fields=["agency_id", "object_type", "object_id"], name="event_by_object"),
            BrinIndex(fields=["at"], name="event_by_time"),
        ]
