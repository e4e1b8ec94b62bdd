"""Let one worker of an agency change its clusters at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

# Two that joined the same clusters at once would wait for each other in a ring.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('linking'), hashtext(%s))"


def one_at_a_time(cursor: Cursor, actor: Actor) -> None:
    """Wait until nobody else changes the agency's clusters; held until the transaction ends."""
    cursor.execute(ONE_AT_A_TIME, (str(actor.agency_id),))
