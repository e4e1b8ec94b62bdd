"""Find what plainly names somebody in a free text that will be kept in clear.

Pure. A net for slips, not a proof: names and street addresses pass. What would be refused for
nothing - dates, times, this desk's report and cluster numbers, tasks as 2026/114 - may stand.
"""

from __future__ import annotations

import re
import unicodedata

_URL = re.compile(r"[a-z][a-z0-9+.-]{1,15}://|\bwww\.\w|\b[\w-]{1,63}\.[a-z]{2,24}/", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_HANDLE = re.compile(r"@[\w.]")
_IP = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}", re.IGNORECASE
)
_MAY_STAND = re.compile(
    r"\b\d{4}-\d\d-\d\d(?:T(?=\d))?|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b"  # dates
    r"|\b\d{1,2}:\d\d(?::\d\d)?\b"  # times
    # Reports of this desk begin with the day since 1970; a device's 15 digits hardly with a 2.
    r"|(?<!\d)2\d{14}(?!\d)|\bclu_\w+"
    r"|\b20\d\d/\d{1,6}\b",  # tasks
)
# Seven digits reach somebody in many towns. Hyphens of all kinds count as one.
_NUMBER = re.compile(r"\d(?:[ ()./\-\u2010-\u2015]{0,3}\d){6,}")
_MOST_TELEPHONE_DIGITS = 15  # ITU-T E.164


def find_identifier(text: str) -> str | None:
    """Say which kind of identifier a text holds, if it plainly holds one."""
    plain = unicodedata.normalize("NFKC", text)
    for pattern, kind in (
        (_URL, "a web address"),
        (_EMAIL, "an email address"),
        (_HANDLE, "an account's @name"),
        (_IP, "an IP address"),
    ):
        if pattern.search(plain):
            return kind
    number = _NUMBER.search(_MAY_STAND.sub("|", plain))
    return _kind_of_number(number[0]) if number else None


def _kind_of_number(written: str) -> str:
    digits = sum(character.isdigit() for character in written)
    return "a telephone number" if digits <= _MOST_TELEPHONE_DIGITS else "a long number"
