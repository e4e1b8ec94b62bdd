"""Tell Django about routing."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Routes, overrides, partners and what is shared with them."""

    name = "tipline.desk.routing"
    label = "routing"
    default_auto_field = "django.db.models.BigAutoField"
