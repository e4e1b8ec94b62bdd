"""Keep bytes once under their own hash, durably, and never look into them."""

from tipline.trust.vault.store import Sealed, VaultFull, clear_old_drafts, open_sealed, seal

__all__ = ["Sealed", "VaultFull", "clear_old_drafts", "open_sealed", "seal"]
