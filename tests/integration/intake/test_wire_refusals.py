"""Bad input gets the right code and a useful text, and leaves nothing behind."""

from __future__ import annotations

import re
import socket
from base64 import b64encode
from urllib.parse import urlsplit

import pytest

from integration.intake.documents import REPORT, WRONG_REPORTS, file_details
from integration.intake.field_client import (
    BOUNDARY,
    FieldClient,
    file_part,
    form_end,
    form_part,
    over_http,
)
from tipline.desk.intake.queries import list_reports, read_report
from tipline.desk.intake.types import Environment, Status

PRODUCTION = Environment.PRODUCTION


@pytest.mark.parametrize(
    ("document", "code", "named"),
    [(document, code, named) for _, document, code, named in WRONG_REPORTS],
    ids=[name for name, *_ in WRONG_REPORTS],
)
def test_a_wrong_document_opens_nothing_and_says_what_is_wrong(
    client, reader, document: bytes, code: int, named: str
):
    answer = client.submit(document)

    assert (answer.status, answer.root, answer.code) == (400, "reportResponse", code)
    assert named in answer.text
    assert "reportId" not in answer.values
    assert answer.headers["request-id"]
    assert list(list_reports(reader)) == []


def test_a_validation_error_names_line_and_column_as_the_real_server_does(client: FieldClient):
    broken = REPORT.replace(b"<reporter>", b"<additionalInfo/><reporter>")

    answer = client.submit(broken)

    first, second = answer.text.splitlines()[:2]
    assert first == "Validation failed"
    assert second.startswith("[7,")
    assert "additionalInfo" in second


@pytest.mark.parametrize("call", ["upload", "finish", "retract"])
@pytest.mark.parametrize("text", ["", "abc", "-5", "1.5", "9" * 30, "0x10", "\uff11\uff12"])
def test_an_id_that_is_no_number_is_an_invalid_request(client: FieldClient, call: str, text: str):
    answer = (
        client.upload(text, b"x") if call == "upload" else getattr(client, call)(text, "multipart")
    )

    assert (answer.status, answer.code) == (400, 4000)
    assert "'id'" in answer.text


@pytest.mark.parametrize("path", ["/finish", "/retract"])
@pytest.mark.parametrize("manner", ["multipart", "urlencoded"])
def test_a_form_without_an_id_is_an_invalid_request(client, path: str, manner: str):
    if manner == "multipart":
        answer = client.form(path, form_part("name", b"x") + form_end())
    else:
        answer = client.call("POST", path, b"name=x", {"Content-Type": "text/plain"})

    assert (answer.status, answer.code) == (400, 4000)
    assert answer.root == ("reportDoneResponse" if path == "/finish" else "reportResponse")


def test_a_form_with_two_ids_is_an_invalid_request(client: FieldClient):
    twice = form_part("id", b"1") + form_part("id", b"2") + form_end()

    assert client.form("/finish", twice).code == 4000
    assert client.call("POST", "/retract", b"id=1&id=2").code == 4000


@pytest.mark.parametrize("call", ["upload", "fileinfo", "finish", "retract"])
def test_an_unknown_report_does_not_exist(client: FieldClient, call: str):
    answer = act(client, call, "207790000000000")

    assert (answer.status, answer.code) == (404, 5001)
    assert "207790000000000" in answer.text
    assert "reportId" not in answer.values


@pytest.mark.parametrize("call", ["upload", "fileinfo", "finish", "retract"])
def test_another_accounts_report_may_not_be_touched(client, another, reader, call: str):
    report_id = client.submit(REPORT).report_id
    file_id = client.upload(report_id, b"one").file_id

    answer = act(another, call, report_id, file_id)

    assert (answer.status, answer.code) == (403, 3300)
    assert read_report(reader, int(report_id)).status is Status.OPEN
    assert len(read_report(reader, int(report_id)).stored_files) == 1


