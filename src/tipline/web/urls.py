"""Give the pages that belong to no stage their addresses."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from tipline.web import pages

app_name = "web"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="triage:queue"), name="home"),
    path("keys/", pages.show_keys, name="keys"),
    path("session/stay/", pages.stay, name="stay"),
]
