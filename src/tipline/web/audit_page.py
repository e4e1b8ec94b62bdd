"""Show an auditor what was done at their agency, newest first, and nothing that it was about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_safe

from tipline.trust.audit.queries import EventRow, list_events
from tipline.trust.audit.registry import all_kinds
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from tipline.trust.people.types import Actor

ROWS = 100
_MOST_DIGITS = 18


@require_safe
@for_those_who_may(Action.READ_AUDIT)
def show_audit(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a hundred events, from before `?before=` if it is given."""
    events = list_events(actor, limit=ROWS, before_id=_before(request.GET.get("before")))
    return render(
        request,
        "web/audit_page.html",
        {
            "events": [_line(event) for event in events],
            "now": current_time(),
            "older": events[-1].event_id if len(events) == ROWS else None,
        },
    )


def _before(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise Http404
    return int(text)


def _line(event: EventRow) -> dict[str, Any]:
    return {
        "at": event.at,
        "actor": event.actor,
        "kind": event.kind,
        "what": all_kinds().get(event.kind, ""),
        "object_type": event.object_type,
        "object_id": event.object_id,
        "reason": event.reason or "",
        "changes": [
            (name, json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False))
            for name, values in (("Before", event.before), ("After", event.after))
            if values is not None
        ],
    }
