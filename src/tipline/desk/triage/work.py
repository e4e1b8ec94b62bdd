"""Link and rank what has arrived, again and again or until nothing waits.

Promise: killed anywhere it goes on where it stopped, and run twice at once both do half of it;
what may be urgent is taken first, in every round; one report that cannot be read stops no other.
"""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.intake.actions import expire_open_reports
from tipline.desk.linking.actions import link_waiting, put_back
from tipline.desk.linking.ids import draw_cluster_id
from tipline.desk.linking.queries import Shelf, read_backlog
from tipline.desk.triage.actions import mark_other_policies, rank_changed
from tipline.desk.triage.current_policy import NoPolicy, current_policy
from tipline.desk.triage.helping import others_at_work
from tipline.desk.triage.queries.agencies import list_agencies
from tipline.desk.triage.rules.policy import BadPolicy, Policy
from tipline.trust.people.types import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Some tenths of a second of work each: an urgent arrival waits for one batch of each at most.
LINKED_AT_ONCE = 500
RANKED_AT_ONCE = 1_000
REMARKED_AT_ONCE = 5_000
ROOM = 6 * LINKED_AT_ONCE

# A second between an arrival and its place in the queue is soon enough, and a server at rest
# should be at rest.
PAUSE_S = 0.5
SWEEP_EVERY_S = 60.0
WORDS_EVERY_S = 5.0

_STAGES = ("process:linking", "process:triage")


class Done(msgspec.Struct, kw_only=True):
    """What was done so far; `clusters` counts rankings that came out new or different."""

    reports: int = 0
    clusters: int = 0
    set_aside: int = 0
    waiting: int = 0

    def add(self, other: Done) -> None:
        """Count what another process did."""
        self.reports += other.reports
        self.clusters += other.clusters
        self.set_aside += other.set_aside


app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})


@app.command()
def process(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Stop when nothing waits (default).")
    ] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Go on for what still comes.")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="First put back what had been set aside.")
    ] = False,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="How many processes share the work.")
    ] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One object at the end.")] = False,
) -> None:
    """Link what has arrived and rank the clusters that changed, for every agency."""
    if once and follow:
        raise typer.BadParameter("choose one of --once and --follow")
    done = Done()
    with _ending_gently() as may_go_on:
        if retry:
            _put_back()
        if follow:
            follow_arrivals(may_go_on, done)
        else:
            with others_at_work(workers - 1, done, may_go_on):
                process_waiting(done, may_go_on=may_go_on, say=_say)
    _say_done(done, as_json=as_json)


def process_waiting(
    done: Done,
    *,
    may_go_on: Callable[[], bool] = lambda: True,
    say: Callable[[Done], None] = lambda _: None,
) -> None:
    """Link and rank for every agency until nothing waits; raises BadPolicy, having linked."""
    said = time.monotonic()
    shelf = Shelf(ROOM)
    while may_go_on() and process_round(done, current_policy, shelf):
        if time.monotonic() - said > WORDS_EVERY_S:
            said = time.monotonic()
            say(done)


def process_round(done: Done, policy_in_force: Callable[[], Policy], shelf: Shelf) -> bool:
    """Do one batch of linking and one of ranking for every agency; say whether any was there."""
    worked = False
    for agency_id in [agency.id for agency in list_agencies()]:
        linking, triage = (Actor(agency_id=agency_id, name=stage) for stage in _STAGES)
        linked = link_waiting(
            linking, limit=LINKED_AT_ONCE, shelf=shelf, now=_now(), draw_id=_draw_id
        )
        done.reports += linked.placed
        policy = policy_in_force()
        ranked = rank_changed(triage, limit=RANKED_AT_ONCE, policy=policy, shelf=shelf, now=_now())
        done.clusters += ranked.ranked
        done.set_aside += linked.set_aside + ranked.set_aside
        worked = worked or bool(linked.taken or ranked.taken) or _remark(triage, policy)
    return worked


def follow_arrivals(may_go_on: Callable[[], bool], done: Done) -> None:
    """Link and rank whatever comes until told to stop.

    A policy file with faults stops the ranking, with its faults said once; linking goes on under
    the last policy that had none.
    """
    policy, shelf = current_policy(), Shelf(ROOM)
    said: str | None = None

    def latest() -> Policy:
        nonlocal policy, said
        try:
            policy = current_policy()
        except (BadPolicy, NoPolicy) as error:
            if str(error) != said:
                said = str(error)
                typer.echo(
                    f"The policy file has faults; the last good one stays: {error}", err=True
                )
        return policy

    swept = float("-inf")
    while may_go_on():
        if not process_round(done, latest, shelf):
            swept = _close_lapsed(swept)
            _pause(may_go_on)


def _close_lapsed(swept: float) -> float:
    """Close unfinished reports whose time has passed, once in a while; return when that was."""
    if time.monotonic() - swept < SWEEP_EVERY_S:
        return swept
    for agency in list_agencies():
        expire_open_reports(Actor(agency_id=agency.id, name="process:intake"), now=_now())
    return time.monotonic()


def _remark(actor: Actor, policy: Policy) -> bool:
    """Have what was ranked under another policy ranked anew, once everything else is done."""
    return bool(mark_other_policies(actor, policy.hash, limit=REMARKED_AT_ONCE, now=_now()))


def _put_back() -> None:
    for agency in list_agencies():
        back = put_back(Actor(agency_id=agency.id, name="process:command-line"), now=_now())
        typer.echo(f"{agency.name}: {len(back)} reports put back", err=True)


def _pause(may_go_on: Callable[[], bool]) -> None:
    until = time.monotonic() + PAUSE_S
    while may_go_on() and time.monotonic() < until:
        time.sleep(0.05)


@contextmanager
def _ending_gently() -> Iterator[Callable[[], bool]]:
    """Let a batch finish when asked to stop; a kill in its middle loses nothing either."""
    asked: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: asked.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: not asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if signal.SIGINT in asked:
        raise typer.Exit(130)


def _say(done: Done) -> None:
    typer.echo(f"{done.reports:,} reports linked, {done.clusters:,} rankings written", err=True)


def _say_done(done: Done, *, as_json: bool) -> None:
    for agency in list_agencies():
        backlog = read_backlog(Actor(agency_id=agency.id, name="process:command-line"))
        done.waiting += backlog.reports + backlog.clusters
        if backlog.set_aside:
            typer.echo(
                f"{agency.name}: {backlog.set_aside} reports are set aside because they could not"
                " be read; `tipline explain REPORT` says why, --retry puts them back",
                err=True,
            )
    if as_json:
        typer.echo(msgspec.json.encode(done).decode())
    else:
        _say(done)


def _now() -> datetime:
    return datetime.now(UTC)


def _draw_id() -> str:
    return draw_cluster_id(_now())
