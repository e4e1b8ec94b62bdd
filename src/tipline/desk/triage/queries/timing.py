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

    What is not known has none: the submission date of reports that were loaded from disk, and how
    long network operators keep their logs, where the policy does not say.
    """
    clocks = []
    if decision.expires_at is not None and decision.expires is not None:
        clocks.append(preservation_clock(decision.expires_at, decision.expires, now))
    if decision.logs_end_at is not None and decision.seen is not None:
        clocks.append(
            Clock(
                kind=ClockKind.NETWORK_LOGS,
                text="The network operator's logs of the address that was seen last",
                expires_at=decision.logs_end_at,
                left=(decision.logs_end_at - now) // timedelta(days=1),
                unit=TimeUnit.DAYS,
                source="network_logs_days of the policy file",
                report_id=decision.seen,
            )
        )
    return tuple(sorted(clocks, key=lambda clock: clock.expires_at))


def unknown_clocks(decision: Decision) -> tuple[str, ...]:
    """Say which clocks run that nobody can read here, and why."""
    said = []
    if decision.expires_at is None:
        said.append("preservation: no report was submitted here, so that its date is not known")
    if decision.seen_at is None:
        said.append("network logs: no address with its time and zone was sent")
    elif decision.logs_end_at is None:
        said.append(
            f"network logs: an address was seen last at {decision.seen_at:%Y-%m-%d %H:%M:%S} UTC;"
            " operators keep logs from days to a year, and the policy does not say for how long"
        )
    return tuple(said)
