"""Tell Django where the tables of location are."""

from django.apps import AppConfig


class LocationConfig(AppConfig):
    """The stage that says where what a report names points to."""

    name = "tipline.desk.location"
    label = "location"
