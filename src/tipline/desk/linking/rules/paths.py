"""Find the strongest path of evidence between two reports of a component.

Promise: every step is a tie that holds, between two reports that both name its values; of all
paths it is the one whose weakest step is strongest, and of those the shortest.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.rules.ties import Tie

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


class Step(msgspec.Struct, frozen=True):
    """From one report to the next, by a tie."""

    one: int
    other: int
    tie: Tie


def strongest_path(ties: Sequence[Tie], start: int, end: int) -> tuple[Step, ...]:
    """Return the steps from one report to another; empty where no path leads there, or to itself.

    The path stays among the strongest ties: they are let in from the strongest on, until the two
    hang together, and a shortest path among those is taken.
    """
    weights = sorted({tie.weight for tie in ties}, reverse=True)
    low, high = 0, len(weights) - 1
    if start == end or not weights or not _reach(ties, start, end):
        return ()
    while low < high:
        middle = (low + high) // 2
        if _reach([tie for tie in ties if tie.weight >= weights[middle]], start, end):
            high = middle
        else:
            low = middle + 1
    return _reach([tie for tie in ties if tie.weight >= weights[low]], start, end)


def _reach(ties: Iterable[Tie], start: int, end: int) -> tuple[Step, ...]:
    """Return a shortest chain of steps, the earliest tie and the lowest reports first."""
    of_report: dict[int, list[Tie]] = defaultdict(list)
    for tie in ties:
        for report in tie.reports:
            of_report[report].append(tie)
    came: dict[int, Step | None] = {start: None}
    walked: set[tuple[str, ...]] = set()
    waiting = deque([start])
    while waiting and end not in came:
        report = waiting.popleft()
        for tie in of_report[report]:
            if tie.key not in walked:
                walked.add(tie.key)
                waiting.extend(_walk(tie, report, came))
    return _trace(came, end)


def _walk(tie: Tie, report: int, came: dict[int, Step | None]) -> Collection[int]:
    fresh = [other for other in tie.reports if other not in came]
    came.update((other, Step(report, other, tie)) for other in fresh)
    return fresh


def _trace(came: dict[int, Step | None], end: int) -> tuple[Step, ...]:
    steps = []
    step = came.get(end)
    while step is not None:
        steps.append(step)
        step = came[step.one]
    return tuple(reversed(steps))


def spread(ties: Sequence[Tie], start: int, *, most: int) -> tuple[Step, ...]:
    """Return at most so many steps by which ties reach other reports from one, nearest first.

    Of the ties of a report the strongest are followed first.
    """
    of_report: dict[int, list[Tie]] = defaultdict(list)
    for tie in sorted(ties, key=lambda tie: (-tie.weight, tie.key)):
        for report in tie.reports:
            of_report[report].append(tie)
    came: dict[int, Step | None] = {start: None}
    waiting = deque([start])
    while waiting and len(came) <= most:
        report = waiting.popleft()
        for tie in of_report[report]:
            waiting.extend(_walk(tie, report, came))
    steps = [step for step in came.values() if step is not None]
    return tuple(steps[:most])
