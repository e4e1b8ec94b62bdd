"""Show the queue: which cluster to open next, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_safe

from tipline.desk.triage.queries import read_queue
from tipline.desk.triage.types import Tier
from tipline.desk.triage.views.alarms import read_alarms
from tipline.desk.triage.views.lines import count_before, put_into_words
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from tipline.desk.triage.types import QueuePage
    from tipline.trust.people.types import Actor

ROWS = 50
_MOST_PAGES = 100_000


@require_safe
@for_those_who_may(Action.READ_QUEUE)
def show_queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show fifty clusters in the order in which to work them, of one tier or of all."""
    number = _page_number(request.GET.get("page"))
    tier = _tier(request.GET.get("tier"))
    now = current_time()
    page = read_queue(actor, offset=(number - 1) * ROWS, limit=ROWS, tier=tier, now=now)
    if number > 1 and not page.rows:
        raise Http404
    return render(request, "triage/queue.html", _context(page, number) | read_alarms(actor, now))


def _context(page: QueuePage, number: int) -> dict[str, Any]:
    lines = put_into_words(page)
    last = page.offset + len(lines)
    return {
        "page": page,
        "lines": lines,
        "next_line": lines[0] if lines and number == 1 else None,
        "here": next((count for count in page.counts if count.tier == page.tier), None),
        "all_clusters": sum(count.clusters for count in page.counts),
        "before": count_before(page),
        "first": page.offset + 1,
        "last": last,
        "previous_page": number - 1 if number > 1 else None,
        "next_page": number + 1 if last < page.total else None,
    }


def _page_number(text: str | None) -> int:
    if text is None:
        return 1
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= _MOST_PAGES:
        raise Http404
    return int(text)


def _tier(text: str | None) -> Tier | None:
    if text is None:
        return None
    try:
        return Tier(text)
    except ValueError as error:
        raise Http404 from error
