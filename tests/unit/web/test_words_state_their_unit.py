"""Times, spans, sizes and counts say their unit; a time says its zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tipline.web.words import count_in_words, moment_in_words, size_in_words, span_in_words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "under a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=5, minutes=59), "5 hours 59 minutes"),
        (timedelta(days=1, minutes=3), "1 day"),
        (timedelta(days=40, hours=1, minutes=3), "40 days 1 hour"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(span: timedelta, words: str) -> None:
    assert span_in_words(span) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_423_112, "1.4 MB (1,423,112 bytes)"),
        (5 * 10**15, "5000.0 TB (5,000,000,000,000,000 bytes)"),
    ],
)
def test_a_size_is_told_with_its_exact_number_of_bytes(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_a_count_agrees_with_its_noun() -> None:
    assert count_in_words(1, "report") == "1 report"
    assert count_in_words(12_345, "report") == "12,345 reports"
    assert count_in_words(2, "box", "boxes") == "2 boxes"


def test_a_moment_is_told_in_utc_whatever_zone_it_came_in() -> None:
    moment = datetime(2026, 11, 22, 1, 5, 9, tzinfo=timezone(timedelta(hours=-5)))

    assert moment_in_words(moment) == "22 Nov 2026, 06:05 UTC"
    assert moment_in_words(moment.astimezone(UTC), seconds=True) == "22 Nov 2026, 06:05:09 UTC"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        moment_in_words(datetime(2026, 11, 22))  # noqa: DTZ001  the point of the test
