"""Say by a field's path whose element it stands in: which victim's, which account's."""

from __future__ import annotations

import re

_HOLDER = re.compile(
    r"report\.(?:victim|personOrUserReported|intendedRecipient)\[\d+\]"
    r"(?:\.associatedAccount\[\d+\])?"
)
_NUMBER = re.compile(r"\[(\d+)\]")


def holder_of(path: str) -> str:
    """Return the path of the person or account that a field belongs to, empty where of none.

    An associated account is a holder of its own: it may be a parent's or a company's.
    """
    found = _HOLDER.match(path)
    return found.group() if found else ""


def position_of(holder: str) -> tuple[int, ...]:
    """Return what holders of one side are ordered by: as in the report, associated ones last."""
    numbers = tuple(int(number) for number in _NUMBER.findall(holder))
    return (len(numbers), *numbers)
