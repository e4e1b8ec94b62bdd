"""Trying a policy says exactly what putting it in force would do, and writes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from made_reports import a_file, a_report, md5_of
from tipline.desk.triage.actions import override_tier
from tipline.desk.triage.current_policy import SHIPPED
from tipline.desk.triage.queries import read_queue
from tipline.desk.triage.queries.simulation import simulate_policy
from tipline.desk.triage.rules.policy import read_policy
from tipline.desk.triage.types import Tier
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.report.types import IntendedRecipient, Person, ReportAnnotation, Victim
from tipline.trust.rows import acting

TIPLINE = Path(sys.executable).with_name("tipline")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def queue(actor, hold) -> None:
    hold(a_report(account="u-1", victim=(Victim(victim_person=Person(first_name="A")),)))
    hold(a_report(account="u-2", intended_recipient=(IntendedRecipient(),)))
    hold(a_report(account="u-2"), a_file(md5_of(3)))
    spam = {"report_annotations": frozenset({ReportAnnotation.SEXTORTION})}
    hold(a_report(account="u-3", summary=spam))
    hold(a_report(account="u-4", additional_info="x"))
    process_waiting(Done())
    rows = read_queue(actor, offset=0, limit=50, now=NOW).rows
    lowest = rows[-1].cluster_id
    override_tier(actor, lowest, Tier.T2, reason="known from another case", now=NOW)
    process_waiting(Done())


def other_policy(tmp_path: Path) -> Path:
    """Sextortion first, recipients graver, a name less so."""
    text = SHIPPED.read_text()
    for code, tier in (("SEXTORTION", "T1"), ("SENT_TO_SOMEONE", "T3"), ("VICTIM_NAMED", "T2")):
        before = text[: text.index(f'code = "{code}"')].rindex('tier = "')
        text = text[:before] + f'tier = "{tier}"' + text[before + len('tier = "T0"') :]
    path = tmp_path / "ours.toml"
    path.write_text(text.replace('version = "', 'version = "ours '))
    return path


def tiers(actor) -> dict[str, Tier]:
    rows = read_queue(actor, offset=0, limit=50, now=NOW).rows
    return {row.cluster_id: row.tier for row in rows}


def rows_of_all_tables(actor) -> list[tuple[str, int]]:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname ~ '^(triage|linking|audit)_'"
                       " AND relkind = 'r' ORDER BY 1")  # fmt: skip
        tables = [row[0] for row in cursor.fetchall()]
        counts = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append((table, cursor.fetchone()[0]))
    return counts


def test_what_is_simulated_is_what_happens(actor, queue, tmp_path, monkeypatch):
    path = other_policy(tmp_path)
    before, books = tiers(actor), rows_of_all_tables(actor)

    simulation = simulate_policy(actor, read_policy(path.read_bytes()), examples=10)

    assert (tiers(actor), rows_of_all_tables(actor)) == (before, books)
    monkeypatch.setenv("TIPLINE_POLICY", str(path))
    process_waiting(Done())
    after = tiers(actor)
    moved = {one: (before[one], after[one]) for one in after if after[one] != before[one]}
    said = {
        example.cluster_id: (move.before, move.after)
        for move in simulation.moves
        for example in move.examples
    }
    assert said == moved
    assert simulation.moved == len(moved) == 3
    assert (simulation.clusters, simulation.unknown) == (4, 0)


def test_examples_say_why_now_and_why_then(actor, queue, tmp_path):
    simulation = simulate_policy(actor, read_policy(other_policy(tmp_path).read_bytes()))

    (move,) = [one for one in simulation.moves if (one.before, one.after) == ("T3", "T1")]
    (example,) = move.examples
    assert example.reasons_now[0].code == example.reasons_then[0].code == "SEXTORTION"


def test_no_example_is_no_other_count(actor, queue, tmp_path):
    simulation = simulate_policy(
        actor, read_policy(other_policy(tmp_path).read_bytes()), examples=0
    )

    assert simulation.moved == 3
    assert not any(move.examples for move in simulation.moves)


def test_the_policy_in_force_moves_nothing(actor, queue):
    assert simulate_policy(actor, read_policy(SHIPPED.read_bytes())).moves == ()


def test_the_commands_compare_and_simulate(actor, queue, tmp_path):
    path = str(other_policy(tmp_path))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(TIPLINE), "policy", *words], capture_output=True, text=True, check=False
        )

    diff = run("diff", str(SHIPPED), path, "--json")
    simulated = run("simulate", path, "--json")
    in_words = run("simulate", path)

    assert diff.returncode == 5
    assert {json.loads(line)["code"] for line in diff.stdout.splitlines()} == {
        "SEXTORTION",
        "SENT_TO_SOMEONE",
        "VICTIM_NAMED",
    }
    assert simulated.returncode == 0, simulated.stderr
    assert json.loads(simulated.stdout)["moved"] == 3
    assert "3 of 4 clusters would stand in another tier" in in_words.stdout
    assert "T3 -> T1: 1 clusters" in in_words.stdout
