"""Put the rows of the queue into the words that the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.types import Clock, ClockKind, QueueRow, Reason
from tipline.desk.triage.views.addresses import address_of_cluster, address_of_report
from tipline.desk.triage.views.thinness import Thinness, measure_thinness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.desk.triage.types import QueuePage, TimeUnit

REASONS_SHOWN = 3
SENDERS_SHOWN = 3
CLOCKS = {
    ClockKind.PRESERVATION: "the sender must preserve it",
    ClockKind.NETWORK_LOGS: "the network's logs",
}


class QueueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the queue in words; `rank` counts over all tiers, `clock` runs out next."""

    row: QueueRow
    rank: int
    tier_in_words: str
    url: str
    senders: str
    top_reasons: tuple[Reason, ...]
    waiting: str
    clock: Clock | None
    clock_name: str
    time_left: str
    is_late: bool
    thinness: Thinness
    missing_url: str
    set_by_people: str


def put_into_words(page: QueuePage) -> tuple[QueueLine, ...]:
    """Put each row of a page of the queue into words, in order."""
    titles = {count.tier: count.title for count in page.counts}
    before = count_before(page)
    return tuple(
        _line(row, f"{row.tier} {titles[row.tier]}", rank=before + row.rank) for row in page.rows
    )


def count_before(page: QueuePage) -> int:
    """Count the clusters of graver tiers that a filter leaves out, which are worked first."""
    if page.tier is None:
        return 0
    return sum(count.clusters for count in page.counts if count.tier < page.tier)


def amount_in_words(value: int, unit: TimeUnit) -> str:
    """Say how much time: `1 day`, `3 hours`, `under a minute`."""
    if value == 0:
        return f"under {'an' if unit.value == 'hours' else 'a'} {unit.value.removesuffix('s')}"
    return f"{value:,} {unit.value.removesuffix('s') if value == 1 else unit.value}"


def time_left_in_words(clock: Clock) -> str:
    """Say how long a clock still runs, or since when it has run out."""
    if clock.left < 0:
        return f"ran out {amount_in_words(-clock.left, clock.unit)} ago"
    return f"{amount_in_words(clock.left, clock.unit)} left"


def next_clock(clocks: Iterable[Clock]) -> Clock | None:
    """Return the clock that runs out first."""
    return min(clocks, key=lambda clock: clock.expires_at, default=None)


def url_of(row: QueueRow) -> str:
    """Give the page to open: the report itself where a cluster is one report."""
    # A cluster that has just become part of another has none until it is ranked anew.
    if row.report_count == 1 and row.report_ids:
        return address_of_report(row.report_ids[0])
    return address_of_cluster(row.cluster_id)


def names_in_words(names: tuple[str, ...]) -> str:
    """List the first few names, and how many there are besides."""
    shown = ", ".join(names[:SENDERS_SHOWN])
    more = len(names) - SENDERS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _line(row: QueueRow, tier_in_words: str, *, rank: int) -> QueueLine:
    clock = next_clock(row.clocks)
    return QueueLine(
        row=row,
        rank=rank,
        tier_in_words=tier_in_words,
        url=url_of(row),
        senders=names_in_words(row.sender_names),
        top_reasons=row.reasons[:REASONS_SHOWN],
        waiting=amount_in_words(row.age.value, row.age.unit),
        clock=clock,
        clock_name=CLOCKS[clock.kind] if clock else "",
        time_left=time_left_in_words(clock) if clock else "",
        is_late=clock is not None and clock.left < 0,
        thinness=measure_thinness(row.missing),
        missing_url=address_of_report(row.missing[0].report_id) if row.missing else "",
        set_by_people=_disagreement(row),
    )


def _disagreement(row: QueueRow) -> str:
    """Say that a person set the tier, or that their word is not followed any more."""
    if not row.disagreements:
        return ""
    holds = any(one.holds for one in row.disagreements)
    return f"Set by a person; policy: {row.policy_tier}" if holds else "A person said otherwise"
