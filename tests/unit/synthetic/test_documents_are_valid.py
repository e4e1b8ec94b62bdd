from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.report import Version, parse_file_details, parse_report
from tipline.report.rules import STRICT, check_rules
from tipline.synthetic import UnusableParameter, WorldParameters, generate_world
from tipline.synthetic.shares import ALL_SCENARIOS

if TYPE_CHECKING:
    from tipline.synthetic import WorldReport

UNTIL = WorldParameters(reports=1).until


def schema_errors(made: WorldReport, version: Version) -> list[str]:
    parsed = [
        parse_report(made.report_xml, version=version),
        *(parse_file_details(document, version=version) for document in made.file_details),
    ]
    return [str(error) for each in parsed for error in each.errors]


@pytest.mark.parametrize("version", list(Version))
def test_every_document_is_valid_by_the_schema(world: list[WorldReport], version: Version) -> None:
    wrong = [(made.key, made.truth.scenario, errors) for made in world[:1000]
             if (errors := schema_errors(made, version))]  # fmt: skip

    assert wrong == []


def test_every_report_obeys_every_rule_at_the_moment_it_is_sent(read: list) -> None:
    findings = [
        (made.key, made.truth.scenario, finding.code, finding.path)
        for made, report, files in read
        for finding in check_rules(report, files, now=UNTIL, strictness=STRICT)
    ]

    assert findings == []


def test_every_scenario_is_there(world: list[WorldReport]) -> None:
    assert {made.truth.scenario for made in world} == {each.name for each in ALL_SCENARIOS}


@settings(max_examples=12, deadline=None)
@given(
    reports=st.integers(1, 300),
    seed=st.integers(0, 2**64),
    urgent=st.floats(0, 0.5),
    days=st.integers(7, 400),
    until=st.datetimes(datetime(2001, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001  Hypothesis wants naive bounds
)
def test_any_world_is_valid_and_has_the_size_asked_for(
    reports: int, seed: int, urgent: float, days: int, until: datetime
) -> None:
    until = until.replace(tzinfo=UTC)
    parameters = WorldParameters(reports=reports, until=until, days=days, urgent_rate=urgent)
    made = list(generate_world(parameters, seed))

    assert len(made) == reports
    assert [each for each in made if schema_errors(each, Version.V2025_11)] == []
    assert all(each.sent_at < until for each in made)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"reports": 0}, "reports"),
        ({"reports": 10, "days": 2}, "days"),
        ({"reports": 10, "urgent_rate": 0.9}, "urgent_rate"),
        ({"reports": 10, "broken_rate": -0.1}, "broken_rate"),
        ({"reports": 10, "until": datetime(2026, 1, 1)}, "until"),  # noqa: DTZ001  the point of it
    ],
)
def test_a_world_that_cannot_be_is_refused_by_the_name_of_its_parameter(
    wrong: dict, word: str
) -> None:
    with pytest.raises(UnusableParameter, match=f"^{word}: "):
        WorldParameters(**wrong)
