"""Read what routing decides on: where reports point, and which kind of incident each is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.queries import places_of
from tipline.desk.routing.rules.pointing import read_pointers
from tipline.desk.routing.types import Subject
from tipline.desk.triage.queries.holding import read_stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.location.types import Located
    from tipline.desk.triage.queries.holding import ReadReport
    from tipline.trust.people.types import Actor

INCIDENT = "incident_type"


def read_subjects(actor: Actor, report_ids: Sequence[int]) -> tuple[Subject, ...]:
    """Return these reports as routing sees them, in the order given. Call it inside `acting`.

    Of a report whose places or evidence were never read, nothing is known.
    """
    located = places_of(actor, report_ids)
    stored = read_stored(report_ids)
    return tuple(
        _subject(report_id, located.get(report_id), stored.get(report_id))
        for report_id in report_ids
    )


def _subject(report_id: int, located: Located | None, read: ReadReport | None) -> Subject:
    pointers = read_pointers(located.hypotheses) if located else ()
    fact = read.evidence.facts.get(INCIDENT) if read else None
    if fact is None or not fact.fields:
        return Subject(report_id=report_id, pointers=pointers)
    return Subject(
        report_id=report_id,
        pointers=pointers,
        incident=str(fact.value),
        incident_path=fact.fields[0],
    )
