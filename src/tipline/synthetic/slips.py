"""Mistype a value as people do: one letter or digit, never outside the reserved ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.synthetic.hubs import AREA_CODES
from tipline.synthetic.rates import rate

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice

# Neighbours on the row of a keyboard; what is not in it is doubled instead.
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_AREA = range(2, 5)  # where the area code stands in +1AAA55501xx
_WAYS = ("swap", "drop", "double", "neighbour")


def mistype_mailbox(mailbox: str, dice: Dice) -> str:
    """Give a mailbox with one slip before the `@`; the domain, which is reserved, stays."""
    local, _, domain = mailbox.partition("@")
    return f"{mistype(local, dice)}@{domain}"


def mistype_phone(number: str, dice: Dice) -> str:
    """Give an E.164 number with one digit wrong: of the area code, now and then of the last two.

    555-01xx stays reserved. So few numbers are reserved that a wrong last digit gives somebody
    else's; of all numbers it would hardly ever, so most slips give an area code that nobody has.
    """
    if dice.chance(rate("slip_gives_another_s")):
        at = len(number) - 1 - dice.below(2)
        return _turn(number, at, dice.between(1, 9))
    nobody_s = [
        wrong
        for at in _AREA
        for turn in range(1, 10)
        if (wrong := _turn(number, at, turn))[2:5] not in AREA_CODES and wrong[2] > "1"
    ]
    return dice.pick(nobody_s)


def _turn(number: str, at: int, by: int) -> str:
    return f"{number[:at]}{(int(number[at]) + by) % 10}{number[at + 1 :]}"


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
