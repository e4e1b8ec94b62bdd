"""The commands: accounts, a load, the list, one report, and exit codes that say what happened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

from integration.intake.documents import REPORT
from integration.intake.test_load import report, write

RUN = [sys.executable, "-c", "from tipline.cli.main import main; main()"]


def tipline(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RUN, *arguments], capture_output=True, text=True, check=False, timeout=120
    )


def test_on_an_empty_store_a_load_makes_an_agency_and_the_list_is_empty(database, tmp_path):
    path = write(tmp_path / "a.xml", REPORT)

    mistyped = tipline("intake", "list", "--agency", "Typo")
    empty = tipline("intake", "list")
    loaded = tipline("intake", "load", str(path), "--json")
    listed = tipline("intake", "list", "--json")

    assert (mistyped.returncode, mistyped.stdout) == (2, "")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "tipline intake load" in empty.stderr
    assert loaded.returncode == 0, loaded.stderr
    (result,) = map(json.loads, loaded.stdout.splitlines())
    (line,) = map(json.loads, listed.stdout.splitlines())
    assert result["report_id"] == line["report_id"]
    assert {"report_id", "source", "sender", "received_at", "status", "findings"} <= set(line)
    assert (line["source"], line["status"]) == (str(path), "received")


def test_what_was_refused_ends_with_the_code_for_findings(agency, tmp_path):
    write(tmp_path / "a.xml", REPORT)
    write(tmp_path / "b.xml", b"<report>")

    loaded = tipline("intake", "load", str(tmp_path))

    assert loaded.returncode == 5
    assert "1 new, 0 held already, 1 refused" in loaded.stderr
    assert "b.xml" in loaded.stderr


def test_a_missing_path_is_a_usage_error(agency):
    loaded = tipline("intake", "load", "/nowhere/at/all")

    assert loaded.returncode == 2
    assert "/nowhere/at/all" in loaded.stderr
    assert "Traceback" not in loaded.stderr


def test_one_report_is_shown_and_given_back_byte_for_byte(agency, tmp_path):
    path = write(tmp_path / "a.xml", REPORT.replace(b"50112", b"0"))
    (result,) = map(json.loads, tipline("intake", "load", str(path), "--json").stdout.splitlines())

    shown = tipline("intake", "show", result["report_id"])
    raw = tipline("intake", "show", result["report_id"], "--raw")
    as_json = json.loads(tipline("intake", "show", result["report_id"], "--json").stdout)
    missing = tipline("intake", "show", "5")

    assert "R-14" in shown.stdout
    assert str(path) in shown.stdout
    assert raw.stdout.encode() == path.read_bytes()
    assert as_json["report_id"] == result["report_id"]
    assert (missing.returncode, missing.stdout) == (1, "")


def test_an_account_is_issued_listed_and_closed(agency):
    issued = json.loads(tipline("intake", "sender", "add", "Example Chat", "--json").stdout)
    tipline("intake", "sender", "disable", issued["username"])
    (listed,) = map(json.loads, tipline("intake", "sender", "list", "--json").stdout.splitlines())
    unknown = tipline("intake", "sender", "disable", "nobody")

    assert len(issued["password"]) == 64
    assert listed == {
        "name": "Example Chat",
        "username": issued["username"],
        "environment": "production",
        "active": False,
    }
    assert unknown.returncode == 1
    assert "nobody" in unknown.stderr


def test_where_there_are_several_agencies_one_has_to_be_named(agency, other_agency):
    unnamed = tipline("intake", "list")
    named = tipline("intake", "list", "--agency", other_agency.name)

    assert unnamed.returncode == 2
    assert agency.name in unnamed.stderr
    assert named.returncode == 0


def test_an_interrupted_load_says_so_and_goes_on_where_it_was(agency, tmp_path):
    lines = [json.dumps({"report": report(number).decode()}) for number in range(4000)]
    path = write(tmp_path / "many.jsonl", "\n".join(lines).encode())
    process = subprocess.Popen(
        [*RUN, "intake", "load", str(path), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)

    done = tipline("intake", "load", str(path))

    assert process.returncode == 130
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert done.returncode == 0, done.stderr
    listed = tipline("intake", "list", "--json").stdout.splitlines()
    assert len({json.loads(line)["report_id"] for line in listed}) == len(listed) == 4000