@pytest.mark.parametrize("call", ["upload", "fileinfo", "finish", "retract"])
def test_another_agencys_report_does_not_exist_for_a_stranger(client, stranger, call: str):
    report_id = client.submit(REPORT).report_id

    assert act(stranger, call, report_id).code == 5001


def act(client: FieldClient, call: str, report_id: str, file_id: str = "a" * 32):
    if call == "upload":
        return client.upload(report_id, b"x")
    if call == "fileinfo":
        return client.fileinfo(file_details(report_id, file_id))
    return getattr(client, call)(report_id)


def test_details_of_an_unknown_file_or_of_another_reports_file_are_refused(client: FieldClient):
    mine, other = client.submit(REPORT).report_id, client.submit(REPORT).report_id
    file_id = client.upload(other, b"x").file_id

    answers = [
        client.fileinfo(file_details(mine, file_id)),
        client.fileinfo(file_details(mine, "a" * 32)),
    ]

    assert [(answer.status, answer.code) for answer in answers] == [(404, 5002)] * 2


@pytest.mark.parametrize(
    ("document", "code", "named"),
    [
        (REPORT, 4100, "report"),
        (b"<fileDetails><fileId>x</fileId></fileDetails>", 4100, "reportId"),
        (file_details(1, "x", "<exifViewedByEsp>true</exifViewedByEsp>"), 5001, "1"),
        (file_details("one", "x"), 4100, "reportId"),
        (b"<fileDetails>", 4110, "["),
    ],
    ids=["another-root", "no-report", "unknown-report", "no-number", "cut-short"],
)
def test_wrong_details_are_refused(client, document: bytes, code: int, named: str):
    answer = client.fileinfo(document)

    assert answer.code == code
    assert named in answer.text


def test_details_that_break_a_rule_say_where(client: FieldClient):
    report_id = client.submit(REPORT).report_id
    file_id = client.upload(report_id, b"x").file_id

    answer = client.fileinfo(
        file_details(report_id, file_id, "<exifViewedByEsp>true</exifViewedByEsp>")
    )

    assert (answer.status, answer.code) == (400, 4100)
    assert re.search(r"\n\[1,[0-9]+\] - R-17: [^.]+\. \w", answer.text)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (form_part("id", b"{id}") + form_end(), 4200),
        (form_part("id", b"{id}") + file_part(b"1") + file_part(b"2") + form_end(), 4200),
        (file_part(b"1") + form_end(), 4000),
        (b"no form at all", 4000),
    ],
    ids=["no-file", "two-files", "no-id", "no-form"],
)
def test_a_wrong_upload_form_attaches_nothing(client, reader, form: bytes, code: int):
    report_id = client.submit(REPORT).report_id

    answer = client.form("/upload", form.replace(b"{id}", report_id.encode()))

    assert (answer.status, answer.code) == (400, code)
    assert read_report(reader, int(report_id)).stored_files == ()


