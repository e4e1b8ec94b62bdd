"""Give every page its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path, register_converter

from tipline.desk.intake.views.numbers import ReportNumber

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

register_converter(ReportNumber, "report_number")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tipline.web.urls")),
    path("", include("tipline.desk.linking.views.urls")),
    path("", include("tipline.desk.triage.views.urls")),
    path("", include("tipline.desk.routing.views.urls")),
    path("accounts/", include("tipline.trust.people.urls")),
]

handler400 = "tipline.web.errors.bad_request"
handler403 = "tipline.web.errors.forbidden"
handler404 = "tipline.web.errors.not_found"
handler500 = "tipline.web.errors.server_error"
