"""Bring a telephone number to E.164, by libphonenumber's own rules."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import phonenumbers

if TYPE_CHECKING:
    from tipline.report.types import Phone


def normalise_phone(phone: Phone) -> str | None:
    """Return a number in E.164, or None where its country is not said: nobody may guess it."""
    text = phone.value.strip()
    if phone.country_calling_code and not text.startswith("+"):
        text = f"{phone.country_calling_code.strip()} {text}"
    line = _line(text) if text.startswith("+") else None
    return f"{line};ext={phone.extension}" if line and phone.extension else line


# The same few senders give the same numbers in every report of theirs.
@lru_cache(maxsize=4096)
def _line(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    # Possible, not valid: numbers for fiction are possible and assigned to nobody, and a table of
    # assigned ranges is always older than the newest range.
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
