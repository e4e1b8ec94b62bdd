"""Keep every route that was decided, what people decided instead, and the route that holds now.

Routes and overrides are facts: a re-run adds rows. The standing route is derived from the newest
of each and can be derived again.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tipline.trust.rows import AgencyRow

CODE = 80  # characters of an agency's code


class DecidedRoute(AgencyRow):
    """One decision on one report: the route as bytes, from which tables, when.

    `generation` counts the decisions of a report that came out differently.
    """

    id = models.BigAutoField(primary_key=True)
    report_id = models.BigIntegerField()
    generation = models.IntegerField()
    agency_code = models.CharField(max_length=CODE, null=True)  # noqa: DJ001  unroutable is no code
    rule = models.CharField(max_length=40)
    table_version = models.CharField(max_length=40)
    decided_at = models.DateTimeField()
    route = models.BinaryField()

    class Meta:
        """Each generation of a report once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report_id", "generation"], name="route_is_decided_once"
            ),
            models.CheckConstraint(condition=Q(generation__gt=0), name="route_counts_from_one"),
        ]


class Overriding(AgencyRow):
    """A person chose another agency for a report, or took that choice back (no code), and why."""

    id = models.BigAutoField(primary_key=True)
    report_id = models.BigIntegerField()
    agency_code = models.CharField(max_length=CODE, null=True)  # noqa: DJ001  taken back is no code
    reason = models.TextField()
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        """The newest of a report counts."""

        indexes: ClassVar = [models.Index(fields=["report_id", "id"], name="overriding_newest")]


class StandingRoute(AgencyRow):
    """The route of a report that holds now: what people chose, else what the rules say.

    `agency_code` is the primary agency that holds, None for unroutable; `ruled_code` what the
    rules say. `heard` are the codes of those that must hear. `follows` is the report of its
    cluster that it is routed by, where nothing in it points to a place.
    """

    report_id = models.BigIntegerField(primary_key=True)
    route_id = models.BigIntegerField()
    generation = models.IntegerField()
    agency_code = models.CharField(max_length=CODE, null=True)  # noqa: DJ001  unroutable is no code
    ruled_code = models.CharField(max_length=CODE, null=True)  # noqa: DJ001  unroutable is no code
    rule = models.CharField(max_length=40)
    follows = models.BigIntegerField(null=True)
    heard = ArrayField(models.CharField(max_length=CODE))
    overridden = models.BooleanField(default=False)
    table_version = models.CharField(max_length=40)

    class Meta:
        """Listed by agency, by rule and by what is still of other tables."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(overridden=True)
                | Q(agency_code=models.F("ruled_code"))
                | Q(agency_code__isnull=True, ruled_code__isnull=True),
                name="standing_route_is_ruled_or_chosen",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "agency_code", "report_id"], name="standing_of_agency"),
            models.Index(fields=["agency", "rule", "report_id"], name="standing_by_rule"),
            models.Index(fields=["agency", "table_version"], name="standing_of_tables"),
            # Counting a million routes reads this index alone, and those that somebody must hear
            # of are few.
            models.Index(
                fields=["agency", "agency_code", "rule", "overridden"], name="standing_counted"
            ),
            models.Index(
                fields=["agency", "report_id"], condition=~Q(heard=[]), name="standing_heard"
            ),
        ]
