"""Give the pages of triage their addresses; only opaque numbers stand in them."""

from __future__ import annotations

from django.urls import path, re_path

from tipline.desk.triage.views import alarms, cluster, queue, report, reveal, sample, tier

CLUSTER = r"^clusters/(?P<cluster_id>clu_[0-9A-Za-z]{1,40})/"

app_name = "triage"
urlpatterns = [
    path("queue/", queue.show_queue, name="queue"),
    path("reports/<report_number:report_id>/", report.show_report, name="report"),
    path("reports/<report_number:report_id>/reveal/", reveal.reveal, name="reveal"),
    path("reports/<report_number:report_id>/raw/", reveal.show_raw, name="raw"),
    path("pages/<report_number:page_id>/seen/", alarms.acknowledge, name="acknowledge"),
    path("sample/", sample.show_sample, name="sample"),
    path("sample/<report_number:sampled_id>/", sample.work_sampled, name="sampled"),
    re_path(f"{CLUSTER}$", cluster.show_cluster, name="cluster"),
    re_path(f"{CLUSTER}tier/$", tier.set_tier, name="tier"),
    re_path(
        f"{CLUSTER}tier/(?P<override_id>[1-9][0-9]{{0,17}})/revoke/$",
        tier.revoke_tier,
        name="revoke-tier",
    ),
]
