"""A packet leaves with a reason and an event, and can be checked by whoever gets it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from conftest import NOW, tipline
from made_places import in_state, with_victim
from made_reports import a_file, a_report, md5_of
from tipline.desk.intake.queries import read_documents
from tipline.desk.routing.current_tables import current_tables
from tipline.desk.routing.errors import TooManyReports, UnfitReason, UnknownAgency
from tipline.desk.routing.packet import gathering
from tipline.desk.routing.packet.actions import export_packet, export_packet_bytes
from tipline.desk.routing.packet.storage import PacketExists
from tipline.desk.triage.queries import NoSuchCluster, NoSuchReport, explain_report
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.trust.audit.models import Event
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from pathlib import Path

TABLES = current_tables()
WHY = "Hand-over to the task force, task 2026/114"


def export(actor: Actor, subject: object, out: Path, *, to: str | None = None, reason: str = WHY):
    return export_packet(actor, str(subject), out, to=to, reason=reason, tables=TABLES, now=NOW)


@pytest.fixture
def held(hold) -> int:
    """A report that was processed, with a file and a victim."""
    number = hold(with_victim(in_state("US-AL"), "CO"), a_file(md5_of(7)))
    process_waiting(Done())
    return number


def test_a_packet_holds_what_was_received_and_says_who_gets_it(actor, held, tmp_path):
    written = export(actor, held, tmp_path / "out")

    documents = read_documents(actor, held)
    folder = tmp_path / "out/reports" / str(held)
    assert (folder / "report.xml").read_bytes() == documents[0].raw
    assert (folder / "1.fileDetails.xml").read_bytes() == documents[1].raw
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert (manifest["to"], manifest["reason"]) == ("us-icac-al", WHY)
    assert manifest["report_ids"] == [str(held)]
    assert written.files == 5


def test_the_event_holds_the_reason_and_the_hash_of_the_manifest(actor, held, tmp_path):
    export(actor, held, tmp_path / "out")

    with acting(actor):
        event = Event.objects.get(kind="routing:packet:export")
    digest = hashlib.sha256((tmp_path / "out/manifest.json").read_bytes()).hexdigest()
    assert (event.object_type, event.object_id) == ("report", str(held))
    assert event.reason == WHY
    assert event.after["manifest_sha256"] == digest
    assert event.after["report_ids"] == [str(held)]


def test_a_cluster_is_handed_over_whole(actor, hold, tmp_path):
    held = {hold(a_report(account="u-1")), hold(in_state("US-AL", account="u-1"))}
    process_waiting(Done())
    cluster_id = explain_report(actor, min(held), now=NOW).cluster_id

    written = export(actor, cluster_id, tmp_path / "out.zip")

    assert set(map(int, written.report_ids)) == held
    assert written.to == "us-icac-al"


def test_the_same_packet_twice_has_the_same_bytes(actor, held, tmp_path):
    for name in ("a.zip", "b.zip"):
        export(actor, held, tmp_path / name)

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"reason": ""}, NotPermitted),
        ({"reason": "short"}, UnfitReason),
        ({"reason": "for somebody@example.com who asked"}, UnfitReason),
        ({"to": "us-nobody"}, UnknownAgency),
    ],
)
def test_a_packet_without_reason_or_receiver_is_not_written(actor, held, tmp_path, asked, error):
    with pytest.raises(error):
        export(actor, held, tmp_path / "out", **asked)
    assert not (tmp_path / "out").exists()


def test_only_caseworkers_of_the_agency_export(agency, other_agency, held, tmp_path):
    auditor = Actor(agency_id=agency.id, name="person:x", roles=frozenset({Role.AUDITOR}))
    stranger = Actor(agency_id=other_agency.id, name="person:y", roles=frozenset({Role.OFFICER}))

    with pytest.raises(NotPermitted):
        export(auditor, held, tmp_path / "out")
    with pytest.raises(NoSuchReport):
        export(stranger, held, tmp_path / "out")


def test_what_is_not_held_or_stands_already_is_refused(actor, held, tmp_path):
    with pytest.raises(NoSuchReport):
        export(actor, 7, tmp_path / "out")
    with pytest.raises(NoSuchCluster):
        export(actor, "clu_none", tmp_path / "out")
    (tmp_path / "there").write_text("x")
    with pytest.raises(PacketExists):
        export(actor, held, tmp_path / "there")
    with acting(actor):
        assert not Event.objects.filter(kind="routing:packet:export").exists()


def test_a_cluster_too_large_for_one_packet_is_refused_in_words(actor, hold, tmp_path, monkeypatch):
    held = [hold(a_report(account="u-1", additional_info=str(number))) for number in range(3)]
    process_waiting(Done())
    cluster_id = explain_report(actor, held[0], now=NOW).cluster_id
    monkeypatch.setattr(gathering, "MOST_REPORTS", 2)

    with pytest.raises(TooManyReports, match="has 3 reports; a packet holds 2"):
        export(actor, cluster_id, tmp_path / "out")


def test_the_command_writes_and_the_receiver_verifies(held, tmp_path):
    out = tmp_path / "out"

    wrote = tipline("packet", str(held), "--out", str(out), "--reason", WHY, "--json")
    checked = tipline("packet", "verify", str(out))
    (out / "packet.pdf").write_bytes(b"other")
    altered = tipline("packet", "verify", str(out), "--json")

    assert wrote.returncode == 0, wrote.stderr
    assert json.loads(wrote.stdout)["to"] == "us-icac-al"
    assert (checked.returncode, checked.stdout) == (0, "")
    assert altered.returncode == 5
    assert json.loads(altered.stdout)["code"] == "ALTERED"


def test_a_receiver_without_a_database_verifies(actor, held, tmp_path, monkeypatch):
    export(actor, held, tmp_path / "packet.zip")
    monkeypatch.setenv("TIPLINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    verified = tipline("packet", "verify", str(tmp_path / "packet.zip"))

    assert verified.returncode == 0, verified.stderr
    assert "0 faults" in verified.stderr
    assert tipline("packet", str(held), "--out", "x", "--reason", WHY).returncode != 0


def test_a_download_is_the_same_zip_and_touches_no_disk(actor, held, tmp_path, home):
    before = sorted(home.iterdir())
    export(actor, held, tmp_path / "packet.zip")

    sent = export_packet_bytes(actor, str(held), to=None, reason=WHY, tables=TABLES, now=NOW)

    assert sent == (tmp_path / "packet.zip").read_bytes()
    assert sorted(home.iterdir()) == before
    with acting(actor):
        assert Event.objects.filter(kind="routing:packet:export").count() == 2


def test_the_route_command_shows_lists_and_chooses(held):
    shown = tipline("route", str(held), "--json", "--as-is")
    listed = tipline("route", "list", "us-icac-al", "--json", "--as-is")
    counted = tipline("route", "--all", "--as-is")
    chosen = tipline("route", "override", str(held), "--to", "us-hsi", "--reason", WHY)
    again = tipline("route", str(held), "--as-is")

    assert json.loads(shown.stdout)["route"]["rule"] == "R-STATE"
    assert json.loads(listed.stdout)["report_id"] == str(held)
    assert "us-icac-al" in counted.stdout
    assert chosen.returncode == 0, chosen.stderr
    assert "Homeland Security" in again.stdout
    assert "the rules say: Alabama ICAC Task Force" in again.stdout


def test_the_route_command_shows_its_tables_and_checks_a_file(agency, tmp_path):
    file = tmp_path / "ours.csv"
    file.write_text("kind,where,value,note\nzip,94110,us-nobody,\n")

    table = tipline("route", "table", "--json")
    checked = tipline("route", "check", str(file))

    assert len(table.stdout.splitlines()) == 68
    assert (checked.returncode, "UNKNOWN" in checked.stdout) == (5, False)
    assert "line 2: there is no agency 'us-nobody'" in checked.stdout
