"""Give the pages that belong to no stage their addresses."""

from __future__ import annotations

from django.conf import settings
from django.urls import path
from django.views.generic import RedirectView

from tipline.web import pages
from tipline.web.gallery import show_gallery

app_name = "web"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="triage:queue"), name="home"),
    path("keys/", pages.show_keys, name="keys"),
    path("session/stay/", pages.stay, name="stay"),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery/", show_gallery, name="gallery"))
