"""Tell Django about intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Senders, reports, their documents and files."""

    name = "tipline.desk.intake"
    label = "intake"
