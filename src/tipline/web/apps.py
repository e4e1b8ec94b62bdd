"""Tell Django where the pages' frame lives."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The base page, its components, its styles and its errors."""

    name = "tipline.web"
    label = "web"
    verbose_name = "Pages"
