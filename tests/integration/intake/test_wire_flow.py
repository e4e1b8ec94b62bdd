"""What existing clients do works unchanged: every encoding, every answer, every state."""

from __future__ import annotations

import hashlib
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from integration.intake.conftest import NOW
from integration.intake.documents import BATCHED, REPORT, file_details
from integration.intake.field_client import FORM_MANNERS, XML_MANNERS, FieldClient
from tipline.desk.intake.queries import (
    count_waiting,
    documents_of,
    list_reports,
    read_documents,
    read_report,
)
from tipline.desk.intake.types import DocumentKind, Environment, Source, State, Status


def test_status_says_who_asks_and_from_where(client: FieldClient):
    answer = client.status()

    assert (answer.status, answer.root, answer.code) == (200, "reportResponse", 0)
    assert answer.text == f"Remote User : {client.username}, Remote Ip : 127.0.0.1"
    assert "reportId" not in answer.values


@pytest.mark.parametrize("manner", XML_MANNERS)
def test_a_document_is_read_whatever_its_content_type(client: FieldClient, manner: str):
    answer = client.submit(REPORT, manner)

    assert (answer.status, answer.root, answer.code, answer.text) == (
        200,
        "reportResponse",
        0,
        "Success",
    )
    assert re.fullmatch(r"[0-9]{15}", answer.report_id)
    assert answer.headers["request-id"]


@pytest.mark.parametrize("manner", FORM_MANNERS)
def test_a_report_without_files_is_received_at_finish(client, reader, manner: str):
    report_id = client.submit(REPORT).report_id

    answer = client.finish(report_id, manner)

    assert (answer.status, answer.root, answer.code) == (200, "reportDoneResponse", 0)
    assert (answer.report_id, answer.file_ids) == (report_id, ())
    held = documents_of(reader, [int(report_id)])[int(report_id)]
    assert held.report.person_or_user_reported[0].esp_identifier == "acct-1"
    assert (held.source, held.state, held.sender_name) == (
        Source.WIRE,
        State.FINISHED,
        "Example Chat",
    )
    assert count_waiting(reader) == 1


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("file_name", ["photo.jpg", None, "naïve-日.jpg"])
def test_a_file_is_answered_with_its_md5_and_held(client, reader, chunked, file_name):
    content = bytes(range(256)) * 3000
    report_id = client.submit(REPORT).report_id

    answer = client.upload(report_id, content, file_name=file_name, chunked=chunked)

    assert (answer.status, answer.code, answer.report_id) == (200, 0, report_id)
    assert answer.values["hash"] == hashlib.md5(content).hexdigest()  # noqa: S324  the wire's own
    assert re.fullmatch(r"[0-9a-f]{32}", answer.file_id)
    assert re.search(r"[a-df]", answer.file_id)
    done = client.finish(report_id)
    assert done.file_ids == (answer.file_id,)
    stored = read_report(reader, int(report_id)).stored_files[0]
    assert (stored.file_id, stored.size, stored.name) == (
        answer.file_id,
        len(content),
        file_name or "",
    )
    assert stored.sha256 == hashlib.sha256(content).hexdigest()


def test_a_form_may_name_its_report_after_the_file(client: FieldClient):
    report_id = client.submit(REPORT).report_id

    assert client.upload(report_id, b"abc", file_first=True).code == 0


def test_a_whole_submission_is_held_as_it_was_sent(client, reader):
    report_id = client.submit(REPORT).report_id
    first = client.upload(report_id, b"one").file_id
    second = client.upload(report_id, b"two").file_id
    seen = file_details(report_id, second, "<fileViewedByEsp>true</fileViewedByEsp>")
    plain = file_details(report_id, first)

    answers = [client.fileinfo(seen), client.fileinfo(plain, "text/plain;charset=UTF-8")]

    assert [(a.status, a.code, a.report_id) for a in answers] == [(200, 0, report_id)] * 2
    assert all("fileId" not in answer.values for answer in answers)
    receipt = client.finish(report_id)
    assert receipt.file_ids == (first, second)
    texts = read_documents(reader, int(report_id))
    assert [text.raw for text in texts] == [REPORT, seen, plain]
    held = documents_of(reader, [int(report_id)])[int(report_id)]
    assert held.file_ids == (second, first)
    assert [details.file_viewed_by_esp for details in held.files] == [True, None]
    assert [file.has_details for file in held.stored_files] == [True, True]


