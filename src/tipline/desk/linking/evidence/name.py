"""Bring screen names and display names to a form in which the same habit of naming is equal."""

from __future__ import annotations

import unicodedata

from tipline.desk.linking.evidence.filler import is_filler, letters_and_digits

_SHORTEST = 4


def normalise_screen_name(text: str) -> str | None:
    """Return a screen name's letters and digits, or None for one that says nothing."""
    name = letters_and_digits(unicodedata.normalize("NFKC", text))
    return None if len(name) < _SHORTEST or is_filler(name) else name


def normalise_display_name(text: str) -> str | None:
    """Return a display name with single spaces and in small letters, or None for one of nobody."""
    name = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return None if len(name) < _SHORTEST or is_filler(name) else name
