"""Play the demo: serve, send the reports that are not sent yet, rank, and stay until Ctrl-C."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tipline.desk.intake.queries import count_waiting
from tipline.desk.triage.queries import read_queue
from tipline.site.demo.cast import AGENCY, credentials_of, set_up_agency
from tipline.site.demo.memory import recall, remember
from tipline.site.demo.places import install_gazetteer
from tipline.site.demo.wire import Client
from tipline.site.serve import start_server
from tipline.synthetic import WorldParameters, generate_world
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tipline.site.demo.memory import Memory
    from tipline.site.serve import RunningServer

REMEMBER_EVERY = 25  # reports; what is sent and not remembered is sent again, as a duplicate


class ServerEnded(Exception):
    """The server that the demo started is gone; the message holds its last words."""

    exit_code = 1


def play(path: Path, *, reports: int, seed: int, port: int, say: Callable[[str], None]) -> None:
    """Show the whole path and stay; `path` is where the demo remembers what is done already."""
    memory = recall(path)
    set_up_agency(memory, now=datetime.now(UTC))
    memory.reports, memory.seed = memory.reports or reports, memory.seed or seed
    install_gazetteer(WorldParameters(reports=memory.reports), now=datetime.now(UTC))
    remember(memory, path)
    say("Starting the server")
    with start_server(port=port) as running:
        send_world(running.url, memory, path, say)
        wait_for_ranks(running, say)
        if running.is_running():
            tell(running.url, memory)
        while running.is_running():
            time.sleep(0.5)
        raise ServerEnded(f"The server ended by itself. Its last words: {running.read_log()}")


def tell(address: str, memory: Memory) -> None:
    """Print where to look and how to sign in."""
    print(f"\n  Open      {address}/\n  E-mail    {memory.email}")
    print(f"  Password  {memory.password}\n\n  Everything in it is made up. Ctrl-C stops it.")
    sys.stdout.flush()


def send_world(address: str, memory: Memory, path: Path, say: Callable[[str], None]) -> None:
    """Send what is left of the world to the intake at `address`, saying how far it is."""
    parameters = WorldParameters(reports=memory.reports)
    client = Client(address)
    began = time.monotonic()
    for report in generate_world(parameters, memory.seed):
        if report.number in memory.sent:
            continue
        credentials = credentials_of(report.sender, memory, now=datetime.now(UTC))
        memory.sent[report.number] = client.send(report, credentials, memory.sent)
        if len(memory.sent) % REMEMBER_EVERY == 0:
            remember(memory, path)
        if len(memory.sent) % 100 == 0:
            say(f"Sent {len(memory.sent)} of {memory.reports} reports over HTTP")
    remember(memory, path)
    say(f"All {memory.reports} reports are in ({time.monotonic() - began:.1f} s)")


def wait_for_ranks(running: RunningServer, say: Callable[[str], None]) -> None:
    """Wait until the server's own worker has linked and ranked everything, while it lives."""
    actor = command_line_actor(AGENCY)
    while running.is_running():
        page = read_queue(actor, offset=0, limit=1, now=datetime.now(UTC))
        if not count_waiting(actor) and not page.waiting_clusters:
            say(f"The queue holds {page.total} clusters")
            return
        say("Linking and ranking")
        time.sleep(1)
