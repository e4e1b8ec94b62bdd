"""Mistype a value as people do: one letter or digit, never outside the reserved ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice

# Neighbours on the row of a keyboard; what is not in it is doubled instead.
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_WAYS = ("swap", "drop", "double", "neighbour")


def mistype_mailbox(mailbox: str, dice: Dice) -> str:
    """Give a mailbox with one slip before the `@`; the domain, which is reserved, stays."""
    local, _, domain = mailbox.partition("@")
    return f"{mistype(local, dice)}@{domain}"


def mistype_phone(number: str, dice: Dice) -> str:
    """Give an E.164 number with another of its last two digits; 555-01xx stays reserved.

    The number may be somebody else's: that is what such a slip does.
    """
    at = len(number) - 1 - dice.below(2)
    digit = (int(number[at]) + dice.between(1, 9)) % 10
    return f"{number[:at]}{digit}{number[at + 1 :]}"


def mistype(text: str, dice: Dice) -> str:
    """Give a text with two letters swapped, one dropped, doubled, or the key beside it hit."""
    at = dice.below(len(text) - 1)
    way = dice.pick(_WAYS)
    here, after = text[at], text[at + 1]
    if way == "swap" and here != after:
        return f"{text[:at]}{after}{here}{text[at + 2 :]}"
    if way == "drop" and at:
        return text[:at] + text[at + 1 :]
    beside = _key_beside(here) if way == "neighbour" else None
    return text[:at] + (beside or here * 2) + text[at + 1 :]


def _key_beside(key: str) -> str | None:
    for row in _ROWS:
        at = row.find(key)
        if at >= 0:
            return row[at - 1] if at else row[1]
    return None
