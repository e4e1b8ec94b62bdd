"""Plan and send what is due of one agency's pages: one round of the pager.

Promise: no receiver waits for another's server, and nothing that goes wrong with one message stops
another. A message is lent to this process right before it is sent, never while it waits its turn.
"""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from tipline.desk.triage.actions.pages import (
    LENT_FOR,
    beat,
    lend_sends,
    note_not_sent,
    note_sent,
    plan_pages,
)
from tipline.desk.triage.paging.channels import NotSent, send_page
from tipline.desk.triage.paging.configuration import BadPaging

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tipline.desk.triage.paging.configuration import Paging
    from tipline.desk.triage.paging.messages import DueSend
    from tipline.trust.people.types import Actor

    Answers = SimpleQueue[tuple[DueSend, str | None]]

_SENT_AT_ONCE = 20

# A server that answers nothing for so long is given up for this round; its message is due again
# when its loan ends, with the same key.
_LONGEST_WAIT_S = LENT_FOR.total_seconds() - 10


def deliver_due(
    actor: Actor, agency_name: str, paging: Paging, *, clock: Callable[[], datetime]
) -> int:
    """Send every message that is due, each once; return how many were taken by their servers.

    One at a time to each receiver, to all receivers at once; who failed is left for a later round.
    """
    plan_pages(actor, paging.steps_for(agency_name), now=clock())
    answers: Answers = SimpleQueue()
    busy: set[str] = set()
    failed: set[str] = set()
    taken = 0
    while True:
        busy |= _begin_sends(actor, paging, answers, without=busy | failed, clock=clock)
        if not busy:
            break
        try:
            send, fault = answers.get(timeout=_LONGEST_WAIT_S)
        except Empty:
            break
        busy.discard(send.target)
        if fault is None:
            note_sent(actor, send, now=clock())
            taken += 1
        else:
            note_not_sent(actor, send, fault, now=clock())
            failed.add(send.target)
    beat(actor, now=clock())
    return taken


def _begin_sends(
    actor: Actor,
    paging: Paging,
    answers: Answers,
    *,
    without: set[str],
    clock: Callable[[], datetime],
) -> set[str]:
    """Begin to send the next message to everybody but these receivers; return to whom."""
    sends = lend_sends(actor, limit=_SENT_AT_ONCE, without=sorted(without), now=clock())
    for send in sends:
        given = (send, paging, clock(), answers)
        threading.Thread(target=_send, args=given, name="page", daemon=True).start()
    return {send.target for send in sends}


def _send(send: DueSend, paging: Paging, now: datetime, answers: Answers) -> None:
    """Send one message and tell what became of it; nothing here touches the database."""
    fault = None
    try:
        send_page(send, paging, now=now)
    except Exception as error:  # noqa: BLE001  the message's own boundary: others must go out
        fault = _say_fault(error)
    answers.put((send, fault))


def _say_fault(error: Exception) -> str:
    """Say the type of a fault, and its words only where they are ours and so name nobody."""
    if isinstance(error, NotSent | BadPaging):
        return f"{type(error).__name__}: {error}"
    return f"{NotSent.__name__}: {type(error).__name__}"