def test_the_receipt_is_kept_byte_for_byte(client, reader):
    from django.db import connection

    from tipline.trust.rows import acting

    report_id = client.submit(REPORT).report_id
    client.upload(report_id, b"one")

    answer = client.finish(report_id)

    with acting(reader), connection.cursor() as cursor:
        cursor.execute(
            "SELECT raw FROM intake_document WHERE report_id = %s AND kind = %s",
            [report_id, DocumentKind.RECEIPT],
        )
        assert [bytes(raw) for (raw,) in cursor.fetchall()] == [answer.body]


def test_details_that_come_again_replace_the_earlier_ones_which_stay(client, reader):
    report_id = client.submit(REPORT).report_id
    file_id = client.upload(report_id, b"one").file_id
    client.fileinfo(file_details(report_id, file_id, "<fileViewedByEsp>true</fileViewedByEsp>"))

    answer = client.fileinfo(
        file_details(report_id, file_id, "<fileViewedByEsp>false</fileViewedByEsp>")
    )

    client.finish(report_id)
    assert answer.code == 0
    held = documents_of(reader, [int(report_id)])[int(report_id)]
    assert [details.file_viewed_by_esp for details in held.files] == [False]


def test_a_report_is_cancelled_and_then_gone(client, reader):
    report_id = client.submit(REPORT).report_id

    first, second = client.retract(report_id), client.retract(report_id, "urlencoded")

    assert (first.status, first.root, first.code, first.report_id) == (
        200,
        "reportResponse",
        0,
        report_id,
    )
    assert (second.status, second.code) == (409, 5101)
    assert client.upload(report_id, b"x").code == 5101
    assert client.finish(report_id).code == 5101
    assert documents_of(reader, [int(report_id)]) == {}
    assert count_waiting(reader) == 0


def test_after_finish_nothing_changes(client: FieldClient):
    report_id = client.submit(REPORT).report_id
    file_id = client.upload(report_id, b"one").file_id
    client.finish(report_id)

    answers = [
        client.upload(report_id, b"two"),
        client.fileinfo(file_details(report_id, file_id)),
        client.retract(report_id),
        client.finish(report_id, "urlencoded"),
    ]

    assert [(answer.status, answer.code) for answer in answers] == [(409, 5102)] * 4
    assert answers[3].root == "reportDoneResponse"
    assert answers[3].report_id == report_id


def test_a_batched_report_with_two_files_is_refused_at_finish_and_can_be_retracted(client):
    report_id = client.submit(BATCHED).report_id
    for content in (b"one", b"two"):
        file_id = client.upload(report_id, content).file_id
        viral = "<fileAnnotations><viral/></fileAnnotations>"
        assert client.fileinfo(file_details(report_id, file_id, viral)).code == 0

    answer = client.finish(report_id)

    assert (answer.status, answer.code, answer.root) == (400, 4100, "reportDoneResponse")
    assert "one file" in answer.text
    assert client.retract(report_id).code == 0


def test_details_of_a_batched_report_follow_its_rules(client: FieldClient):
    report_id = client.submit(BATCHED).report_id
    file_id = client.upload(report_id, b"one").file_id

    answer = client.fileinfo(file_details(report_id, file_id))

    assert (answer.status, answer.code) == (400, 4100)
    assert "viral" in answer.text


def test_the_same_report_twice_is_two_reports_and_the_second_says_of_which(client, reader):
    ids = []
    for _ in range(3):
        report_id = client.submit(REPORT).report_id
        file_id = client.upload(report_id, b"same").file_id
        client.fileinfo(file_details(report_id, file_id))
        client.finish(report_id)
        ids.append(int(report_id))

    held = [read_report(reader, report_id) for report_id in ids]

    assert [one.duplicate_of for one in held] == [None, ids[0], ids[0]]
    assert len({one.content_sha256 for one in held}) == 1
    assert count_waiting(reader) == 3


