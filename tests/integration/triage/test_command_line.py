"""The commands print what they promise, and say what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from made_reports import a_file, a_report, md5_of
from tipline.desk.triage.current_policy import SHIPPED

TIPLINE = Path(sys.executable).with_name("tipline")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TIPLINE), *arguments], capture_output=True, text=True, check=False, timeout=120
    )


def lines(*arguments: str) -> list[dict[str, object]]:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_queue_links_and_ranks_first_and_has_exactly_the_promised_fields(actor, hold):
    held = hold(a_report(account="u-77", emails=["hidden@example.com"]), a_file(md5_of(3)))

    (row,) = lines("queue")

    assert list(row) == [
        "rank",
        "cluster_id",
        "report_ids",
        "tier",
        "reasons",
        "missing",
        "moves_most",
        "age",
        "clocks",
        "policy_tier",
        "disagreements",
        "lifted_for",
    ]
    assert row["report_ids"] == [str(held)]
    assert set(row["reasons"][0]) == {"code", "text", "field", "report_id", "provenance"}
    assert "hidden" not in json.dumps(row)
    assert lines("queue", "--tier", "T0") == []


def test_clusters_name_their_links_and_what_is_not_used(actor, hold):
    first = hold(a_report(account="u-77"))
    second = hold(a_report(account="u-77", additional_info="x"))
    for number in range(12):
        hold(a_report(account=f"u-{number}"), a_file(md5_of(5)))

    found = lines("clusters", "--at-least", "2")

    joined = next(one for one in found if one["cluster_id"])
    assert joined["report_ids"] == sorted([str(first), str(second)], key=joined["report_ids"].index)
    (link,) = joined["links"]
    assert (link["kind"], link["reports"]) == ("account_at_service", 2)
    assert set(link["fields"].values()) == {"report.personOrUserReported[1].espIdentifier"}
    (unused,) = [link for one in found if one["cluster_id"] is None for link in one["links"]]
    assert unused["not_used"] == (
        "a widely held file shared by 12 reports, too many to say who it is: not used"
    )


def test_explain_prints_one_object_and_a_readable_page(actor, hold):
    held = hold(a_report(account="u-77"))

    (explained,) = lines("explain", str(held))
    page = run("explain", str(held))

    assert explained["same_as_stored"] is True
    assert explained["report_id"] == str(held)
    assert "NOTHING_TO_EXAMINE" in page.stdout
    assert "deriving it anew gives the stored decision" in page.stdout


def test_an_unknown_report_is_one_clear_line(actor):
    done = run("explain", "123456789012345")

    assert done.returncode != 0
    assert "holds no report 123456789012345" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_store_has_an_empty_queue_and_a_hint(database):
    done = run("queue", "--json")

    assert (done.returncode, done.stdout) == (0, "")
    assert "intake load" in done.stderr


def test_where_there_are_several_agencies_one_must_be_named(actor, other_agency, hold):
    hold(a_report(account="u-77"))

    refused = run("queue", "--json")

    assert refused.returncode == 2
    assert "Upland Unit" in refused.stderr
    assert len(lines("queue", "--agency", "Harbour Hotline")) == 1
    assert lines("queue", "--agency", "Upland Unit") == []


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('when = "sextortion"', 'when = "sextorsion"', 5, "did you mean sextortion?"),
        ('when = "sextortion"', 'when = "country"', 4, "routes a report and never ranks it"),
        ('tier = "T4"', 'tier = "T44"', 5, "there is no tier 'T44'"),
    ],
)
def test_policy_check_names_the_fault_and_its_line(tmp_path, old, new, code, words):
    text = SHIPPED.read_text().replace(old, new, 1)
    file = tmp_path / "policy.toml"
    file.write_text(text)

    done = run("policy", "check", str(file))

    line = text[: text.index(new)].count("\n") + 1
    assert done.returncode == code
    assert f"{file}:line {line}: " in done.stdout
    assert words in done.stdout


def test_policy_check_is_content_with_the_policy_that_comes_with_tipline():
    assert run("policy", "check", str(SHIPPED)).returncode == 0


def test_explain_says_what_each_rule_read_and_where(actor, hold):
    held = hold(a_report(account="u-77"))

    (explained,) = lines("explain", str(held))
    page = run("explain", str(held)).stdout

    read = {
        feature["name"]: feature["value"]
        for rule in explained["rules"]
        for feature in rule["features"]
    }
    assert "What the rules read" in page
    assert [name for name in read if name not in page] == []


def test_process_warns_where_the_newest_rankings_follow_another_policy(
    actor, hold, monkeypatch, tmp_path
):
    hold(a_report(account="u-77"))
    alike = run("process", "--once")
    again = run("process", "--once")
    (tmp_path / "ours.toml").write_text(SHIPPED.read_text() + "\n# ours\n")
    monkeypatch.setenv("TIPLINE_POLICY", str(tmp_path / "ours.toml"))

    other = run("process", "--once")

    assert "TIPLINE_POLICY" not in alike.stderr + again.stderr
    assert "start it with the same TIPLINE_POLICY" in other.stderr
    assert str(tmp_path / "ours.toml") in other.stderr
