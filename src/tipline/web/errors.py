"""Say what went wrong and what to do next, without naming anybody or anything that was asked for.

Promise: an error page repeats no part of the address, the form or the exception but the reason
that our own code wrote for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from tipline.web.context import bare_frame

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Answer 400: the request cannot be understood."""
    return render(request, "errors/400.html", status=400)


@never_cache
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the reason and the next step that the refusing code wrote."""
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


@never_cache
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Answer 404: alike for what does not exist and for what another agency holds."""
    return render(request, "errors/404.html", status=404)


@never_cache
def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Answer 500 without touching the database, which may be what failed."""
    page = render_to_string("errors/500.html", {"frame": bare_frame()})
    return HttpResponse(page, status=500)


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """Answer 403 to a form whose token is missing or old."""
    return render(request, "errors/form_expired.html", status=403)
