"""Read how many reports are linked: what the rarity of a value is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries.evidence import HELD
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor


def reports_held(actor: Actor) -> int:
    """Return the number of linked reports of the agency."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(HELD).fetchone()
    return int(row[0]) if row else 0
