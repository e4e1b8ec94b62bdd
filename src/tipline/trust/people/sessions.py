"""End sessions in time, and say who acts in a request.

Promise: a session ends 30 minutes after its last request and 12 hours after its first; a person
who was disabled, or whose roles were taken, is out with the next request.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.utils.timezone import now as current_time

from tipline.trust.people.limits import LONGEST, LONGEST_IDLE, NOTE_EVERY
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.queries import actor_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from tipline.trust.people.types import Actor

OPENED, USED = "opened_at", "used_at"


class SessionLimits:
    """Middleware: sign out whoever was idle or signed in for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, as an anonymous one when its session has run out."""
        if request.user.is_authenticated:
            end_or_extend(request, now=current_time())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:  # noqa: ARG002
        """Answer what is not permitted with Django's 403 page."""
        if isinstance(exception, NotPermitted):
            raise PermissionDenied(str(exception)) from exception


def end_or_extend(request: HttpRequest, *, now: datetime) -> None:
    """Sign the person out when a limit has passed; otherwise note that the session is in use."""
    opened, used = (_noted(request, name, now) for name in (OPENED, USED))
    if now - opened > LONGEST or now - used > LONGEST_IDLE:
        logout(request)
    elif now == opened or now - used > NOTE_EVERY:
        request.session[OPENED] = opened.isoformat()
        request.session[USED] = now.isoformat()


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in a request, with the roles that they hold now.

    Raises NotPermitted when nobody is signed in or the person belongs to no agency.
    """
    known: Actor | None = getattr(request, "_actor", None)
    if known is not None:
        return known
    person_id = request.user.pk
    if person_id is None:
        raise NotPermitted("Nobody is signed in. Sign in first.")
    actor = actor_for(person_id)
    request._actor = actor  # type: ignore[attr-defined]  # noqa: SLF001  kept for this request only
    return actor


def _noted(request: HttpRequest, name: str, now: datetime) -> datetime:
    text = request.session.get(name)
    return datetime.fromisoformat(text) if text else now
