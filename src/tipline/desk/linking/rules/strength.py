"""Say what a shared value of each kind is worth: it joins alone, with a second thing, or never.

A *decisive* kind joins the reports that share a value of it. A *supporting* kind joins two reports
only when they share two values of different families: a home and a device stand for one household,
so neither vouches for the other; two files travel together; two names are one habit of naming.

A supporting value counts while it is rare, that is held by at most so many reports (`RARE_UP_TO`,
chosen in ADR 0044).
"""

from __future__ import annotations

from enum import StrEnum
from math import log2

from tipline.desk.linking.types import IdentifierKind


class Family(StrEnum):
    """What a supporting value witnesses; only values of different families are independent."""

    PLACE = "place"
    FILE = "file"
    NAME = "name"


DECISIVE = frozenset(
    {
        IdentifierKind.EMAIL,
        IdentifierKind.PHONE,
        IdentifierKind.ACCOUNT,
        IdentifierKind.PROFILE_URL,
        IdentifierKind.PRIOR_REPORT,
        IdentifierKind.REPORT_CONTENT,
        IdentifierKind.SESSION,
    }
)

FAMILY_OF: dict[IdentifierKind, Family] = {
    IdentifierKind.DEVICE: Family.PLACE,
    IdentifierKind.HOME_NETWORK: Family.PLACE,
    IdentifierKind.ADDRESS: Family.PLACE,
    IdentifierKind.FILE_HASH: Family.FILE,
    IdentifierKind.LOOK_ALIKE: Family.FILE,
    IdentifierKind.SCREEN_NAME: Family.NAME,
    IdentifierKind.DISPLAY_NAME: Family.NAME,
}

# What a person has few of: reports that name different ones are rather of different people. An
# account is none of these: one person has one at every service.
PERSONAL = frozenset({IdentifierKind.EMAIL, IdentifierKind.PHONE})
TELLING = PERSONAL | {IdentifierKind.SCREEN_NAME, IdentifierKind.DISPLAY_NAME}

# Reports that may hold a supporting value before it counts for nothing. A name's bound lets a
# prolific person through, whose name is on each of their reports, and stops what thousands bear.
RARE_UP_TO: dict[IdentifierKind, int] = {
    IdentifierKind.DEVICE: 30,
    IdentifierKind.HOME_NETWORK: 60,
    IdentifierKind.ADDRESS: 5,
    IdentifierKind.FILE_HASH: 6,
    IdentifierKind.LOOK_ALIKE: 6,
    IdentifierKind.SCREEN_NAME: 300,
    IdentifierKind.DISPLAY_NAME: 300,
}

# A shared name confirms what one of these suggests; by itself nobody is looked for.
LEADING = frozenset(kind for kind in RARE_UP_TO if FAMILY_OF[kind] is not Family.NAME)

# Strength in bits of a value that one report of a nation's year (36 million) would hold alone; two
# supporting values that join are worth less than one decisive one.
_BITS_OF_A_YEAR = 25
_BITS_OFF_A_PAIR = 5
_PARTS_OF_A_BIT = 1_000


def is_decisive(kind: IdentifierKind) -> bool:
    """Say whether a shared value of this kind joins reports alone."""
    return kind in DECISIVE


def is_rare(kind: IdentifierKind, reports: int) -> bool:
    """Say whether a supporting value that so many reports hold may be one of two that join."""
    return reports <= RARE_UP_TO.get(kind, 0)


def may_pair(one: IdentifierKind, other: IdentifierKind) -> bool:
    """Say whether two supporting kinds are independent witnesses."""
    mine, theirs = FAMILY_OF.get(one), FAMILY_OF.get(other)
    return mine is not None and theirs is not None and mine is not theirs


def weigh_tie(reports: int, *, of_two: bool) -> int:
    """Return what parting the holders of a joining value costs, in thousandths of a bit.

    It depends on the value's holders only and not on how many reports the store holds, so that a
    cut comes out the same whenever it is made. `of_two`: two supporting values join together.
    """
    bits = _BITS_OF_A_YEAR - log2(max(reports, 1)) - (_BITS_OFF_A_PAIR if of_two else 0)
    return max(1, round(_PARTS_OF_A_BIT * bits))


def bits_of(reports_held: int, holders: int) -> float:
    """Return the strength of a shared value in bits: log2(reports held / reports that hold it)."""
    return round(log2(max(reports_held, holders, 1) / max(holders, 1)), 1)
