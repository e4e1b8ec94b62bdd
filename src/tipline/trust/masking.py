"""Show enough of an identifier to recognise it, and not enough to use it.

Pure: what is shown depends on the value alone. Each function says how much it lets through, and
a property test holds it to that.
"""

from __future__ import annotations

MASK = "•••"
SHOWN_DIGITS = 2
FEWEST_DIGITS = 5  # of a shorter number, two digits would be too much
FEWEST_CHARACTERS = 3  # of a shorter text, one character would be too much
LONGEST_GROUP = 4  # of an IPv6 address


def mask_email(value: str) -> str:
    """Show the first character of the mailbox, unless it is short, and the domain's last label."""
    mailbox, at, domain = value.rpartition("@")
    if not at:
        return mask_text(value)
    _, dot, last = domain.rpartition(".")
    return f"{mask_text(mailbox)}@{MASK}{dot}{last if dot else ''}"


def mask_phone(value: str) -> str:
    """Show the last two digits."""
    digits = "".join(character for character in value if character.isdigit())
    return f"{MASK}{digits[-SHOWN_DIGITS:]}" if len(digits) >= FEWEST_DIGITS else MASK


def mask_ip(value: str) -> str:
    """Show the first group: one of four (IPv4) or one of eight (IPv6)."""
    separator = ":" if ":" in value else "."
    first, found, _ = value.partition(separator)
    return f"{first[:LONGEST_GROUP]}{separator}{MASK}" if found else mask_text(value)


def mask_text(value: str) -> str:
    """Show the first character of a name, account, device id or street; of a short one, nothing."""
    return f"{value[0]}{MASK}" if len(value) >= FEWEST_CHARACTERS else MASK
