"""Name the stages that a round takes for each agency, in their order, as small functions.

Promise: each takes one bounded batch in transactions of its own, and says whether there was any.
A new stage is a function of this shape and a line in STAGES.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from tipline.desk.linking.actions import link_waiting
from tipline.desk.linking.ids import draw_cluster_id
from tipline.desk.linking.queries import Shelf
from tipline.desk.routing.actions import route_other_tables, route_placed
from tipline.desk.routing.current_tables import NoRoutingFile, current_tables
from tipline.desk.routing.rules.agencies import Tables
from tipline.desk.routing.rules.routing_file import BadRoutingFile
from tipline.desk.triage.actions import age_queue, mark_other_policies, rank_changed
from tipline.desk.triage.current_policy import NoPolicy
from tipline.desk.triage.rules.policy import BadPolicy, Policy
from tipline.desk.work.done import Done
from tipline.trust.people.types import Actor

# Some tenths of a second of work each: an urgent arrival waits for one batch of each at most.
LINKED_AT_ONCE = 500
RANKED_AT_ONCE = 1_000
ROUTED_AT_ONCE = 1_000
REMARKED_AT_ONCE = 5_000
AGE_EVERY_S = 600.0
ROOM = 6 * LINKED_AT_ONCE

# Files that an agency edits may have faults at any time: what follows them waits, nothing else.
FAULTS = (BadPolicy, NoPolicy, BadRoutingFile, NoRoutingFile)


class Bench(msgspec.Struct, kw_only=True):
    """What the stages of one process share: counts, the documents read last, what is in force.

    `aged` is when the queue of an agency was aged last, in seconds of the monotonic clock; `fault`
    what the last round met first in a file that an agency edits. `busy` counts the rounds of an
    agency since one of AT_LEISURE was taken, `leisure` which of them was taken last.
    """

    done: Done
    policy_in_force: Callable[[], Policy]
    tables_in_force: Callable[[], Tables] = current_tables
    shelf: Shelf = msgspec.field(default_factory=lambda: Shelf(ROOM))
    aged: dict[UUID, float] = {}
    fault: Exception | None = None
    busy: dict[UUID, int] = {}
    leisure: dict[UUID, int] = {}


Stage = Callable[[UUID, Bench], bool]


def link(agency_id: UUID, bench: Bench) -> bool:
    """Place waiting reports in clusters."""
    linked = link_waiting(
        Actor(agency_id=agency_id, name="process:linking"),
        limit=LINKED_AT_ONCE,
        shelf=bench.shelf,
        now=_now(),
        draw_id=lambda: draw_cluster_id(_now()),
    )
    bench.done.reports += linked.placed
    bench.done.set_aside += linked.set_aside
    return bool(linked.taken)


def rank(agency_id: UUID, bench: Bench) -> bool:
    """Rank the clusters that changed; raises BadPolicy."""
    ranked = rank_changed(
        Actor(agency_id=agency_id, name="process:triage"),
        limit=RANKED_AT_ONCE,
        policy=bench.policy_in_force(),
        shelf=bench.shelf,
        now=_now(),
    )
    bench.done.clusters += ranked.ranked
    bench.done.set_aside += ranked.set_aside
    return bool(ranked.taken)


def remark(agency_id: UUID, bench: Bench) -> bool:
    """Have what was ranked under another policy ranked anew."""
    actor = Actor(agency_id=agency_id, name="process:triage")
    policy = bench.policy_in_force()
    return bool(mark_other_policies(actor, policy.hash, limit=REMARKED_AT_ONCE, now=_now()))


def age(agency_id: UUID, bench: Bench) -> bool:
    """Put clusters where their clocks have them stand now, once in a while."""
    if time.monotonic() - bench.aged.get(agency_id, float("-inf")) < AGE_EVERY_S:
        return False
    actor = Actor(agency_id=agency_id, name="process:triage")
    soon = timedelta(days=bench.policy_in_force().clocks.soon_days)
    aged = age_queue(actor, soon=soon, limit=RANKED_AT_ONCE, now=_now())
    if not aged:
        bench.aged[agency_id] = time.monotonic()
    return bool(aged)


def route(agency_id: UUID, bench: Bench) -> bool:
    """Route the reports of the clusters that were ranked; raises BadRoutingFile."""
    routed = route_placed(
        Actor(agency_id=agency_id, name="process:routing"),
        limit=ROUTED_AT_ONCE,
        tables=bench.tables_in_force(),
        now=_now(),
    )
    bench.done.routes += routed.routed
    return bool(routed.taken)


def reroute(agency_id: UUID, bench: Bench) -> bool:
    """Route anew what was routed by other tables, or from other places."""
    actor = Actor(agency_id=agency_id, name="process:routing")
    tables = bench.tables_in_force()
    routed = route_other_tables(actor, limit=ROUTED_AT_ONCE, tables=tables, now=_now())
    bench.done.routes += routed.routed
    return bool(routed.taken)


# Every round takes all of these; one of what comes AT_LEISURE where they left nothing to do, and
# every so manyth round whatever waits, so that a steady stream of arrivals starves nothing.
LEISURE_EVERY = 10
STAGES: tuple[Stage, ...] = (link, rank, route)
AT_LEISURE: tuple[Stage, ...] = (remark, reroute, age)


def take(stage: Stage, agency_id: UUID, bench: Bench) -> bool:
    """Take one stage; where its file has faults leave it for a later round, the fault in `bench`.

    A stage reads its file before it claims anything, so that what waited goes on waiting.
    """
    try:
        return stage(agency_id, bench)
    except FAULTS as error:
        bench.fault = bench.fault or error
        return False


def _now() -> datetime:
    return datetime.now(UTC)
