"""The same network gives the same drawing, in which nothing stands on anything else."""

from __future__ import annotations

from itertools import combinations
from math import dist

import pytest

from tipline.desk.linking.views.drawing import MARGIN, draw
from tipline.desk.linking.views.one_file import file_of, gather_alike

RADIUS = 16  # of a dot in the template

STAR = [(0, number) for number in range(1, 60)]
CHAIN = [(number, number + 1) for number in range(59)]
BUSH = [((number - 1) // 3, number) for number in range(1, 60)]


@pytest.mark.parametrize("steps", [STAR, CHAIN, BUSH, [(0, 1)], []])
def test_every_report_has_a_place_of_its_own_inside_the_drawing(
    steps: list[tuple[int, int]],
) -> None:
    drawing = draw(0, steps)
    places = [(dot.x, dot.y) for dot in drawing.dots]

    assert len(places) == len(steps) + 1
    assert all(MARGIN - 1 <= x <= drawing.size - MARGIN + 1 for place in places for x in place)
    assert all(dist(*pair) > 2 * RADIUS for pair in combinations(places, 2))
    assert drawing == draw(0, steps)


def test_lines_join_the_dots_that_the_steps_name() -> None:
    drawing = draw(0, BUSH)
    places = {dot.report_id: (dot.x, dot.y) for dot in drawing.dots}

    assert [(line.report_id, line.other) for line in drawing.lines] == BUSH
    assert all(
        (line.x1, line.y1, line.x2, line.y2) == (*places[line.report_id], *places[line.other])
        for line in drawing.lines
    )


def test_the_hashes_of_one_file_stand_in_one_line() -> None:
    paths = [
        "fileDetails[1].originalFileHash[1]",
        "fileDetails[1].originalFileHash[2]",
        "fileDetails[2].originalFileHash[1]",
        "report.personOrUserReported[1].espIdentifier",
        "report.personOrUserReported[2].espIdentifier",
    ]

    assert [len(group) for group in gather_alike(paths, file_of)] == [2, 1, 1, 1]
