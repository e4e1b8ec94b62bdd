"""Give every page its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tipline.web.urls")),
    path("", include("tipline.desk.triage.views.urls")),
    path("accounts/", include("tipline.trust.people.urls")),
]

handler400 = "tipline.web.errors.bad_request"
handler403 = "tipline.web.errors.forbidden"
handler404 = "tipline.web.errors.not_found"
handler500 = "tipline.web.errors.server_error"
