"""Read the time of an event as it was sent, and guess nothing that the text does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.types import Assumption, EventTime
from tipline.report import NaiveTime, UnusableTime

if TYPE_CHECKING:
    from datetime import date, datetime

    from tipline.report.types import DateTime


def read_event_time(sent: DateTime | None) -> EventTime:
    """Return the text as sent, the instant in UTC, and what was assumed: nothing, or why not."""
    if sent is None:
        return EventTime()
    try:
        return EventTime(raw=sent.raw, utc=sent.utc, assumption=Assumption.NONE)
    except NaiveTime:
        return EventTime(raw=sent.raw, assumption=Assumption.REFUSED_NO_ZONE)
    except UnusableTime:
        return EventTime(raw=sent.raw, assumption=Assumption.REFUSED_UNUSABLE)


def days_between(edition: date | None, at: datetime | None) -> int | None:
    """Count the days from an edition to an event in UTC, either way; None where one is unknown."""
    if edition is None or at is None:
        return None
    return abs(edition.toordinal() - at.date().toordinal())


def lacks_seconds(event: EventTime) -> bool:
    """Whether a time ends in :00 seconds, as one does that was cut to the minute."""
    return event.utc is not None and event.utc.second == 0 and event.utc.microsecond == 0
