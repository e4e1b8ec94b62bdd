"""Plan and send what is due of one agency's pages: one round of the pager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.actions.pages import (
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
    from tipline.trust.people.types import Actor

_SENT_AT_ONCE = 20


def deliver_due(
    actor: Actor, agency_name: str, paging: Paging, *, clock: Callable[[], datetime]
) -> int:
    """Send every message that is due, each once; return how many were taken by their servers."""
    plan_pages(actor, paging.steps_for(agency_name), now=clock())
    taken = 0
    for send in lend_sends(actor, limit=_SENT_AT_ONCE, now=clock()):
        try:
            send_page(send, paging, now=clock())
        except (NotSent, BadPaging) as error:
            note_not_sent(actor, send, f"{type(error).__name__}: {error}", now=clock())
        else:
            note_sent(actor, send, now=clock())
            taken += 1
    beat(actor, now=clock())
    return taken
