"""Say how old something is and how long a clock still runs, at a stated time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tipline.desk.triage.rules.ranking import PRESERVATION_SOURCE
from tipline.desk.triage.types import Age, Clock, ClockKind, TimeUnit

if TYPE_CHECKING:
    from tipline.desk.triage.rules.ranking import Decision

_IN_MINUTES = timedelta(hours=2)
_IN_HOURS = timedelta(days=2)


def age_of(since: datetime, now: datetime) -> Age:
    """Return how long ago something was: minutes up to two hours, hours up to two days, days."""
    passed = max(now - since, timedelta())
    unit, length = TimeUnit.DAYS, timedelta(days=1)
    if passed < _IN_MINUTES:
        unit, length = TimeUnit.MINUTES, timedelta(minutes=1)
    elif passed < _IN_HOURS:
        unit, length = TimeUnit.HOURS, timedelta(hours=1)
    return Age(value=passed // length, unit=unit, since=since)


def preservation_clock(expires_at: datetime, report_id: str, now: datetime) -> Clock:
    """Return the clock of the sender's duty to preserve: whole days left, negative when over."""
    return Clock(
        kind=ClockKind.PRESERVATION,
        text="The sender's duty to preserve the contents of the report",
        expires_at=expires_at,
        left=(expires_at - now) // timedelta(days=1),
        unit=TimeUnit.DAYS,
        source=PRESERVATION_SOURCE,
        report_id=report_id,
    )


def clocks_of(decision: Decision, now: datetime) -> tuple[Clock, ...]:
    """Return the clocks of a cluster, the next to run out first.

    None where the submission date of its reports is unknown: they were loaded from disk.
    """
    if decision.expires_at is None or decision.expires is None:
        return ()
    return (preservation_clock(decision.expires_at, decision.expires, now),)
