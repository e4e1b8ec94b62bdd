"""Tell values that only fill their field from values that identify something."""

from __future__ import annotations

_WORDS = frozenset(
    {"", "null", "none", "nil", "n/a", "na", "anonymous", "unknown", "undefined", "test", "user"}
)


def is_filler(value: str) -> bool:
    """Say whether a value names nothing: one mark repeated, or a word for nothing."""
    return len(set(value)) == 1 or value in _WORDS


def letters_and_digits(text: str) -> str:
    """Return the letters and digits of a text, in small letters."""
    return "".join(mark for mark in text.casefold() if mark.isalnum())
