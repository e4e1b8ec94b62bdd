"""Take the stages in rounds, until nothing waits or for ever.

Promise: killed anywhere it goes on where it stopped, and run twice at once both do half of it;
what may be urgent is taken first, in every round; one report that cannot be read stops no other,
and a file of an agency that has faults stops only what follows it.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from django.db import InterfaceError, OperationalError, connection

from tipline.desk.intake.actions import expire_open_reports
from tipline.desk.routing.current_tables import NoRoutingFile, current_tables
from tipline.desk.routing.rules.routing_file import BadRoutingFile
from tipline.desk.triage.current_policy import NoPolicy, current_policy
from tipline.desk.triage.queries.agencies import list_agencies
from tipline.desk.triage.rules.policy import BadPolicy
from tipline.desk.work import stages
from tipline.desk.work.last_good import keep_last_good
from tipline.desk.work.stages import Bench
from tipline.trust.people.types import Actor

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tipline.desk.work.done import Done

# A second between an arrival and its place in the queue is soon enough, and a server at rest
# should be at rest.
PAUSE_S = 0.5
SWEEP_EVERY_S = 60.0
WORDS_EVERY_S = 5.0


def process_waiting(
    done: Done,
    *,
    may_go_on: Callable[[], bool] = lambda: True,
    say: Callable[[Done], None] = lambda _: None,
) -> None:
    """Take all stages for every agency until nothing waits.

    A policy file or a routing file with faults raises its fault at the end, when everything that
    does not follow that file is done: BadPolicy, NoPolicy, BadRoutingFile, NoRoutingFile.
    """
    said = time.monotonic()
    bench = Bench(done=done, policy_in_force=current_policy)
    while may_go_on() and process_round(bench):
        if time.monotonic() - said > WORDS_EVERY_S:
            said = time.monotonic()
            say(done)
    if bench.fault is not None:
        raise bench.fault


def process_round(bench: Bench) -> bool:
    """Take one batch of every stage for every agency; say whether there was anything to do."""
    bench.fault = None
    worked = [_process_agency(agency.id, bench) for agency in list_agencies()]
    return any(worked)


def _process_agency(agency_id: UUID, bench: Bench) -> bool:
    took = [stages.take(stage, agency_id, bench) for stage in stages.STAGES]
    worked = any(took)
    bench.busy[agency_id] = bench.busy.get(agency_id, 0) + 1
    if not worked or bench.busy[agency_id] >= stages.LEISURE_EVERY:
        bench.busy[agency_id] = 0
        worked |= _take_at_leisure(agency_id, bench)
    return worked


def _take_at_leisure(agency_id: UUID, bench: Bench) -> bool:
    """Take the first of the stages at leisure that has anything to do, each in its turn."""
    first = bench.leisure.get(agency_id, -1) + 1
    for at in range(first, first + len(stages.AT_LEISURE)):
        turn = at % len(stages.AT_LEISURE)
        if stages.take(stages.AT_LEISURE[turn], agency_id, bench):
            bench.leisure[agency_id] = turn
            return True
    return False


def follow_arrivals(may_go_on: Callable[[], bool], done: Done) -> None:
    """Take whatever comes through the stages until told to stop.

    A policy file or a routing file with faults is said once; work goes on under the last that had
    none, and where there was none, all work goes on that does not follow that file.
    A database that restarts, or that a restore exchanges, is waited for.
    """
    policy = keep_last_good(current_policy, (BadPolicy, NoPolicy), "policy file")
    tables = keep_last_good(current_tables, (BadRoutingFile, NoRoutingFile), "routing file")
    bench = Bench(done=done, policy_in_force=policy, tables_in_force=tables)
    swept = float("-inf")
    while may_go_on():
        try:
            worked = process_round(bench)
            swept = swept if worked else close_lapsed(swept)
        except (OperationalError, InterfaceError):
            worked = False
            typer.echo("The database ended the connection; going on when it answers.", err=True)
            # What answers next may be another database (a restore): nothing read before counts.
            bench = Bench(done=done, policy_in_force=policy, tables_in_force=tables)
            _wait_for_database(may_go_on)
        if not worked:
            _pause(may_go_on)


def close_lapsed(swept: float) -> float:
    """Close unfinished reports whose time has passed, once in a while; return when that was.

    Times are seconds of the monotonic clock.
    """
    if time.monotonic() - swept < SWEEP_EVERY_S:
        return swept
    for agency in list_agencies():
        expire_open_reports(
            Actor(agency_id=agency.id, name="process:intake"), now=datetime.now(UTC)
        )
    return time.monotonic()


def _wait_for_database(may_go_on: Callable[[], bool]) -> None:
    answers = False
    while may_go_on() and not answers:
        connection.close()
        with suppress(OperationalError, InterfaceError):
            connection.ensure_connection()
            answers = True
        _pause(may_go_on)


def _pause(may_go_on: Callable[[], bool]) -> None:
    until = time.monotonic() + PAUSE_S
    while may_go_on() and time.monotonic() < until:
        time.sleep(0.05)
