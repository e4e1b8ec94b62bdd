"""Tell every page which world it stands in, whose desk it is, and who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from tipline.trust.people.limits import LONGEST_IDLE, NOTE_EVERY
from tipline.trust.people.models import Agency
from tipline.trust.people.permissions import Action, NotPermitted, may
from tipline.trust.people.sessions import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from tipline.trust.people.types import Actor

PRODUCTION = "production"
# What the head of a page leads to: text, page, key command, and what one must be allowed to.
_PAGES = (
    ("Queue", "triage:queue", "go-queue", Action.READ_QUEUE),
    ("Links", "linking:review", "go-links", Action.JUDGE_LINKS),
    ("Routes", "routing:routes", "", Action.READ_QUEUE),
    ("Sample", "triage:sample", "", Action.READ_QUEUE),
    ("Audit log", "web:audit", "", Action.READ_AUDIT),
    ("Keys", "web:keys", "", None),
)
# A session's last use is noted to the minute, so a page counts on that much less.
SECONDS_LEFT = int((LONGEST_IDLE - NOTE_EVERY).total_seconds())


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Give templates `frame`: environment, agency, person, roles, links, seconds left."""
    return {"frame": bare_frame() | _signed_in(request)}


def bare_frame() -> dict[str, Any]:
    """Give the frame of a page that may not ask the database anything."""
    environment = settings.ENVIRONMENT
    return {"environment": environment, "is_production": environment == PRODUCTION}


def _signed_in(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    actor = _actor(request)
    return {
        "person": person.name,
        "roles": ", ".join(sorted(actor.roles)) if actor else "",
        "agency": Agency.objects.get(id=actor.agency_id).name if actor else "",
        "links": _links(request, actor),
        "session_seconds": SECONDS_LEFT,
    }


def _actor(request: HttpRequest) -> Actor | None:
    try:
        return actor_of(request)
    except NotPermitted:
        return None  # signed in and of no agency: the frame still shows, the page refuses


def _links(request: HttpRequest, actor: Actor | None) -> list[dict[str, Any]]:
    links = [
        {"text": text, "url": reverse(name), "command": command}
        for text, name, command, action in _PAGES
        if action is None or (actor and may(actor, action, reason="asked for on the page"))
    ]
    return [link | {"is_here": request.path == link["url"]} for link in links]
