"""Reports come in from files, folders and archives: once each, traceable, whatever interrupts."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import secrets
import tarfile
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import psycopg
import pytest

from integration.intake.documents import REPORT, file_details
from integration.intake.loading import folder, forget, load, report, write
from tipline.desk.intake.actions.loading import LoadSettings
from tipline.desk.intake.load.batches import Outcome
from tipline.desk.intake.load.discovery import NoSuchPath, find_reports
from tipline.desk.intake.queries import (
    count_waiting,
    documents_of,
    list_reports,
    read_documents,
    read_report,
)
from tipline.desk.intake.types import Environment, Status
from tipline.report.rules import LENIENT
from tipline.trust.vault import open_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tipline.trust.people.types import Actor

DOWNSTREAM = {
    "reportId": 123456,
    "dateReceived": "2026-09-14T08:00:00Z",
    "reportedInformation": {
        "reportingEsp": {"espName": "Example Chat"},
        "incidentSummary": {
            "incidentType": "Child Sex Tourism",
            "incidentDateTime": "2026-09-14T07:21:33Z",
        },
        "reportedPeople": {"reportedPersons": [{"espUserId": "acct-9"}]},
    },
}


def held(actor: Actor) -> list[tuple[str, Status]]:
    return sorted((one.source, one.status) for one in list_reports(actor))


def test_one_file_is_one_report(reader, tmp_path):
    path = write(tmp_path / "one.xml", REPORT)

    (result,) = load(reader, path)

    assert (result.path, result.outcome) == (str(path), Outcome.NEW)
    (listed,) = list_reports(reader)
    assert (listed.report_id, listed.source, listed.sender, listed.status) == (
        result.report_id,
        str(path),
        "example.com",
        Status.RECEIVED,
    )
    assert count_waiting(reader) == 1


def test_a_folder_is_a_report_with_its_texts_and_files(reader, tmp_path):
    path = folder(tmp_path, "a")

    (result,) = load(reader, path, sender="Example Chat")

    report_id = int(result.report_id or 0)
    documents = documents_of(reader, [report_id])[report_id]
    assert [details.original_file_name for details in documents.files] == ["photo.jpg", None]
    (file,) = documents.stored_files
    assert documents.file_ids == (file.file_id, None)
    assert (file.name, file.size, file.has_details) == ("photo.jpg", 22, True)
    with open_sealed(file.sha256) as sealed:
        assert sealed.read() == b"the bytes of a picture"
    assert [text.raw for text in read_documents(reader, report_id)] == [
        (path / name).read_bytes()
        for name in ("report.xml", "1.fileDetails.xml", "2.fileDetails.xml")
    ]
    assert read_report(reader, report_id).sender_name == "Example Chat"


@pytest.mark.parametrize("name", ["1.bin", "1.jpg", "named.bin", "hashed.bin"])
def test_a_file_is_matched_by_number_name_or_hash(reader, tmp_path, name: str):
    content = b"some bytes"
    md5 = hashlib.md5(content).hexdigest()  # noqa: S324  what senders give
    told = f'<originalFileHash hashType="MD5">{md5.upper()}</originalFileHash>'
    named = "<fileName>named.bin</fileName>" if name == "named.bin" else ""
    write(tmp_path / "r/report.xml", REPORT)
    write(tmp_path / "r/1.fileDetails.xml", file_details(1, "a", named + told))
    write(tmp_path / "r" / name, content)

    (result,) = load(reader, tmp_path / "r")

    documents = documents_of(reader, [int(result.report_id or 0)])
    (one,) = documents.values()
    assert one.file_ids == (one.stored_files[0].file_id,)


def pack_zip(tree: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(tree.rglob("*")):
            archive.write(path, path.relative_to(tree))
    return target


def pack_tar(tree: Path, target: Path) -> Path:
    with tarfile.open(target, "w:gz") as archive:
        archive.add(tree, arcname=".")
    return target


def pack_lines(tree: Path, target: Path) -> Path:
    lines = [
        json.dumps(
            {
                "path": path.parent.relative_to(tree).as_posix(),
                "report": path.read_text(),
                "fileDetails": [
                    text.read_text() for text in sorted(path.parent.glob("*.fileDetails.xml"))
                ],
                "files": [],
            }
        )
        for path in sorted(tree.rglob("report.xml"))
    ]
    return write(target, "\n".join(lines).encode())


@pytest.mark.parametrize(
    ("pack", "name", "files"),
    [(pack_zip, "w.zip", 1), (pack_tar, "w.tar.gz", 1), (pack_lines, "w.jsonl", 0)],
)
def test_an_archive_holds_the_same_reports_as_its_tree(reader, tmp_path, pack, name, files):
    tree = tmp_path / "tree"
    for number in range(3):
        folder(tree / "reports", f"{number:03}", number)
    archive = pack(tree, tmp_path / name)

    results = load(reader, archive)

    assert [result.outcome for result in results] == [Outcome.NEW] * 3
    assert [result.path for result in results] == [
        f"{archive}!reports/{number:03}" for number in range(3)
    ]
    documents = documents_of(reader, [int(result.report_id or 0) for result in results])
    assert [len(one.files) for one in documents.values()] == [2] * 3
    assert [len(one.stored_files) for one in documents.values()] == [files] * 3
    again = load(reader, tree) if files else load(reader, archive)
    assert {result.outcome for result in again} == {Outcome.DUPLICATE}


def test_a_gzip_of_several_members_is_read_to_its_end(reader, tmp_path):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for number in range(20):
            entry = tarfile.TarInfo(f"r{number}/report.xml")
            entry.size = len(report(number))
            archive.addfile(entry, io.BytesIO(report(number)))
    raw = plain.getvalue()
    middle = len(raw) // 2
    packed = gzip.compress(raw[:middle]) + gzip.compress(raw[middle:])

    results = load(reader, write(tmp_path / "many.tar.gz", packed))

    assert len(results) == 20
    assert {result.outcome for result in results} == {Outcome.NEW}


def test_the_json_that_agencies_receive_is_a_report(reader, tmp_path):
    path = write(tmp_path / "tip.json", b"\xef\xbb\xbf" + json.dumps(DOWNSTREAM).encode())

    (result,) = load(reader, path)

    report_id = int(result.report_id or 0)
    documents = documents_of(reader, [report_id])[report_id]
    assert documents.sender_name == "Example Chat"
    assert documents.report.person_or_user_reported[0].esp_identifier == "acct-9"
    assert b"dateReceived" in bytes(read_report(reader, report_id).findings)


def test_the_same_content_again_is_the_same_report_with_another_path(reader, tmp_path):
    first, second = write(tmp_path / "a.xml", REPORT), write(tmp_path / "b.xml", REPORT)
    (one,) = load(reader, first)

    again = load(reader, first, second)

    assert [result.outcome for result in again] == [Outcome.DUPLICATE] * 2
    assert {result.report_id for result in again} == {one.report_id}
    (listed,) = list_reports(reader)
    assert listed.source == str(first)
    assert listed.paths == (str(first), str(second))
    assert count_waiting(reader) == 1


def test_the_same_content_twice_in_one_batch_is_one_report(reader, tmp_path):
    for name in ("a", "b", "c"):
        write(tmp_path / f"{name}.xml", REPORT)

    results = load(reader, tmp_path)

    assert sorted(result.outcome for result in results) == ["duplicate", "duplicate", "new"]
    assert len({result.report_id for result in results}) == 1


def test_what_came_over_the_wire_is_known_when_it_is_loaded(reader, client, tmp_path):
    report_id = client.submit(REPORT).report_id
    client.finish(report_id)

    (result,) = load(reader, write(tmp_path / "same.xml", REPORT))

    assert (result.outcome, result.report_id) == (Outcome.DUPLICATE, report_id)
    (listed,) = list_reports(reader)
    assert listed.paths == (result.path,)


def test_what_was_loaded_is_known_when_it_comes_over_the_wire(reader, client, tmp_path):
    (loaded,) = load(reader, write(tmp_path / "same.xml", REPORT))

    report_id = client.submit(REPORT).report_id
    client.finish(report_id)

    assert read_report(reader, int(report_id)).duplicate_of == int(loaded.report_id or 0)


def test_a_report_that_breaks_a_rule_is_held_and_marked(reader, tmp_path):
    path = write(tmp_path / "odd.xml", REPORT.replace(b"50112", b"0"))

    (result,) = load(reader, path)

    assert (result.outcome, result.has_errors) == (Outcome.NEW, True)
    (listed,) = list_reports(reader)
    assert listed.status is Status.RECEIVED_WITH_ERRORS
    (finding,) = json.loads(bytes(listed.findings))
    assert (finding["code"], finding["severity"]) == ("R-14", "error")
    assert finding["path"] == "report.personOrUserReported[1].ipCaptureEvent[1].port"
    assert finding["line"] == 17
    assert count_waiting(reader) == 1


@pytest.mark.parametrize(
    "content",
    [b"<report>", b"", b"\xff\xfe\x00", b"<!DOCTYPE a><report/>", b"<other/>"],
    ids=["cut-short", "empty", "binary", "doctype", "other-root"],
)
def test_what_is_no_report_is_refused_once_and_kept_aside(reader, tmp_path, content: bytes):
    from django.db import connection

    from tipline.trust.rows import acting

    path = write(tmp_path / "broken.xml", content)

    results = [*load(reader, path), *load(reader, path)]

    assert [result.outcome for result in results] == [Outcome.REFUSED] * 2
    (listed,) = list_reports(reader)
    assert (listed.report_id, listed.status, listed.source) == (None, Status.REFUSED, str(path))
    assert listed.reason
    with acting(reader), connection.cursor() as cursor:
        cursor.execute("SELECT raw FROM intake_refusal")
        assert bytes(cursor.fetchone()[0]) == content


def test_a_refused_report_does_not_hold_the_others_up(reader, tmp_path):
    write(tmp_path / "a.xml", report(1))
    write(tmp_path / "b.xml", b"<report>")
    write(tmp_path / "c.jsonl", b'{"report": "<report>"}\nnot json\n' + b'{"report": 5}\n')
    write(tmp_path / "d.xml", report(2))

    results = load(reader, tmp_path)

    assert sorted(result.outcome for result in results) == ["new", "new", *["refused"] * 4]


def test_test_reports_are_kept_apart(reader, tmp_path):
    path = write(tmp_path / "a.xml", REPORT)

    load(reader, path, test=True)
    (production,) = load(reader, path)

    assert production.outcome is Outcome.NEW
    assert [one.environment for one in list_reports(reader)] == [
        Environment.TEST,
        Environment.PRODUCTION,
    ]
    assert count_waiting(reader) == 1


def test_another_agency_holds_the_same_content_for_itself(reader, other_agency, tmp_path):
    from tipline.trust.people.types import Actor

    other = Actor(agency_id=other_agency.id, name="process:test")
    path = write(tmp_path / "a.xml", REPORT)

    (mine,), (theirs,) = load(reader, path), load(other, path)

    assert theirs.outcome is Outcome.NEW
    assert mine.report_id != theirs.report_id
    assert len(list(list_reports(other))) == 1


def test_files_that_are_no_reports_are_left_alone(reader, tmp_path):
    write(tmp_path / "truth.jsonl", b'{"path": "x", "tier": "T0"}\n')
    write(tmp_path / "world.json", b'{"reports": 5}')
    write(tmp_path / "notes.txt", b"hello")
    write(tmp_path / ".hidden.xml", b"<report>")
    write(tmp_path / "r/report.xml", REPORT)
    (tmp_path / "r/link").symlink_to("/etc/passwd")
    (tmp_path / "linked").symlink_to(tmp_path / "r")
    ignored = []

    found = list(find_reports([tmp_path], ignored=ignored.append))

    assert len(found) == 1
    assert {path.name for path in ignored} >= {"truth.jsonl", "world.json", "notes.txt"}
    (result,) = load(reader, tmp_path)
    assert read_report(reader, int(result.report_id or 0)).stored_files == ()


@pytest.mark.parametrize("name", ["missing.xml", "picture.jpg"])
def test_a_named_path_that_holds_no_reports_is_a_usage_error(tmp_path, name: str):
    write(tmp_path / "picture.jpg", b"x")

    with pytest.raises(NoSuchPath, match=name):
        list(find_reports([tmp_path / name], ignored=forget))


def test_workers_take_in_what_one_process_does(reader, tmp_path):
    lines = [json.dumps({"report": report(number).decode()}) for number in range(2500)]
    path = write(tmp_path / "many.jsonl", "\n".join(lines).encode())

    results = load(reader, path, workers=2)

    assert [len(results), len({result.report_id for result in results})] == [2500, 2500]
    assert len(list(list_reports(reader))) == count_waiting(reader) == 2500


def test_reports_are_claimed_once_and_the_urgent_ones_first(reader, tmp_path):
    from tipline.desk.intake.actions import claim_waiting

    urgent = REPORT.replace(
        b"<incidentDateTime>",
        b"<escalateToHighPriority>now</escalateToHighPriority><incidentDateTime>",
    )
    load(reader, *(write(tmp_path / f"{n}.xml", report(n)) for n in range(5)))
    (hurry,) = load(reader, write(tmp_path / "u.xml", urgent))

    first, rest, none = (claim_waiting(reader, limit) for limit in (1, 100, 100))

    assert first == [int(hurry.report_id or 0)]
    assert len(rest) == 5
    assert none == []
    assert count_waiting(reader) == 0


def test_a_claim_that_is_rolled_back_waits_again(reader, tmp_path):
    from tipline.desk.intake.actions import claim_waiting
    from tipline.trust.rows import acting

    load(reader, write(tmp_path / "a.xml", REPORT))

    def claim_and_die() -> None:
        with acting(reader):
            assert len(claim_waiting(reader, 10)) == 1
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        claim_and_die()

    assert count_waiting(reader) == 1


def test_a_taken_report_id_is_drawn_again(reader, tmp_path):
    from tipline.desk.intake.load.batches import Dice, Task, load_batch
    from tipline.desk.intake.load.packages import Text

    numbers = iter([5, 5, 6, 7])
    dice = Dice(below=lambda _: next(numbers), random_bytes=secrets.token_bytes)
    paths = [str(write(tmp_path / f"{n}.xml", report(n))) for n in range(2)]
    settings = LoadSettings(
        environment=Environment.PRODUCTION, sender_name="", schema_version="2026-08"
    )

    results = [
        result
        for path in paths
        for result in load_batch(
            Task(actor=reader, settings=settings, strictness=LENIENT, found=(Text(path),)),
            now=datetime(2026, 11, 22, tzinfo=UTC),
            dice=dice,
        )
    ]

    assert [str(result.report_id)[-1] for result in results] == ["5", "6"]


def test_names_that_are_no_utf_8_are_taken_and_shown_without_harm(reader, tmp_path):
    folder = tmp_path / os.fsdecode(b"odd\xff")
    write(folder / "report.xml", REPORT)
    write(folder / os.fsdecode(b"a\xff.bin"), b"bytes")
    write(tmp_path / "good.xml", report(2))

    results = load(reader, tmp_path)

    assert [result.outcome for result in results] == [Outcome.NEW] * 2
    assert msgspec.json.encode(results)
    names = [
        file.name
        for result in results
        for file in read_report(reader, int(result.report_id or 0)).stored_files
    ]
    assert names == ["a?.bin"]


def test_a_sender_whose_name_holds_a_nul_is_named_without_it(reader, tmp_path):
    tip = json.loads(json.dumps(DOWNSTREAM))
    tip["reportedInformation"]["reportingEsp"]["espName"] = "Example\0Chat"

    (result,) = load(reader, write(tmp_path / "tip.json", json.dumps(tip).encode()))

    assert read_report(reader, int(result.report_id or 0)).sender_name == "Example\ufffdChat"


def test_one_item_that_cannot_be_kept_is_found_and_refused_alone(reader, tmp_path):
    too_long = REPORT.replace(b"safety@example.com", b"safety@example.com" + b" " * 10)
    paths = [write(tmp_path / f"{n}.xml", report(n)) for n in range(5)]
    with connection_that_refuses(reader, b"acct-3"):
        results = load(reader, *paths, write(tmp_path / "x.xml", too_long))

    outcomes = {result.path: result.outcome for result in results}
    assert [path for path, outcome in outcomes.items() if outcome is Outcome.REFUSED] == [
        str(paths[3])
    ]
    assert sum(outcome is Outcome.NEW for outcome in outcomes.values()) == 5


@contextmanager
def connection_that_refuses(reader: Actor, marker: bytes) -> Iterator[None]:
    """A database that will not have one text, as a fault nobody thought of would look."""
    name = f"marker_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["TIPLINE_DATABASE_URL"], autocommit=True) as owner:
        owner.execute(
            f"ALTER TABLE intake_document ADD CONSTRAINT {name}"
            f" CHECK (position('\\x{marker.hex()}'::bytea IN raw) = 0) NOT VALID"
        )
        try:
            yield
        finally:
            owner.execute(f"ALTER TABLE intake_document DROP CONSTRAINT {name}")


def test_a_report_in_capitals_is_a_report(reader, tmp_path):
    write(tmp_path / "r/Report.XML", REPORT)
    write(tmp_path / "r/1.FileDetails.xml", file_details(1, "a"))
    archive = pack_zip(tmp_path / "r", tmp_path / "a.zip")

    (result,) = load(reader, tmp_path / "r")
    (again,) = load(reader, archive)

    assert result.outcome is Outcome.NEW
    assert (
        len(documents_of(reader, [int(result.report_id or 0)])[int(result.report_id or 0)].files)
        == 1
    )
    assert again.report_id == result.report_id


def test_a_file_that_changes_while_it_is_read_refuses_its_report(reader, tmp_path):
    from tipline.desk.intake.load.batches import Dice, Task, load_batch
    from tipline.desk.intake.load.packages import read_folder

    write(tmp_path / "r/report.xml", REPORT)
    file = write(tmp_path / "r/1.bin", b"before")
    package = read_folder(str(tmp_path / "r"))
    file.write_bytes(b"after")
    settings = LoadSettings(
        environment=Environment.PRODUCTION, sender_name="", schema_version="2026-08"
    )

    (result,) = load_batch(
        Task(actor=reader, settings=settings, strictness=LENIENT, found=(package,)),
        now=datetime(2026, 11, 22, tzinfo=UTC),
        dice=Dice(below=secrets.randbelow, random_bytes=secrets.token_bytes),
    )

    assert result.outcome is Outcome.REFUSED
    assert "changed" in (result.reason or "")
    assert load(reader, tmp_path / "r")[0].outcome is Outcome.NEW


def test_every_report_of_a_load_is_named_in_its_event(reader, tmp_path):
    from tipline.trust.audit.models import Event
    from tipline.trust.rows import acting

    results = load(reader, *(write(tmp_path / f"{n}.xml", report(n)) for n in range(3)))

    with acting(reader):
        (event,) = Event.objects.filter(kind="intake:report:load")
    assert set(event.after["report_ids"]) == {result.report_id for result in results}
