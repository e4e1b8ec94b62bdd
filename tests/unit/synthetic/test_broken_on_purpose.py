from __future__ import annotations

from collections import defaultdict

import pytest

from tipline.report import MalformedXml, RefusedDoctype, parse_report
from tipline.report.rules import STRICT, check_rules
from tipline.synthetic import WorldParameters, WorldReport, generate_world
from tipline.synthetic.breaking import WAYS

PARAMETERS = WorldParameters(reports=1500, broken_rate=0.2)


@pytest.fixture(scope="module")
def broken() -> dict[str, list[WorldReport]]:
    found = defaultdict(list)
    for made in generate_world(PARAMETERS, seed=9):
        if made.truth.broken:
            found[made.truth.broken].append(made)
    return found


def test_every_way_occurs_and_as_often_as_asked(broken: dict[str, list[WorldReport]]) -> None:
    assert broken.keys() == WAYS.keys()
    assert 240 < sum(map(len, broken.values())) < 360


@pytest.mark.parametrize(("way", "code"), [("naive_time", "R-03"), ("port_zero", "R-14")])
def test_a_broken_rule_is_found(broken: dict[str, list[WorldReport]], way: str, code: str) -> None:
    for made in broken[way]:
        parsed = parse_report(made.report_xml)
        assert parsed.errors == ()
        assert parsed.model
        found = check_rules(parsed.model, now=PARAMETERS.until, strictness=STRICT)
        assert code in {finding.code for finding in found}


@pytest.mark.parametrize(
    ("way", "element"), [("wrong_order", "incidentSummary"), ("wrong_enum", "incidentType")]
)
def test_a_broken_schema_is_found_by_its_element(
    broken: dict[str, list[WorldReport]], way: str, element: str
) -> None:
    for made in broken[way]:
        errors = parse_report(made.report_xml).errors
        assert any(element in error.message for error in errors)


@pytest.mark.parametrize(
    ("way", "error"), [("doctype", RefusedDoctype), ("truncated", MalformedXml)]
)
def test_what_is_not_even_a_document_is_refused(
    broken: dict[str, list[WorldReport]], way: str, error: type[Exception]
) -> None:
    for made in broken[way]:
        with pytest.raises(error):
            parse_report(made.report_xml)


def test_nothing_is_broken_unless_asked_for(world: list[WorldReport]) -> None:
    assert {made.truth.broken for made in world} == {None}
