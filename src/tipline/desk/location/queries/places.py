"""Read where reports point to, in the present generation of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import connection

from tipline.desk.location.rows import Found, unpack
from tipline.desk.location.rules.where import summarise
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.location.types import Located, Where
    from tipline.trust.people.types import Actor

_PRESENT = """
SELECT DISTINCT ON (report_id) report_id, counted, found::text
FROM location_located WHERE report_id = ANY(%s) ORDER BY report_id, generation_id DESC
"""
_DECODER = msgspec.json.Decoder(Found)


def places_of(actor: Actor, report_ids: Sequence[int]) -> dict[int, Located]:
    """Return where each report points to; one that was not located yet is not among them."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_PRESENT, (list(report_ids),))
        return {
            report_id: unpack(report_id, counted, _DECODER.decode(found))
            for report_id, counted, found in cursor.fetchall()
        }


def where_of(actor: Actor, report_id: int) -> Where | None:
    """Return where one report points, ready to be shown; None while it was not located yet."""
    located = places_of(actor, [report_id]).get(report_id)
    return summarise(located) if located else None
