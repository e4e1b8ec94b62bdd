"""The commands of bulk work end in one line, or one object, and say what is wrong."""

from __future__ import annotations

import json

from conftest import tipline


def test_relink_says_what_it_did_and_where_it_is(agency):
    done = tipline("relink", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["reports"] == 0
    assert "reading what reports name" in done.stderr
    assert "0 reports in 0 clusters" in tipline("relink").stdout


def test_an_engine_that_nobody_reaches_ends_relink_with_the_remedy(agency, monkeypatch):
    monkeypatch.setenv("TIPLINE_ENGINE", "sc://127.0.0.1:1")
    done = tipline("relink")
    assert done.returncode == 3
    assert done.stderr.startswith("tipline: No Spark Connect server answers at sc://127.0.0.1:1")
    assert "unset it" in done.stderr
    assert done.stdout == ""


def test_relink_leaves_nothing_in_its_folder(agency, home):
    assert tipline("relink").returncode == 0
    assert not any((home / "engine").iterdir())
