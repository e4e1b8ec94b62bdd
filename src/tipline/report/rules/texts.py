"""Judges single values: a test returns the end of a sentence about the field, or None."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

from tipline.report.errors import UnusableTime

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.report.types import Date, DateTime

_BLANK_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^/?#]+(?:[/?#]|\Z)")
# One @, and on neither side what separates addresses or quotes names.
_EMAIL = re.compile(r'[^\s@<>()\[\],;:"\\]+@[^\s@<>()\[\],;:"\\]+\Z')
_CALLING_CODE = re.compile(r"\+[0-9]{1,3}\Z")
_DIGITS = re.compile(r"[0-9]+\Z")
_LONGEST_LOCAL_PART = 64
_LAST_PORT = 65_535
_OLDEST = 150
UTC_LENGTH = 20  # 2026-03-02T18:41:07Z


def find_blank(text: str) -> str | None:
    """Find that a text is blank."""
    return None if text.strip() else "is blank"


def find_no_address(text: str) -> str | None:
    """Find that a text is no IPv4 or IPv6 address."""
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    try:
        socket.inet_pton(family, text)
    except (OSError, ValueError):
        return "is no IPv4 or IPv6 address" if text.strip() else "is blank"
    return None


def find_no_port(port: int) -> str | None:
    """Find that a number is no port."""
    return None if 1 <= port <= _LAST_PORT else "is not within 1 to 65535"


def find_no_age(age: int) -> str | None:
    """Find that a number is no age of a person."""
    return None if 0 <= age <= _OLDEST else "is not within 0 to 150"


def find_url_fault(text: str) -> str | None:
    """Find what no receiver accepts in a URL: blanks, control characters, nothing at all."""
    if not text:
        return "is blank"
    return "has blanks or control characters" if _BLANK_OR_CONTROL.search(text) else None


def find_incomplete_url(text: str) -> str | None:
    """Find that a URL lacks its scheme or host, which some receivers accept."""
    return None if _URL.match(text) else "has no scheme or no host"


def find_no_email(text: str) -> str | None:
    """Find that a text is no email address."""
    if not _EMAIL.match(text):
        return "is no email address"
    if text.index("@") > _LONGEST_LOCAL_PART:
        return f"has more than {_LONGEST_LOCAL_PART} characters before the @"
    return None


def find_no_calling_code(text: str) -> str | None:
    """Find that a text is no calling code."""
    return None if _CALLING_CODE.match(text) else "is no calling code"


def find_no_digits(text: str) -> str | None:
    """Find that a text has more than digits."""
    return None if _DIGITS.match(text) else "is not digits only"


def find_future(time: DateTime, now: datetime) -> str | None:
    """Find that a time lies after now.

    Times without a zone are not judged here: nobody can say when they were.
    """
    if not time.has_zone:
        return None
    try:
        return "lies in the future" if time.utc > now else None
    except UnusableTime:
        return None if time.raw.startswith("-") else "lies outside of the years 1 to 9999"


def find_future_day(date: Date, now: datetime) -> str | None:
    """Find that a day lies after today, by the world's latest clock (UTC+14)."""
    try:
        days = (date.day - now.date()).days
    except UnusableTime:
        return None if date.raw.startswith("-") else "lies outside of the years 1 to 9999"
    return "lies in the future" if days > 1 else None
