"""Write instants the way different senders do, with a zone always."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from tipline.report.types import DateTime

DAY = 86_400
HOUR = 3_600
_PAIRS = tuple(f"{each:02d}" for each in range(60))


class Style(StrEnum):
    """How a sender writes a time: `Z`, a zero offset, a fixed offset, or with milliseconds."""

    ZULU = "zulu"
    ZERO_OFFSET = "zero_offset"
    FIVE_WEST = "five_west"
    MILLISECONDS = "milliseconds"


_TAILS = {
    Style.ZULU: "Z",
    Style.ZERO_OFFSET: "+00:00",
    Style.FIVE_WEST: "-05:00",
    Style.MILLISECONDS: ".000Z",
}


def write_time(at: int, style: Style = Style.ZULU) -> DateTime:
    """Write an instant (seconds since 1970, UTC) in a sender's style; the instant stays."""
    local = at - 5 * HOUR if style is Style.FIVE_WEST else at
    day, second = divmod(local, DAY)
    hour, rest = divmod(second, HOUR)
    minute, second = divmod(rest, 60)
    clock = f"{_PAIRS[hour]}:{_PAIRS[minute]}:{_PAIRS[second]}"
    return DateTime(f"{write_day(day)}T{clock}{_TAILS[style]}")


@lru_cache(maxsize=8192)
def write_day(day: int) -> str:
    """Write a day (days since 1970, UTC), for example `2026-10-31`."""
    return datetime.fromtimestamp(day * DAY, UTC).date().isoformat()
