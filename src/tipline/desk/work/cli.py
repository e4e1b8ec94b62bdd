"""`tipline process`: link and rank what has arrived, once or for ever."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.linking.actions import put_back
from tipline.desk.linking.queries import read_backlog
from tipline.desk.triage.current_policy import NoPolicy, current_policy, policy_path
from tipline.desk.triage.queries.agencies import list_agencies
from tipline.desk.triage.queries.policies import newest_policy
from tipline.desk.triage.rules.policy import BadPolicy
from tipline.desk.work.done import Done, say_done
from tipline.desk.work.helping import others_at_work
from tipline.desk.work.pager import paging_beside
from tipline.desk.work.rounds import follow_arrivals, process_waiting
from tipline.trust.people.types import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    _say_where_policies_differ()
    with _ending_gently() as may_go_on:
        if retry:
            _put_back()
        if follow:
            with paging_beside():
                follow_arrivals(may_go_on, done)
        else:
            with others_at_work(workers - 1, done, may_go_on):
                process_waiting(done, may_go_on=may_go_on, say=say_done)
    _say_the_end(done, as_json=as_json)


def _say_where_policies_differ() -> None:
    """Warn where the newest rankings follow another policy than this command does.

    A server that was started with another TIPLINE_POLICY would rank back what this ranks.
    """
    try:
        path, policy = policy_path(), current_policy()
    except (BadPolicy, NoPolicy):
        return  # the ranking says so itself, and goes on as it may
    for agency in list_agencies():
        newest = newest_policy(Actor(agency_id=agency.id, name="process:command-line"))
        if newest is not None and newest.hash != policy.hash:
            typer.echo(
                f"{agency.name}: ranked last under {newest.name} {newest.version}"
                f" ({newest.hash[:12]}, {newest.at:%Y-%m-%d %H:%M:%S} UTC); this command follows"
                f" {policy.name} {policy.version} ({policy.hash[:12]}) of {path}.\nIf `tipline"
                " serve` runs, start it with the same TIPLINE_POLICY; else each ranks back what the"
                " other did.",
                err=True,
            )


def _put_back() -> None:
    for agency in list_agencies():
        actor = Actor(agency_id=agency.id, name="process:command-line")
        back = put_back(actor, now=datetime.now(UTC))
        typer.echo(f"{agency.name}: {len(back)} reports put back", err=True)


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


def _say_the_end(done: Done, *, as_json: bool) -> None:
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
        say_done(done)