def test_reports_of_a_test_account_never_wait_for_the_queue(wire_server, agency, reader):
    from integration.intake.conftest import issue
    from integration.intake.field_client import over_http

    tester = issue(agency.id, environment="test")
    client = FieldClient(over_http(wire_server.url), tester.sender.username, tester.secret)

    answer = client.finish(client.submit(REPORT).report_id)

    assert answer.code == 0
    listed = list(list_reports(reader))
    assert [(one.environment, one.status) for one in listed] == [
        (Environment.TEST, Status.RECEIVED)
    ]
    assert count_waiting(reader) == 0


def test_the_schema_is_given_to_accounts_and_the_words_to_everybody(client: FieldClient):
    schema, words = client.call("GET", "/xsd"), client.call("GET", "/documentation")

    assert schema.status == 200
    assert b"fileDetails" in schema.body
    assert words.status == 200
    assert words.headers["content-type"].startswith("text/html")
    assert b"/finish" in words.body


def test_every_write_leaves_its_event(client, reader):
    from tipline.trust.audit.models import Event
    from tipline.trust.rows import acting

    report_id = client.submit(REPORT).report_id
    file_id = client.upload(report_id, b"one").file_id
    client.fileinfo(file_details(report_id, file_id))
    client.finish(report_id)
    client.retract(client.submit(REPORT).report_id)

    with acting(reader):
        kinds = sorted(
            Event.objects.filter(actor__startswith="sender:").values_list("kind", flat=True)
        )

    assert kinds == [
        "intake:file:describe",
        "intake:file:upload",
        "intake:report:finish",
        "intake:report:open",
        "intake:report:open",
        "intake:report:retract",
    ]


def test_a_file_that_is_attached_while_finish_waits_is_in_its_receipt(
    client, account, agency, reader
):
    """The lock is taken first and the files are read after it, by a statement of their own."""
    from tipline.desk.intake.actions.standing import HOLD
    from tipline.desk.intake.actions.submission import ADD_FILE
    from tipline.desk.intake.rows import acting_at_once

    report_id = int(client.submit(REPORT).report_id)
    sealed = hashlib.sha256(b"late")
    values = {"report_id": report_id, "agency_id": agency.id, "file_id": "d" * 32, "size": 4}
    values |= {"name": "late", "md5": "0" * 32, "sha256": sealed.hexdigest(), "now": NOW}
    with ThreadPoolExecutor(1) as pool:
        with acting_at_once(reader) as bundle:
            bundle.execute(HOLD, (report_id,)).send()
            finishing = pool.submit(client.finish, report_id)
            wait_until_somebody_waits()
            bundle.execute(ADD_FILE, {**values, "key": sealed.hexdigest()})
        receipt = finishing.result(30)

    assert receipt.code == 0
    assert receipt.file_ids == ("d" * 32,)
    assert len(read_report(reader, report_id).stored_files) == 1


def wait_until_somebody_waits() -> None:
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with psycopg.connect(os.environ["TIPLINE_DATABASE_URL"], autocommit=True) as watching:
        while watching.execute(query).fetchone() == (0,):
            time.sleep(0.01)


def test_a_nul_in_a_file_name_is_replaced(client, reader):
    report_id = client.submit(REPORT).report_id

    answer = client.upload(report_id, b"x", file_name="a\0b.jpg")

    assert answer.code == 0
    assert read_report(reader, int(report_id)).stored_files[0].name == "a\ufffdb.jpg"


def test_a_commit_of_the_intake_waits_for_the_disk_whatever_the_server_is_set_to(reader):
    """The server of the tests is set not to wait."""
    from django.db import connection

    from tipline.desk.intake.rows import acting_at_once

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    with acting_at_once(reader) as bundle:
        inside = bundle.execute("SELECT current_setting('synchronous_commit')").fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = remote_apply")
    with acting_at_once(reader) as bundle:
        stronger = bundle.execute("SELECT current_setting('synchronous_commit')").fetchone()

    assert inside == ("on",)
    assert stronger == ("remote_apply",)
