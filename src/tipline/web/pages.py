"""Show the pages that belong to no stage: the keys, and the answer to `stay signed in`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tipline.trust.people.permissions import Action, may
from tipline.trust.people.sessions import actor_of
from tipline.web.keys import KEY_MAP, KeyCommand

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
@login_required
@never_cache
def go_home(request: HttpRequest) -> HttpResponse:
    """Lead somebody to what they work with: the queue, or an auditor to the log."""
    actor = actor_of(request)
    audits = may(actor, Action.READ_AUDIT) and not may(actor, Action.READ_QUEUE)
    return redirect("web:audit" if audits else "triage:queue")


@require_safe
@login_required
@never_cache
def show_keys(request: HttpRequest) -> HttpResponse:
    """List all keys of all pages, and let a browser with scripts change them for itself."""
    return render(request, "web/keys_page.html", {"commands": [_line(key) for key in KEY_MAP]})


@require_POST
@login_required
@never_cache
def stay(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Let the session run its full idle time again; the request itself does that."""
    return HttpResponse(status=204)


def _line(command: KeyCommand) -> dict[str, Any]:
    places = sorted(command.places)
    return {
        "name": command.name,
        "key": command.key,
        "does": command.does,
        "remappable": command.remappable,
        "where": " and ".join(places),
        "place_names": " ".join(places),
    }