def test_an_upload_that_is_no_form_is_an_invalid_request(client: FieldClient):
    answer = client.call("POST", "/upload", b"abc", {"Content-Type": "application/octet-stream"})

    assert (answer.status, answer.code) == (400, 4000)
    assert "multipart/form-data" in answer.text


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_half_an_upload_leaves_nothing(wire_server, client, reader, home, chunked: bool):
    report_id = client.submit(REPORT).report_id
    before = sealed_files(home)
    whole = form_part("id", report_id.encode()) + file_part(b"never whole" * 9999) + form_end()
    half = whole[: len(whole) // 2]

    send_and_hang_up(wire_server.url, client, half, None if chunked else len(whole))

    assert client.finish(report_id).file_ids == ()
    assert read_report(reader, int(report_id)).stored_files == ()
    assert sealed_files(home) == before


def send_and_hang_up(url: str, client: FieldClient, sent: bytes, declared: int | None) -> None:
    """Send a part of a body and close the sending half; wait until the server has let go."""
    address = urlsplit(url)
    length = "Transfer-Encoding: chunked" if declared is None else f"Content-Length: {declared}"
    head = (
        f"POST /ispws/upload HTTP/1.1\r\nHost: localhost\r\n{length}\r\nAuthorization: Basic"
        f" {client._token}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
    )
    body = sent if declared is not None else b"%x\r\n%s\r\n" % (len(sent), sent)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass


def sealed_files(home) -> list[str]:
    vault = home / "vault"
    return sorted(str(path) for path in vault.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "header",
    [
        None,
        "Basic",
        "Basic !!!",
        "Bearer abc",
        "Basic " + b64encode(b"nocolon").decode(),
        "Basic " + b64encode(b"nobody:nothing").decode(),
        "Basic " + b64encode(b"\xff\xfe:x").decode(),
        "Basic " + b64encode(b"a\0b:x").decode(),
        "Basic " + "A" * 100_000,
    ],
)
def test_without_a_known_password_nothing_is_answered(wire_server, database, header):
    headers = {"Authorization": header} if header else {}

    answer = over_http(wire_server.url)("POST", "/ispws/submit", headers, REPORT)

    assert answer.status in ({401} if len(header or "") < 50_000 else {401, 431, 400})
    if answer.status == 401:
        assert (answer.root, answer.code) == ("reportResponse", 2000)
        assert answer.headers["www-authenticate"].startswith("Basic realm=")
        assert answer.headers["request-id"]


def test_a_wrong_password_is_told_from_a_closed_account(wire_server, client, account, reader):
    from integration.intake.conftest import NOW
    from tipline.desk.intake.actions import disable_sender

    wrong = FieldClient(over_http(wire_server.url), client.username, "not-the-secret")
    refused = wrong.status()
    disable_sender(reader, account.sender.username, now=NOW)
    closed = client.submit(REPORT)

    assert (refused.status, refused.code) == (401, 2000)
    assert (closed.status, closed.code) == (403, 3100)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, 1210),
        ("GET", "", 404, 1210),
        ("GET", "/submit", 405, 4000),
        ("POST", "/status", 405, 4000),
        ("DELETE", "/finish", 405, 4000),
        ("PUT", "/upload", 405, 4000),
    ],
)
def test_an_unknown_call_or_method_is_named(client, method: str, path: str, status: int, code: int):
    answer = client.call(method, path)

    assert (answer.status, answer.code) == (status, code)


def test_a_large_document_is_refused_and_the_client_gets_to_read_why(client, reader):
    answer = client.submit(REPORT + b" " * 11_000_000)

    assert (answer.status, answer.code) == (413, 4000)
    assert "bytes" in answer.text
    assert list(list_reports(reader)) == []


def test_a_compressed_body_is_refused(client: FieldClient):
    answer = client.call("POST", "/submit", REPORT, {"Content-Encoding": "gzip"})

    assert (answer.status, answer.code) == (415, 4000)


def test_an_answer_repeats_no_markup_of_the_caller(client: FieldClient):
    answer = client.call("GET", "/%3Cscript%3Ealert(1)%3C/script%3E")

    assert b"<script>" not in answer.body
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_answer_repeats_no_control_characters_of_the_caller(client: FieldClient):
    answer = client.call("GET", "/%1b%5b31m%0d%07red")

    assert answer.code == 1210
    assert all(c.isprintable() for c in answer.text)


def test_who_may_not_manage_accounts_issues_and_lists_none(agency):
    from integration.intake.conftest import NOW
    from tipline.desk.intake.actions import disable_sender, issue_sender
    from tipline.desk.intake.queries import list_senders
    from tipline.trust.people.permissions import NotPermitted
    from tipline.trust.people.types import Actor, Role

    actor = Actor(agency_id=agency.id, name="sender:x", roles=frozenset({Role.SENDER}))
    with pytest.raises(NotPermitted):
        issue_sender(actor, "x", environment=PRODUCTION, now=NOW, random_bytes=bytes)
    with pytest.raises(NotPermitted):
        disable_sender(actor, "x", now=NOW)
    with pytest.raises(NotPermitted):
        list_senders(actor)
