"""Give the pages that belong to no stage their addresses."""

from __future__ import annotations

from django.urls import path

from tipline.web import pages
from tipline.web.audit_page import show_audit

app_name = "web"
urlpatterns = [
    path("", pages.go_home, name="home"),
    path("audit/", show_audit, name="audit"),
    path("keys/", pages.show_keys, name="keys"),
    path("session/stay/", pages.stay, name="stay"),
]
