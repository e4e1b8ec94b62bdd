"""Show enough of an identifier to recognise it, and not enough to use it.

Pure: what is shown depends on the value alone, and each function says how much that is.
"""

from __future__ import annotations

MASK = "•••"


def mask_email(value: str) -> str:
    """Show the first character of the mailbox and the whole domain's last label."""
    mailbox, _, domain = value.rpartition("@")
    if not mailbox:
        return mask_text(value)
    _, dot, last = domain.rpartition(".")
    return f"{mailbox[0]}{MASK}@{MASK}{dot}{last if dot else ''}"


def mask_phone(value: str) -> str:
    """Show the last two digits."""
    digits = "".join(character for character in value if character.isdigit())
    return f"{MASK}{digits[-2:]}" if len(digits) > 4 else MASK


def mask_ip(value: str) -> str:
    """Show the first group (IPv4: of four; IPv6: of eight)."""
    separator = ":" if ":" in value else "."
    first = value.split(separator)[0]
    return f"{first[:4]}{separator}{MASK}"


def mask_text(value: str) -> str:
    """Show the first character of an account name, device id, name or address; of one, nothing."""
    return f"{value[0]}{MASK}" if len(value) > 2 else MASK
