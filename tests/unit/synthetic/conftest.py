"""Give these tests one world of 2,000 reports with its documents parsed, made once."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tipline.report import parse_file_details, parse_report
from tipline.report.types import FileDetails, Report  # noqa: TC001  NamedTuple reads them
from tipline.synthetic import WorldParameters, WorldReport, generate_world


class Read(NamedTuple):
    """A made-up report as it was made, and as a receiver reads it."""

    made: WorldReport
    report: Report
    files: tuple[FileDetails, ...]


@pytest.fixture(scope="session")
def world() -> list[WorldReport]:
    return list(generate_world(WorldParameters(reports=2000, urgent_rate=0.05), seed=7))


@pytest.fixture(scope="session")
def read(world: list[WorldReport]) -> list[Read]:
    return [read_back(made) for made in world]


def read_back(made: WorldReport) -> Read:
    report = parse_report(made.report_xml).model
    files = tuple(parse_file_details(document).model for document in made.file_details)
    assert report is not None
    assert all(files)
    return Read(made, report, tuple(each for each in files if each))
