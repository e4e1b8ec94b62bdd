"""Lay the network around one report out on circles: the same network, the same drawing.

Pure. Each circle holds what is one step further away; a report stands in the part of the circle
of the one through which it is reached, so that lines do not cross.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RING = 110  # from one circle to the next, in units of the drawing
ROOM = 40  # along a circle for each report on it
MARGIN = 30


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """One report on the drawing, at x and y."""

    report_id: int
    x: int
    y: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step on the drawing: from whom to whom."""

    report_id: int
    other: int
    x1: int
    y1: int
    x2: int
    y2: int


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A square of `size` units with dots, the centre first, and lines in the order of the steps."""

    size: int
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]


def draw(centre: int, steps: Sequence[tuple[int, int]]) -> Drawing:
    """Lay out the tree that the steps make from a centre; each step reaches a new report."""
    reached: dict[int, list[int]] = {centre: []}
    depth = {centre: 0}
    for one, other in steps:
        reached[one].append(other)
        reached[other] = []
        depth[other] = depth[one] + 1
    radii = _radii(depth)
    middle = radii[-1] + MARGIN
    angles = _angles(centre, reached, _leaves(reached))
    place = {
        one: (
            round(middle + radii[depth[one]] * cos(angle)),
            round(middle + radii[depth[one]] * sin(angle)),
        )
        for one, angle in angles.items()
    }
    return Drawing(
        size=round(2 * middle),
        dots=tuple(Dot(report_id=one, x=place[one][0], y=place[one][1]) for one in reached),
        lines=tuple(
            Line(
                report_id=one,
                other=other,
                x1=place[one][0],
                y1=place[one][1],
                x2=place[other][0],
                y2=place[other][1],
            )
            for one, other in steps
        ),
    )


def _radii(depth: Mapping[int, int]) -> list[float]:
    """Return the radius of each circle: room for all on it, and never nearer than RING."""
    radii = [0.0]
    counts = list(depth.values())
    for far in range(1, max(counts) + 1):
        radii.append(max(radii[-1] + RING, counts.count(far) * ROOM / (2 * pi)))
    return radii


def _leaves(reached: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Count what ends beyond each report; those reached last come first."""
    leaves: dict[int, int] = {}
    for one in reversed(list(reached)):
        leaves[one] = sum(leaves[other] for other in reached[one]) or 1
    return leaves


def _angles(
    centre: int, reached: Mapping[int, Sequence[int]], leaves: Mapping[int, int]
) -> dict[int, float]:
    """Give each report the middle of its part of the circle, and its reports shares of that."""
    parts = {centre: (-pi / 2, 2 * pi)}
    for one in reached:
        start, width = parts[one]
        for other in reached[one]:
            share = width * leaves[other] / leaves[one]
            parts[other] = (start, share)
            start += share
    return {one: start + width / 2 for one, (start, width) in parts.items()}
