"""`tipline report` tells people and programs the same, with the exit codes of the house."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tipline.report import check_path
from tipline.report.cli import app
from unit.report.report_samples import BATCH, FILE, REPORT, changed

NOW = ["--now", "2026-11-22T00:00:00Z"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "report.xml").write_bytes(REPORT)
    (tmp_path / "2.fileDetails.xml").write_bytes(FILE.replace(b"c0ffee", b"decade"))
    (tmp_path / "10.fileDetails.xml").write_bytes(FILE)
    return tmp_path


def run(*arguments: object, stdin=None):
    return CliRunner().invoke(app, [str(one) for one in arguments], input=stdin)


def as_json(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_valid_report_with_its_files_ends_with_nothing_to_say(folder):
    result = run("validate", *NOW, folder)

    assert result.exit_code == 0
    assert result.stdout.count(": valid") == 3
    assert "3 of 3 documents without findings." in result.stderr


def test_files_of_a_folder_come_in_the_order_of_their_numbers(folder):
    documents = as_json(run("validate", *NOW, "--json", folder))

    names = [one["file"].rpartition("/")[2] for one in documents]
    assert names == ["report.xml", "2.fileDetails.xml", "10.fileDetails.xml"]
    assert [one["document"] for one in documents] == ["report", "fileDetails", "fileDetails"]


def test_findings_and_schema_errors_give_exit_code_5(folder):
    raw = changed(REPORT, "<port>51514</port>", "<port>0</port>")
    (folder / "report.xml").write_bytes(changed(raw, "<sextortion/>", "<sex/>"))

    text = run("validate", *NOW, folder / "report.xml")
    (found,) = as_json(run("validate", *NOW, "--json", folder / "report.xml"))

    assert text.exit_code == 5
    assert "1 schema error and 1 finding" in text.stdout
    assert "R-14 error  port is not within 1 to 65535" in text.stdout
    assert "report.personOrUserReported[1].ipCaptureEvent[1].port" in text.stdout
    assert found["valid"] is False
    assert found["errors"][0]["code"] == "cvc-complex-type.2.4.a"
    (finding,) = found["findings"]
    assert (finding["code"], finding["severity"], finding["line"]) == ("R-14", "error", 37)
    check_path(finding["path"])


def test_a_finding_in_a_file_stands_with_that_file(folder):
    bad = changed(FILE, "<exifViewedByEsp>false<", "<exifViewedByEsp>true<")
    (folder / "10.fileDetails.xml").write_bytes(
        changed(bad, "<fileViewedByEsp>true<", "<fileViewedByEsp>false<")
    )

    report, second, tenth = as_json(run("validate", *NOW, "--json", folder))

    assert (report["valid"], second["valid"], tenth["valid"]) == (True, True, False)
    assert tenth["findings"][0]["path"] == "fileDetails[2].fileViewedByEsp"


def test_strictness_is_switched(tmp_path):
    path = tmp_path / "r.xml"
    path.write_bytes(changed(REPORT, "<email>reports@example.com</email>", ""))

    (strict,) = as_json(run("validate", *NOW, "--json", path))
    (lenient,) = as_json(run("validate", *NOW, "--lenient", "--json", path))

    assert strict["findings"][0]["severity"] == "error"
    assert lenient["findings"][0]["severity"] == "warning"


def test_the_schema_is_switched(tmp_path):
    path = tmp_path / "r.xml"
    path.write_bytes(changed(REPORT, "<sextortion/>", "<informational/>"))

    assert run("validate", *NOW, path).exit_code == 0
    assert run("validate", *NOW, "--schema", "2025-11", path).exit_code == 5


def test_now_is_a_time_with_a_zone(folder):
    late = run("validate", "--now", "2026-01-01T00:00:00Z", folder / "report.xml")
    naive = run("validate", "--now", "2026-01-01T00:00:00", folder)
    nonsense = run("validate", "--now", "soon", folder)

    assert late.exit_code == 5
    assert "lies in the future" in late.stdout
    assert (naive.exit_code, nonsense.exit_code) == (2, 2)
    assert "zone" in naive.stderr


@pytest.mark.parametrize("command", ["validate", "show", "complete"])
def test_standard_input_is_read(command):
    arguments = NOW if command == "validate" else []

    result = run(command, *arguments, "-", stdin=REPORT)

    assert result.exit_code == 0
    assert "standard input" in result.stdout


@pytest.mark.parametrize("command", ["validate", "show", "complete"])
def test_what_cannot_be_read_is_a_finding_and_what_is_not_there_is_usage(command, tmp_path):
    path = tmp_path / "r.xml"
    path.write_bytes(b"<!DOCTYPE report><report/>")

    refused = run(command, path)
    missing = run(command, tmp_path / "nothing.xml")
    empty = run(command, tmp_path / "empty")

    assert refused.exit_code == 5
    assert missing.exit_code == 2
    assert "Cannot read" in missing.stderr
    assert empty.exit_code == 2


def test_an_unreadable_document_says_why_and_what_to_do(tmp_path):
    path = tmp_path / "r.xml"
    path.write_bytes(b"<!DOCTYPE report><report/>")

    text = run("validate", path)
    (found,) = as_json(run("validate", "--json", path))

    assert "cannot be read" in text.stdout
    assert found["unreadable"]["code"] == "refused-doctype"
    assert found["unreadable"]["remedy"]


def test_the_root_says_what_a_document_is_unless_told_otherwise(tmp_path):
    path = tmp_path / "r.xml"
    path.write_bytes(b"<reportResponse><responseCode>0</responseCode></reportResponse>")

    (guessed,) = as_json(run("validate", "--json", path))
    (told,) = as_json(run("validate", "--json", "--as", "report", path))

    assert guessed["document"] == "reportResponse"
    assert "responseDescription" in guessed["errors"][0]["message"]
    assert told["errors"][0]["code"] == "cvc-elt.1"


def test_show_lists_every_field_with_its_line_and_what_was_not_understood(tmp_path):
    path = tmp_path / "r.xml"
    path.write_bytes(changed(REPORT, "<platform>", "<odd>x</odd><platform>"))

    text = run("show", path)
    (found,) = as_json(run("show", "--json", path))

    assert text.exit_code == 5
    assert "    37      port: 51514" in text.stdout
    assert "<odd>x</odd>  (no such element here)" in text.stdout
    fields = {one["path"]: one for one in found["fields"]}
    assert fields["report.personOrUserReported[1].ipCaptureEvent[1].port"]["value"] == 51514
    assert fields["report.incidentSummary.incidentDateTime"]["value"] == "2026-03-02T18:41:07Z"
    assert found["unknown"][0]["raw"] == "<odd>x</odd>"


def test_show_cannot_be_made_to_command_the_terminal(tmp_path):
    path = tmp_path / "r.xml"
    evil = "\u202egnp.exe \u009b31m \u200b"
    path.write_bytes(changed(REPORT, "Example Chat<", f"{evil}<"))

    result = run("show", path)

    assert "\u202e" not in result.stdout
    assert "\u009b" not in result.stdout
    assert "\\u202egnp.exe \\u009b31m \\u200b" in result.stdout


def test_complete_asks_and_gaps_are_no_failure(folder):
    (folder / "report.xml").write_bytes(changed(REPORT, "<port>51514</port>", ""))

    text = run("complete", folder)
    (found,) = as_json(run("complete", "--json", folder))

    assert text.exit_code == 0
    assert "MISSING  IP address 1 of the reported user has no port" in text.stdout
    assert "ask    What was the source port of IP address 1 of the reported user?" in text.stdout
    assert "WHERE: 1 missing" in text.stdout
    (gap,) = found["gaps"]
    assert (gap["question"], gap["code"]) == ("where", "address-without-port")
    assert len(found["files"]) == 2
    assert found["measure"] == "ordinary"


def test_complete_judges_a_batched_report_by_its_own_measure(tmp_path):
    path = tmp_path / "r.xml"
    path.write_bytes(BATCH)

    assert "Judged as a batched report" in run("complete", path).stdout


def test_complete_needs_a_report(tmp_path):
    path = tmp_path / "1.fileDetails.xml"
    path.write_bytes(FILE)

    result = run("complete", path)

    assert result.exit_code == 2
    assert "is no report" in result.stderr


def test_a_document_larger_than_the_limit_is_refused_from_standard_input():
    stdin = REPORT[:-10] + b" " * (20 * 1024 * 1024)

    result = run("validate", "-", stdin=stdin)

    assert result.exit_code == 5
    assert "more than 16777216 bytes" in " ".join(result.stdout.split())


def test_the_command_runs_without_django_or_a_database(folder):
    script = (
        "import sys; sys.argv = ['tipline', 'report', 'validate', *sys.argv[1:]]\n"
        "from tipline.cli.main import main\n"
        "try:\n    main()\nfinally:\n    assert 'django' not in sys.modules\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script, *NOW, str(folder)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count(": valid") == 3
