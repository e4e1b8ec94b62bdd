"""Locate a whole store anew by the datasets that are installed now, stretch by stretch.

Promise: what was found before stays; a stretch is one transaction, and a report that has the
present generation is not read again. One that cannot be read keeps what was found of it before.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.bulk.workers import work_through
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries.documents import read_each
from tipline.desk.location.actions import keep_places
from tipline.desk.location.queries import open_datasets
from tipline.desk.location.rules.locating import locate_report
from tipline.desk.routing.actions import route_again
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from tipline.desk.intake.types import ReportDocuments
    from tipline.desk.location.datasets.library import Datasets
    from tipline.desk.location.types import Located
    from tipline.trust.people.types import Actor

# Documents of so many reports lie in memory at a time.
AT_ONCE = 500

STRETCHES = """
SELECT report_id FROM (
    SELECT m.report_id, row_number() OVER (ORDER BY m.report_id) AS place FROM linking_member m
    WHERE NOT EXISTS (SELECT FROM location_located l
        WHERE l.report_id = m.report_id AND l.generation_id = %s)
) AS placed WHERE (place - 1) %% %s = 0 ORDER BY report_id
"""

STALE = """
SELECT m.report_id FROM linking_member m
WHERE m.report_id >= %s AND (%s::bigint IS NULL OR m.report_id < %s::bigint)
    AND NOT EXISTS (SELECT FROM location_located l
        WHERE l.report_id = m.report_id AND l.generation_id = %s)
ORDER BY m.report_id
"""


class Relocated(msgspec.Struct, kw_only=True):
    """Reports that were located, how many of them are routed anew, and how many are unreadable."""

    reports: int = 0
    routed: int = 0
    unreadable: int = 0

    def add(self, other: Relocated) -> None:
        """Count what another stretch did."""
        self.reports += other.reports
        self.routed += other.routed
        self.unreadable += other.unreadable


def relocate_store(
    actor: Actor, *, now: datetime, workers: int = 1
) -> Iterator[tuple[Relocated, int]]:
    """Locate every report that has not been by these datasets; yields each stretch, and how many.

    The present generation is made first, so that all workers find the same.
    """
    with acting(actor), prepared_cursor() as cursor:
        generation = keep_places(actor, (), open_datasets(actor).dataset_ids, now=now)
        rows = cursor.execute(STRETCHES, (generation, AT_ONCE)).fetchall()
    bounds = [row[0] for row in rows]
    ends = [*bounds[1:], None]
    shares = [(actor, now, generation, *one) for one in zip(bounds, ends, strict=False)]
    task = "tipline.desk.bulk.actions.relocating:relocate_stretch"
    for done in work_through(task, shares, workers=workers):
        yield done, len(bounds)


def relocate_stretch(
    actor: Actor, now: datetime, generation: int, first: int, end: int | None
) -> Relocated:
    """Locate the reports from `first` up to `end`, without it, in one transaction."""
    with acting(actor):
        with prepared_cursor() as cursor:
            rows = cursor.execute(STALE, (first, end, end, generation)).fetchall()
        datasets = open_datasets(actor)
        located = _locate(read_each(actor, [row[0] for row in rows]), datasets)
        keep_places(actor, located, datasets.dataset_ids, now=now)
        routed = route_again([one.report_id for one in located])
    return Relocated(reports=len(located), routed=routed, unreadable=len(rows) - len(located))


def _locate(documents: Mapping[int, ReportDocuments | str], datasets: Datasets) -> list[Located]:
    located = []
    for found in documents.values():
        if not isinstance(found, str):
            with suppress(Exception):  # the report's own boundary: others must go on
                located.append(locate_report(found, datasets))
    return located
