"""Say through which shared values reports belong together."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from tipline.desk.triage.types import Link, UnusedValue

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tipline.desk.linking.queries import SharedValue

# What a page shows of one report: more links of the same kind say nothing more.
LINKS_SHOWN = 10


def links_of(
    values: Sequence[SharedValue], report_ids: Collection[int]
) -> dict[int, tuple[Link, ...]]:
    """Return for each of some reports its links: each joining value, with one other holder."""
    found: dict[int, list[Link]] = {report_id: [] for report_id in report_ids}
    for value in values:
        if value.not_used is not None or len(value.holders) < 2:  # noqa: PLR2004  a pair
            continue
        first, second = value.holders[:2]
        for holder in value.holders:
            links = found.get(holder[0])
            if links is not None and len(links) < LINKS_SHOWN:
                links.append(_link(value, holder, second if holder == first else first))
    return {report_id: tuple(links) for report_id, links in found.items()}


def path_between(values: Sequence[SharedValue], start: int, end: int) -> tuple[Link, ...]:
    """Return a shortest chain of shared values from one report to another; empty for itself."""
    joining = [value for value in values if value.not_used is None]
    held: dict[int, list[SharedValue]] = defaultdict(list)
    for value in joining:
        for report_id, _ in value.holders:
            held[report_id].append(value)
    came: dict[int, Link | None] = {start: None}
    waiting = deque([start])
    walked: set[int] = set()
    while waiting and end not in came:
        report_id = waiting.popleft()
        for value in held[report_id]:
            if id(value) not in walked:
                walked.add(id(value))
                waiting.extend(_reach(value, report_id, came))
    return _trace(came, end)


def unused_of(values: Sequence[SharedValue], report_id: int) -> tuple[UnusedValue, ...]:
    """Return the shared values of a report that join it to nobody, with why."""
    return tuple(
        UnusedValue(kind=value.kind, reports=value.reports, reason=value.not_used, field=path)
        for value in values
        if value.not_used is not None
        for holder, path in value.holders
        if holder == report_id
    )


def unused_in(values: Sequence[SharedValue]) -> tuple[UnusedValue, ...]:
    """Return the shared values that join none of some reports, each once."""
    return tuple(
        UnusedValue(
            kind=value.kind,
            reports=value.reports,
            reason=value.not_used,
            field=value.holders[0][1],
        )
        for value in values
        if value.not_used is not None
    )


def _link(value: SharedValue, one: tuple[int, str], other: tuple[int, str]) -> Link:
    return Link(
        kind=value.kind,
        report_id=str(one[0]),
        field=one[1],
        other_report_id=str(other[0]),
        other_field=other[1],
        shared_by=value.reports,
    )


def _reach(value: SharedValue, report_id: int, came: dict[int, Link | None]) -> list[int]:
    """Note how the holders of a value are reached from one of them; return the new ones."""
    paths = dict(value.holders)
    new = [holder for holder in paths if holder not in came]
    for holder in new:
        came[holder] = _link(value, (report_id, paths[report_id]), (holder, paths[holder]))
    return new


def _trace(came: dict[int, Link | None], end: int) -> tuple[Link, ...]:
    chain = []
    link = came.get(end)
    while link is not None:
        chain.append(link)
        link = came[int(link.report_id)]
    return tuple(reversed(chain))
