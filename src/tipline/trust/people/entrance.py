"""Let only those onto the desk's pages who may be there, and keep the pages out of every cache."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.views.decorators.cache import never_cache

from tipline.trust.people.permissions import Action, NotPermitted, check_may
from tipline.trust.people.sessions import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from tipline.trust.people.types import Actor

    View = Callable[..., HttpResponse]


def for_those_who_may(action: Action) -> Callable[[View], View]:
    """Wrap a page: sign-in first, then the permission for `action`, then no cache keeps it.

    The view is called with the actor after the request. Who may not is told who may.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            return view(request, _permitted(request, action), *arguments, **named)

        return guarded

    return wrap


def _permitted(request: HttpRequest, action: Action) -> Actor:
    try:
        actor = actor_of(request)
        # Where an action also takes a reason, its form asks for it and its view checks it.
        check_may(actor, action, reason="asked for on the next page")
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return actor
