"""Tell Django about linking."""

from django.apps import AppConfig


class LinkingConfig(AppConfig):
    """Identifiers, the values that they share, clusters."""

    name = "tipline.desk.linking"
    label = "linking"
