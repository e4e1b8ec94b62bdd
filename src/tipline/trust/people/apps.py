"""Tell Django about people and agencies."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, agencies and who works where."""

    name = "tipline.trust.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
