"""Choose which identifiers may enter an exchange, and say of the others why not."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import phonenumbers

from tipline.desk.linking.types import IdentifierKind
from tipline.desk.routing.deconfliction.types import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.desk.routing.deconfliction.types import OwnValue

# Only what names an account or a device of whoever is reported. A name, a place, a file or a
# victim's identifier never enters: they are shared by strangers, or are not ours to ask about.
KINDS = frozenset(
    {IdentifierKind.EMAIL, IdentifierKind.PHONE, IdentifierKind.ACCOUNT, IdentifierKind.DEVICE}
)

# Asked at the limit every day, a space of 2^28 values takes longer than ten years to go through.
# The limits are powers of two, to which sets are filled: no decoy makes room for one more value.
LEAST_BITS = 28.0
MOST_ASKED = 65_536
MOST_HELD = 262_144
# Room for what may not enter; beyond it a year of a nation's reports would fill any memory.
MOST_GATHERED = 4 * MOST_HELD
# What very many of our own reports name tells of a service or a default, not of a person.
MOST_HOLDERS = 100

_DIGITS, _LETTERS, _OTHERS = 10, 26, 10


def why_not_shared(value: OwnValue) -> str | None:
    """Say why an identifier stays out of an exchange, None where it may enter. Pure."""
    if value.kind not in KINDS:
        return "its kind is never exchanged"
    if guessing_bits(value.kind, value.value) < LEAST_BITS:
        return "it is so short that all of its like could be asked for one by one"
    if len(value.holders) > MOST_HOLDERS:
        return f"more than {MOST_HOLDERS} of our reports name it"
    return None


def guessing_bits(kind: str, value: str) -> float:
    """Return how many bits somebody would have to guess who tries all values of this form.

    An upper bound: the part that a person chose, at its length and with the marks that it uses.
    """
    chosen = value
    if kind == IdentifierKind.EMAIL:
        chosen = value.rpartition("@")[0]
    elif kind in {IdentifierKind.ACCOUNT, IdentifierKind.DEVICE}:
        chosen = value.partition("/")[2]
    elif kind == IdentifierKind.PHONE:
        chosen = _own_digits(value)
    marks = (
        _DIGITS * any(mark.isdigit() for mark in chosen)
        + _LETTERS * any(mark.isalpha() for mark in chosen)
        + _OTHERS * any(not mark.isalnum() for mark in chosen)
    )
    return len(chosen) * math.log2(marks) if chosen else 0.0


def _own_digits(number: str) -> str:
    """Return the digits of a number (E.164) behind its calling code, which whoever tries knows."""
    try:
        return str(phonenumbers.parse(number).national_number)
    except phonenumbers.NumberParseException:
        return ""


def choose_shared(
    values: Iterable[OwnValue], *, most: int
) -> tuple[tuple[OwnValue, ...], tuple[LeftOut, ...]]:
    """Return what enters an exchange, the newest reports' values first, and what was left out."""
    left: Counter[tuple[str, str]] = Counter()
    chosen: list[OwnValue] = []
    for value in sorted(values, key=lambda one: (-one.holders[-1][0], one.kind, one.value)):
        why = why_not_shared(value)
        if why is None and len(chosen) >= most:
            why = f"an exchange holds {most:,}, and newer ones come first"
        if why is None:
            chosen.append(value)
        else:
            left[value.kind, why] += 1
    return tuple(chosen), tuple(
        LeftOut(kind=kind, why=why, values=count) for (kind, why), count in sorted(left.items())
    )


def padded_size(values: int) -> int:
    """Return up to which number a set is filled with decoys: the next power of two, 1,024 at least.

    The size of a set then says only of which order it is.
    """
    return max(1024, 1 << max(values - 1, 0).bit_length())
