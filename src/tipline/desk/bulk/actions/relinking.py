"""Link a whole store anew beside its use, and swap to what comes out in one transaction.

Promise: readers see the old clusters until all new ones are there; what arrives or is judged
meanwhile is linked as ever and reconciled in the swap; killed anywhere, nothing has happened.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.bulk.actions.swapping import Swap, Swapped, swap
from tipline.desk.bulk.errors import AlreadyRunning
from tipline.desk.bulk.queries.linked_store import (
    name_values,
    read_clusters,
    read_judgements,
    register_namings,
)
from tipline.desk.bulk.relinking.assigning import assign_ids
from tipline.desk.bulk.relinking.differing import find_differing
from tipline.desk.bulk.relinking.together import group_reports
from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.columns import reading_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tipline.engine import Engine
    from tipline.trust.people.types import Actor

_LOCK = "SELECT pg_try_advisory_lock(hashtext('relink'), hashtext(%s))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtext('relink'), hashtext(%s))"


class RelinkedStore(msgspec.Struct, frozen=True, kw_only=True):
    """What one run did.

    `reports` were linked, into `clusters`; `examined` values much shared, of which `unused` join
    nobody; the rest is what the swap changed.
    """

    reports: int
    clusters: int
    examined: int
    unused: int
    conflicts: int
    swapped: Swapped


def relink_store(
    actor: Actor,
    engine: Engine,
    *,
    now: datetime,
    draw_id: Callable[[], str],
    say: Callable[[str], None] = lambda _: None,
) -> RelinkedStore:
    """Derive every cluster of the actor's agency anew and swap to them.

    `say` hears of each step. Raises AlreadyRunning, EngineError.
    """
    with _alone(actor), reading_columns(actor) as read:
        seen = str(read("SELECT pg_current_snapshot()::text AS seen").read_all()["seen"][0])
        say("reading what reports name")
        register_namings(read, engine)
        stored = read_clusters(read)
        judged = read_judgements(read)
        grouped = group_reports(
            engine, stored.report, judged, name=lambda values: name_values(read, values), say=say
        )
        assignment = assign_ids(grouped, stored, draw_id)
        say("swapping to the new clusters")
        differing = find_differing(engine, grouped.examined)
    swapped = swap(
        actor,
        Swap(assignment=assignment, differing=differing, seen=seen),
        now=now,
        draw_id=draw_id,
    )
    joins = grouped.examined.joins
    return RelinkedStore(
        reports=len(grouped.report),
        clusters=len(set(grouped.cluster.tolist())),
        examined=len(joins),
        unused=int((~joins).sum()),
        conflicts=len(grouped.conflicts),
        swapped=swapped,
    )


@contextmanager
def _alone(actor: Actor) -> Iterator[None]:
    """Let one run of an agency work at a time. Raises AlreadyRunning."""
    agency = (str(actor.agency_id),)
    with prepared_cursor() as cursor:
        locked = cursor.execute(_LOCK, agency).fetchone()
    if not locked or not locked[0]:
        raise AlreadyRunning(
            "Another `tipline relink` works on this agency's reports. Wait until it has ended."
        )
    try:
        yield
    finally:
        with prepared_cursor() as cursor:
            cursor.execute(_UNLOCK, agency)
