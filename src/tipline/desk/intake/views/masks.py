"""Decide how much of a sent value a page shows before somebody has said why they need it.

Promise: text is masked unless its field is on the list of fields that name and place nobody;
a field that the wire gains later is masked until somebody puts it on that list.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.views.names import name_in_words
from tipline.report.types import Date, DateTime, Double
from tipline.trust.masking import MASK, mask_email, mask_ip, mask_phone, mask_text

if TYPE_CHECKING:
    from collections.abc import Callable


class Showing(StrEnum):
    """How a value stands on the page."""

    CLEAR = "clear"
    MASKED = "masked"
    HELD_BACK = "held back"
    REVEALED = "revealed"


class Masked(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows of a value, and how."""

    text: str
    showing: Showing


# Text of these fields says what a thing is, never who or where; names as on the wire.
CLEAR_FIELDS = frozenset(
    {
        "agencyName",
        "chatClient",
        "client",
        "companyTemplate",
        "console",
        "country",
        "countryCode",
        "@countryCallingCode",
        "espService",
        "fileId",
        "@fleaCountry",
        "gameName",
        "@hashType",
        "idType",
        "platform",
        "termsOfService",
    }
)

# Free text: people write anything into it, so only its length is told.
FREE_TEXT = frozenset(
    {
        "additionalInfo",
        "content",
        "escalateToHighPriority",
        "fileNames",
        "incidentDateTimeDescription",
        "profileBio",
        "value",
        "vehicleDescription",
    }
)

# Text that can harm the reader: behind a door of its own, closed even after a reveal.
CONTENT = "content"

_INDEX = re.compile(r"\[\d+\]")
_HASH_SHOWN = 8


def field_name(path: str) -> str:
    """Give the last name of a field path, without its index: `email` of `...person.email[2]`."""
    return _INDEX.sub("", path.rpartition(".")[2])


def mask_hash(value: str) -> str:
    """Show the first eight digits, enough to compare by eye with a list."""
    return f"{value[:_HASH_SHOWN]}{MASK}"


def mask_file_name(value: str) -> str:
    """Show the ending of a file's name and how long the name is."""
    stem, dot, ending = value.rpartition(".")
    shown = f".{ending}" if stem and dot and ending.isalnum() and len(ending) < 6 else ""  # noqa: PLR2004  jpeg, heic, webp
    return f"{MASK}{shown} ({len(value)} characters)"


def mask_address_on_the_web(value: str) -> str:
    """Show whether it is http or https, and how long it is."""
    scheme, separator, _ = value.partition("://")
    return f"{scheme + separator if separator else ''}{MASK} ({len(value)} characters)"


def hold_back(value: str) -> str:
    """Tell how many words there are, and none of them."""
    words = len(value.split())
    return f"held back: {words} {'word' if words == 1 else 'words'}"


_MASKS: dict[str, Callable[[str], str]] = {
    "email": mask_email,
    "emailAddress": mask_email,
    "phone": mask_phone,
    "phoneNumber": mask_phone,
    "ipAddress": mask_ip,
    "originalFileHash": mask_hash,
    "fileName": mask_file_name,
    "originalFileName": mask_file_name,
    "url": mask_address_on_the_web,
    "profileUrl": mask_address_on_the_web,
    "locationOfFile": mask_address_on_the_web,
    "legalURL": mask_address_on_the_web,
}


def mask_value(path: str, value: object) -> Masked:
    """Say what the page shows of a value that nobody has asked to see."""
    if isinstance(value, Date | Double):
        return Masked(text=MASK, showing=Showing.MASKED)
    if not isinstance(value, str) or isinstance(value, StrEnum):
        return Masked(text=in_words(value), showing=Showing.CLEAR)
    name = field_name(path)
    if not value.strip() or name in CLEAR_FIELDS or _names_a_fact(path):
        return Masked(text=make_visible(value), showing=Showing.CLEAR)
    if name in FREE_TEXT or path.startswith("unknown."):
        return Masked(text=hold_back(value), showing=Showing.HELD_BACK)
    return Masked(text=make_visible(_MASKS.get(name, mask_text)(value)), showing=Showing.MASKED)


def _names_a_fact(path: str) -> bool:
    return _INDEX.sub("", path).endswith("nameValuePair.name")


def reveal_value(path: str, value: object) -> Masked:
    """Say what the page shows of a value after a reveal: all of it."""
    hidden = mask_value(path, value).showing is not Showing.CLEAR
    return Masked(text=in_words(value), showing=Showing.REVEALED if hidden else Showing.CLEAR)


def in_words(value: object) -> str:
    """Put a value of the report language into words, whole."""
    if value is True or value is False:
        return "Yes" if value else "No"
    if isinstance(value, frozenset):
        return ", ".join(sorted(name_in_words(str(flag)) for flag in value)) or "none stated"
    if isinstance(value, DateTime | Date | Double):
        return make_visible(value.raw)
    return make_visible(str(value))


def make_visible(text: str) -> str:
    """Write out characters that would hide or turn round what stands beside them: `[U+202E]`."""
    return "".join(
        f"[U+{ord(character):04X}]"
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} and character not in "\n\t"
        else character
        for character in text
    )
