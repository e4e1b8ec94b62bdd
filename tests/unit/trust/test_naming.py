"""A text that is kept in clear may carry desk numbers, dates and times, and name nobody."""

from __future__ import annotations

import pytest

from tipline.trust.naming import find_identifier


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("looking for a.person@example.com now", "an email address"),
        ("the account @quiet.harbour asked", "an account's @name"),
        ("the account \uff20quiet asked", "an account's @name"),
        ("see https://example.com/u/quiet", "a web address"),
        ("see hxxp://example.net", "a web address"),
        ("see WWW.example.org", "a web address"),
        ("see example.com/quiet", "a web address"),
        ("the login from 203.0.113.77 matters", "an IP address"),
        ("the login from 2001:DB8::7:1 matters", "an IP address"),
        ("call 555 0100", "a telephone number"),
        ("call 555-0100", "a telephone number"),
        ("call 555\u20130100", "a telephone number"),
        ("call 555.0100", "a telephone number"),
        ("call 555/0100", "a telephone number"),
        ("call 5550100", "a telephone number"),
        ("call 555\u00a00100", "a telephone number"),
        ("call \uff15\uff15\uff15 \uff10\uff11\uff10\uff10", "a telephone number"),
        ("call back on +1 (202) 555-0142 please", "a telephone number"),
        ("device 355555555555550", "a telephone number"),
        ("card 5555 5555 5555 5555", "a long number"),
    ],
)
def test_what_names_somebody_is_found(text: str, kind: str) -> None:
    assert find_identifier(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Task 2026/114 of 2026-11-22 02:30",
        "Task 114 2026-11-22T02:30:11 for the duty officer",
        "Asked on 22.11.2026 at 02:30",
        "Report 205801234567890: duty",
        "Reports 205801234567890 205801234567891, cluster clu_01234567890123456789012345",
        "Asked @ 02:30 by the duty officer, rooms 12, 14 and 16",
        "Order of the court, section 2258A, in 555 days",
    ],
)
def test_dates_times_and_the_desks_own_numbers_may_stand(text: str) -> None:
    assert find_identifier(text) is None


def test_a_long_text_is_searched_in_no_time() -> None:
    """The patterns have no nested repeats: half a million characters end at once."""
    assert find_identifier("1" * 500_000) == "a long number"
    assert find_identifier("1, " * 150_000) is None
    assert find_identifier(":" * 500_000) is None
    assert find_identifier("a" * 500_000) is None
