"""Tell Django where the tables of alike names are."""

from django.apps import AppConfig


class NamesConfig(AppConfig):
    """Possible links by screen names that are alike."""

    name = "tipline.desk.linking.names"
    label = "names"
