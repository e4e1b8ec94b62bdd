"""Words on a terminal: wrapped, indented, and unable to command it."""

from __future__ import annotations

import textwrap
import unicodedata

_WIDTH = 96
# Control, format (bidirectional overrides among them), surrogate, private, unassigned.
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SAFE_FORMAT = {"\u200d", "\u200c"}  # joiners that emoji and some scripts need


def safe(text: str) -> str:
    """Show what could command or disguise a terminal by its code point; keep line feeds."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_safe_character(character) for character in text)


def _safe_character(character: str) -> str:
    if character in {"\n", "\t"} or character in _SAFE_FORMAT:
        return character
    if unicodedata.category(character) in _UNSAFE:
        return f"\\u{ord(character):04x}"
    return character


def wrap(text: str, *, first: str, rest: str) -> str:
    """Wrap words to the width of a page; every line begins with its indentation."""
    lines = safe(text).split("\n")
    wrapped = [
        textwrap.fill(
            line,
            _WIDTH,
            initial_indent=first if number == 0 else rest,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or rest.rstrip()
        for number, line in enumerate(lines)
    ]
    return "\n".join(wrapped)


def count(number: int, one: str, several: str | None = None) -> str:
    """Count things in words: `1 finding`, `2 findings`."""
    return f"{number} {one if number == 1 else several or one + 's'}"
