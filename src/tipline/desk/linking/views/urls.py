"""Give the pages of linking their addresses; only opaque numbers stand in them."""

from __future__ import annotations

from django.urls import path

from tipline.desk.linking.views import review

app_name = "linking"
urlpatterns = [
    path("links/", review.show_review, name="review"),
    path("links/judge/", review.take_judgement, name="judge"),
]
