"""Put times, spans, sizes and counts into words that state their unit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SPANS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
_SIZES = ("bytes", "kB", "MB", "GB", "TB")
_THOUSAND = 1000


def count_in_words(count: int, one: str, many: str | None = None) -> str:
    """Say how many, with the noun in the right number: `1 report`, `12,345 reports`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def span_in_words(span: timedelta) -> str:
    """Say how long in the two largest units: `3 days 4 hours`; below a minute says so."""
    seconds = int(abs(span).total_seconds())
    parts = []
    for unit, size in _SPANS:
        amount, seconds = divmod(seconds, size)
        if amount:
            parts.append(count_in_words(amount, unit))
        elif parts:
            break
    return " ".join(parts[:2]) or "under a minute"


def size_in_words(size: int) -> str:
    """Say how large in decimal units, and the exact number: `1.4 MB (1,423,112 bytes)`."""
    exact = count_in_words(size, "byte")
    if size < _THOUSAND:
        return exact
    amount, unit = float(size), 0
    while amount >= _THOUSAND and unit < len(_SIZES) - 1:
        amount, unit = amount / _THOUSAND, unit + 1
    return f"{amount:.1f} {_SIZES[unit]} ({exact})"


def moment_in_words(moment: datetime, *, seconds: bool = False) -> str:
    """Say when, in UTC, with the zone: `22 Nov 2026, 02:23 UTC`.

    Raises ValueError for a moment without a zone, because a wrong hour misleads an officer.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be shown as UTC; give it its zone first")
    at = moment.astimezone(UTC)
    clock = at.strftime("%H:%M:%S" if seconds else "%H:%M")
    return f"{at.day} {at.strftime('%b %Y')}, {clock} UTC"
