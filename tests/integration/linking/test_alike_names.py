"""Possible links by names are kept, shown while they are between clusters, and walled off."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from django.db import connection

from made_reports import a_report
from tipline.desk.intake.actions.loading import LoadSettings
from tipline.desk.intake.load.batches import Dice, Task, load_batch
from tipline.desk.intake.load.packages import Package
from tipline.desk.intake.types import Environment
from tipline.desk.linking.names import actions, queries
from tipline.desk.linking.names.comparing import read_model
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.report import LENIENT, Version, write_xml
from tipline.trust.audit.actions import record
from tipline.trust.audit.models import Event
from tipline.trust.rows import acting

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TIPLINE = Path(sys.executable).with_name("tipline")
NAMES = {
    "u-1": ("amber_anchor_42", "Person 0815"),
    "u-2": ("anchor.amber42", "Person 0815"),
    "u-3": ("teal_ferry_11", "Person 0001"),
}


@pytest.fixture
def held(actor) -> dict[str, int]:
    """Hold and link a report on each of three accounts; give their ids."""
    packages = [
        Package(path=f"made/names/{account}", report=raw_report(account, *names), details=())
        for account, names in NAMES.items()
    ]
    settings = LoadSettings(
        sender_name="Example Chat",
        environment=Environment.PRODUCTION,
        schema_version=Version.V2026_08,
    )
    task = Task(actor=actor, settings=settings, strictness=LENIENT, found=tuple(packages))
    dice = Dice(below=secrets.randbelow, random_bytes=secrets.token_bytes)
    results = load_batch(task, now=NOW, dice=dice)
    process_waiting(Done())
    return {account: int(result.report_id) for account, result in zip(NAMES, results, strict=True)}


def raw_report(account: str, screen_name: str, display_name: str) -> bytes:
    reported = {"screen_name": screen_name, "display_name": (display_name,)}
    return write_xml(a_report(account=account, reported=reported))


def find(actor) -> int:
    accounts = queries.read_accounts(actor, tell=print)
    return actions.find_alike(actor, accounts, read_model(), least=0.0, now=NOW)


def test_accounts_that_are_called_alike_are_a_possible_link_of_two_clusters(actor, held):
    assert find(actor) > 0

    (link,) = queries.alike_of(actor, [held["u-2"]])
    first, second = sorted((held["u-1"], held["u-2"]))
    assert (link.report_id, link.other) == (first, second)
    assert link.path == link.other_path == "report.personOrUserReported[1].screenName"
    assert link.cluster_id != link.other_cluster_id
    assert queries.list_alike(actor, limit=1) == (link,)
    assert queries.alike_of(actor, [held["u-3"]]) == ()


def test_comparing_again_takes_the_place_of_what_was(actor, held):
    assert find(actor) == find(actor)

    assert len(queries.list_alike(actor, limit=100)) == 1
    with acting(actor):
        found = Event.objects.filter(kind="names:alike:find").order_by("id")
        events = [event.after["pairs"] for event in found]
    assert events[-2:] == [1, 1]


def test_what_has_come_together_since_is_no_possible_link(actor, held):
    find(actor)
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE linking_member SET cluster_id = (SELECT cluster_id FROM linking_member"
            " WHERE report_id = %s) WHERE report_id = %s",
            [held["u-1"], held["u-2"]],
        )
        record(
            actor, "linking:reports:link", object_type="report", object_id="moved by hand", now=NOW
        )

    assert queries.alike_of(actor, [held["u-1"]]) == ()


def test_another_agency_sees_none_of_them(actor, other_agency, held):
    find(actor)
    other_actor = msgspec.structs.replace(actor, agency_id=other_agency.id)

    assert queries.list_alike(other_actor, limit=100) == ()
    assert queries.read_accounts(other_actor, tell=print) == []


def test_no_name_is_kept_beside_a_link(actor, held):
    find(actor)

    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM names_alikepair p")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert kept
    assert not any(name in kept for names in NAMES.values() for name in names)


def test_the_command_checks_labelled_accounts_and_names_a_bad_line(tmp_path):
    good = {"report": 1, "path": "p", "group": "a", "screen_name": "amber_anchor_42"}
    accounts = tmp_path / "accounts.jsonl"
    accounts.write_text(f"{json.dumps(good)}\n{json.dumps(good | {'screen_name': 7})}\n")

    done = subprocess.run(
        [TIPLINE, "names", "check", str(accounts)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "accounts.jsonl, line 2" in done.stderr
