"""Write a telephone number as one dials it: the calling code once, with one plus before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tipline.report.types import Phone


def write_number(phone: Phone) -> str:
    """Return calling code and number as sent; the wire has the plus in the code (rule R-16)."""
    code = (phone.country_calling_code or "").strip().removeprefix("+")
    return f"+{code} {phone.value}" if code else phone.value
