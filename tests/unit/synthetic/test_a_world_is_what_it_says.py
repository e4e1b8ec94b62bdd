from __future__ import annotations

import pytest

from tipline.report import parse_file_details, parse_report
from tipline.synthetic import WorldParameters, WorldReport, generate_world


@pytest.fixture(scope="module")
def reports() -> list[WorldReport]:
    return list(generate_world(WorldParameters(reports=2000), seed=7))


def test_every_document_is_valid_by_the_schema(reports: list[WorldReport]) -> None:
    errors = [
        (report.key, report.truth.scenario, str(parsed.errors[0]))
        for report in reports
        for parsed in (
            parse_report(report.report_xml),
            *(parse_file_details(document) for document in report.file_details),
        )
        if parsed.errors
    ]

    assert errors == []
