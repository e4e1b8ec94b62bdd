"""Give the pages of triage their addresses; only opaque numbers stand in them."""

from __future__ import annotations

from django.urls import path, re_path, register_converter

from tipline.desk.triage.views import cluster, queue, report, reveal
from tipline.desk.triage.views.entrance import ReportNumber

register_converter(ReportNumber, "report_number")

app_name = "triage"
urlpatterns = [
    path("queue/", queue.show_queue, name="queue"),
    path("reports/<report_number:report_id>/", report.show_report, name="report"),
    path("reports/<report_number:report_id>/reveal/", reveal.reveal, name="reveal"),
    path("reports/<report_number:report_id>/raw/", reveal.show_raw, name="raw"),
    re_path(
        r"^clusters/(?P<cluster_id>clu_[0-9A-Za-z]{1,40})/$", cluster.show_cluster, name="cluster"
    ),
]
