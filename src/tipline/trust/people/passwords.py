"""Make passwords that are shown once."""

from __future__ import annotations

import secrets

# Without letters and digits that are mistaken for one another when read aloud or copied.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 5, 5


def generate_password() -> str:
    """Return a random password of five groups of five characters: 123 bits."""
    return "-".join(
        "".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )
