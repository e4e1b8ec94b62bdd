"""The commands why, judge and judgements: what they print, and how they end."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from made_reports import a_report
from tipline.desk.linking.actions import BadJudgement
from tipline.desk.linking.cli import judge, judgements, why
from tipline.desk.linking.queries import iterate_judgements
from tipline.report.types import DeviceId


@pytest.fixture
def run():
    def run(app, *words: object):
        return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)

    return run


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_why_prints_the_path_with_fields_bits_and_days_and_ends_with_whether_there_is_one(
    hold, run
):
    one = hold(a_report(account="u-1", emails=["amber@example.com"]))
    other = hold(a_report(account="u-2", emails=["Amber@Example.com"]))
    stranger = hold(a_report(account="u-3"))

    found = run(why, one, other, "--json")

    assert found.exit_code == 0
    (step,) = lines(found)[0]["steps"]
    (evidence,) = step["evidence"]
    assert (evidence["kind"], evidence["bits"], evidence["reports"]) == ("email", 0.6, 2)
    field = "report.personOrUserReported[1].personOrUserReportedPerson.email[1]"
    assert (evidence["field"], evidence["other_field"]) == (field, field)
    assert "amber" not in run(why, one, other).stdout.casefold()
    apart = run(why, one, stranger)
    assert (apart.exit_code, apart.stdout) == (1, "They share nothing.\n")


def test_a_judgement_from_the_command_line_moves_reports_at_once(hold, run):
    one, other = hold(a_report(account="u-1")), hold(a_report(account="u-2"))

    done = run(judge, one, other, "same", "--reason", "one handwriting", "--json")

    assert done.exit_code == 0
    assert lines(done)[0]["added"] == 1
    assert run(why, one, other).exit_code == 0


def test_people_who_contradict_each_other_end_it_with_findings(hold, run):
    one, two, three = (hold(a_report(account=f"u-{number}")) for number in (1, 2, 3))
    run(judge, one, two, "same", "--reason", "r")
    run(judge, two, three, "same", "--reason", "r")

    done = run(judge, one, three, "different", "--reason", "r")

    assert done.exit_code == 5
    assert "a chain of `same` judgements" in " ".join(done.stderr.split())


def test_judgements_are_exported_and_taken_over_once(actor, hold, run, tmp_path):
    one, other = hold(a_report(account="u-1")), hold(a_report(account="u-2"))
    run(judge, one, other, "same", "--reason", "one handwriting")
    exported = run(judgements, "export")
    (kept,) = lines(exported)
    assert {kept["one"], kept["other"]} == {str(one), str(other)}
    elsewhere = tmp_path / "judgements.jsonl"
    second = kept | {"judgement": "different", "by": "person:elsewhere", "reason": "two people"}
    second["at"] = "2030-01-01T00:00:00Z"
    elsewhere.write_text(f"{json.dumps(kept)}\n{json.dumps(second)}\n")

    first_run = run(judgements, "import", elsewhere, "--json")
    second_run = run(judgements, "import", elsewhere, "--json")

    assert [lines(done)[0]["added"] for done in (first_run, second_run)] == [1, 0]
    assert [said.by for said in iterate_judgements(actor)] == [
        "process:command-line",
        "person:elsewhere",
    ]
    assert run(why, one, other).exit_code == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"one": "1"}, "Line 1 is no judgement"),
        (
            {
                "one": "1",
                "other": "2",
                "one_content": "00",
                "other_content": "01",
                "judgement": "same",
                "by": "x",
                "at": "2030-01-01T00:00:00Z",
                "reason": "r",
            },
            "Line 1: no report with the content of 1 is held here",
        ),
    ],
)
def test_a_line_that_is_none_or_names_no_report_is_refused(actor, run, tmp_path, line, words):
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(line) + "\n")

    with pytest.raises(BadJudgement, match=words):
        run(judgements, "import", bad)


def test_what_to_judge_next_is_named_with_what_it_would_move(hold, run):
    tablet = {"device_id": (DeviceId(id_type="IDFV", id_value="0a1b2c3d4e5f6071"),)}
    one = hold(a_report(account="u-1", reported=tablet))
    other = hold(a_report(account="u-2", reported=tablet))

    assert set(run(judgements, "next").stdout.split()[:2]) == {str(one), str(other)}
    (pair,) = lines(run(judgements, "next", "--json"))
    assert (pair["would_move"], pair["kinds"]) == (1, ["device"])
