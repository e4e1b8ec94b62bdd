"""Tell Django about the vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Sealed bytes; no tables."""

    name = "tipline.trust.vault"
    label = "vault"
