"""On a world with known truth, a place that is shown is found and a false one is not made."""

from __future__ import annotations

from collections import Counter
from datetime import date

from made_gazetteers import a_dataset
from tipline.desk.location.datasets.library import Datasets
from tipline.desk.location.rules.comparing import compare_sides
from tipline.desk.location.rules.locating import locate
from tipline.desk.location.types import Standing, Whose
from tipline.report import parse_file_details, parse_report
from tipline.synthetic import WorldParameters, generate_world
from tipline.synthetic.lists import write_gazetteer


def test_where_the_reported_is_agrees_with_what_is_true(tmp_path):
    datasets = Datasets([a_dataset(tmp_path, write_gazetteer(), edition=date(2026, 9, 15))])
    outcomes: Counter[str] = Counter()
    for made in generate_world(WorldParameters(reports=600), seed=5):
        suspect = made.truth.suspect
        report = parse_report(made.report_xml).model
        if report is None or suspect is None or made.truth.broken:
            continue
        files = [parse_file_details(raw).model for raw in made.file_details]
        located = locate(
            report, [one for one in files if one], datasets, report_id=1, sender_name=made.sender
        )
        sides = {side.whose: side for side in compare_sides(located)}
        side = sides.get(Whose.REPORTED)
        outcomes[judge(side, suspect.country, bool(suspect.shown))] += 1

    # What a report shows of its suspect's country is found, whoever shows it; where it shows an
    # exit or a place that was true once, several claims stand side by side.
    assert outcomes["wrong"] == 0, outcomes
    assert outcomes["missed"] == 0, outcomes
    assert outcomes["right"] > 400, outcomes
    assert outcomes["silent"] > 20, outcomes


def judge(side, country: str, shown: bool) -> str:
    if side is None or side.country.standing is Standing.SILENT:
        return "missed" if shown and not (side and side.exits) else "silent"
    values = {claim.value for claim in side.country.claims}
    if country not in values:
        return "wrong"
    return "right" if values == {country} else "disputed"
