"""Tell Django about triage."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Evidence, priorities, the queue."""

    name = "tipline.desk.triage"
    label = "triage"
