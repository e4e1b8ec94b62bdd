"""Give the pages of routing their addresses."""

from __future__ import annotations

from django.urls import path

from tipline.desk.routing.views.decision import revoke, show_route
from tipline.desk.routing.views.packet import hand_over
from tipline.desk.routing.views.routes import show_routes

app_name = "routing"
urlpatterns = [
    path("routes/", show_routes, name="routes"),
    path("reports/<report_number:report_id>/route/", show_route, name="route"),
    path("reports/<report_number:report_id>/route/revoke/", revoke, name="revoke"),
    path("reports/<report_number:report_id>/packet/", hand_over, name="packet"),
]
