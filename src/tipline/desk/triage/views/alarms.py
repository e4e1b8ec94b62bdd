"""Say on the queue which danger nobody has acknowledged, and whether the pager lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_POST

from tipline.desk.triage.actions import acknowledge_page
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.queries.open_pages import oldest_open_pages
from tipline.desk.triage.queries.paging import read_pager
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from tipline.desk.triage.queries.paging import PagerState
    from tipline.trust.people.types import Actor

PAGES_SHOWN = 5


@require_POST
@for_those_who_may(Action.ACKNOWLEDGE_PAGES)
def acknowledge(request: HttpRequest, actor: Actor, page_id: int) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Say that one has seen a page, which ends its escalation, and open its report."""
    try:
        report_id = acknowledge_page(actor, page_id, now=current_time())
    except NotPossible as error:
        raise Http404 from error
    return redirect("triage:report", report_id)


def read_alarms(actor: Actor, now: datetime) -> dict[str, Any]:
    """Return the open pages, the oldest first, and what is wrong with the pager."""
    state = read_pager(actor)
    return {
        "open_pages": oldest_open_pages(actor, limit=PAGES_SHOWN) if state.open_pages else (),
        "open_count": state.open_pages,
        "pager_fault": _fault(state, now),
    }


def _fault(state: PagerState, now: datetime) -> str:
    """Say why danger would reach nobody. Where people train, no pager need ever run."""
    if state.failing_messages:
        return f"{state.failing_messages:,} of its messages were not taken"
    if not state.is_silent(now):
        return ""
    if state.beat_at is None:
        needed = settings.ENVIRONMENT == "production" or state.open_pages > 0
        return "it never ran here, so nobody is paged" if needed else ""
    return f"its last sign of life was on {state.beat_at:%d %b %Y at %H:%M} UTC"
