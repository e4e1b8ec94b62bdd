"""Send pages about imminent danger beside the rounds, so that neither waits for the other.

Promise: whatever fails in sending is said once and tried again; the ranking never waits for a mail
server. A pager whose rounds fail goes on trying and is silent meanwhile, which `tipline page
status` and the heartbeat's receiver notice.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from django.db import connection

from tipline.desk.triage.paging.channels import ask_heartbeat
from tipline.desk.triage.paging.configuration import BadPaging, Paging, current_paging
from tipline.desk.triage.paging.delivering import deliver_due
from tipline.desk.triage.queries.agencies import list_agencies
from tipline.trust.people.types import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE_S = 1.0
HEARTBEAT_EVERY_S = 60.0


@contextmanager
def paging_beside() -> Iterator[None]:
    """Send pages in a thread while the block runs; nothing where TIPLINE_PAGING names no file.

    Raises BadPaging at the start; a file that gets faults later is said and keeps the last good.
    """
    paging = current_paging()
    if paging is None:
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_page_until, args=(over, paging), name="pager", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(PAUSE_S * 2)


def send_due(paging: Paging) -> int:
    """Send what is due for every agency; return how many messages were taken."""
    return sum(
        deliver_due(
            Actor(agency_id=agency.id, name="process:pager"),
            agency.name,
            paging,
            clock=lambda: datetime.now(UTC),
        )
        for agency in list_agencies()
    )


def _page_until(over: threading.Event, paging: Paging) -> None:
    said: str | None = None
    asked = float("-inf")
    while not over.is_set():
        try:
            paging = current_paging() or paging
            send_due(paging)
            if time.monotonic() - asked >= HEARTBEAT_EVERY_S:
                # Asked is asked: who does not answer must not hold up every round of pages.
                asked = time.monotonic()
                _ask_heartbeat(paging)
            said = None
        except Exception as error:  # noqa: BLE001  whatever it is, pages must go on
            said = _say_once(error, said)
            connection.close()
        over.wait(PAUSE_S)
    connection.close()


def _ask_heartbeat(paging: Paging) -> None:
    if paging.heartbeat:
        ask_heartbeat(paging.heartbeat)


def _say_once(error: Exception, said: str | None) -> str:
    words = f"{type(error).__name__}: {error}" if isinstance(error, BadPaging) else str(type(error))
    if words != said:
        typer.echo(f"The pager failed and tries again: {words}", err=True)
    return words
