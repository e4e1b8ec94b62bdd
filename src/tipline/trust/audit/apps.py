"""Tell Django about the audit log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only log of every write."""

    name = "tipline.trust.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
