"""What an install can switch, and what a clock decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from integration.intake.documents import REPORT, file_details
from tipline.desk.intake.actions import expire_open_reports
from tipline.desk.intake.queries import list_reports, read_report
from tipline.desk.intake.types import State, Status
from tipline.desk.intake.wire import WireSettings, read_settings
from tipline.desk.intake.wire.configuration import UnknownSwitch
from tipline.report import Version
from tipline.report.rules import LENIENT, STRICT

NO_EMAIL = REPORT.replace(b"<email>safety@example.com</email>", b"<firstName>Safety</firstName>")
NEWER = REPORT.replace(
    b"<incidentDateTime>",
    b"<reportAnnotations><informational/></reportAnnotations><incidentDateTime>",
)


def test_a_rule_that_the_real_server_may_not_enforce_is_a_warning_unless_switched(speaking, reader):
    lenient, strict = speaking(), speaking(strictness=STRICT)

    taken, refused = lenient.submit(NO_EMAIL), strict.submit(NO_EMAIL)

    assert taken.code == 0
    assert b"R-04" in bytes(read_report(reader, int(taken.report_id)).findings)
    assert (refused.status, refused.code) == (400, 4100)
    assert "R-04" in refused.text


def test_an_earlier_report_that_is_named_has_to_exist_where_that_is_enforced(speaking):
    strict = speaking(strictness=STRICT)
    first = strict.submit(REPORT).report_id
    naming = b"<ipCaptureEvent>"

    def following(report_id: str) -> bytes:
        prior = f"<priorCTReports>{report_id}</priorCTReports>".encode()
        return REPORT.replace(b"</ipCaptureEvent>", b"</ipCaptureEvent>" + prior)

    assert naming in REPORT
    assert strict.submit(following(first)).code == 0
    assert strict.submit(following("207790000000000")).code == 4100
    assert speaking().submit(following("207790000000000")).code == 0


def test_the_schema_of_an_install_decides_what_is_valid(speaking):
    assert speaking(version=Version.V2026_08).submit(NEWER).code == 0
    refused = speaking(version=Version.V2025_11).submit(NEWER)

    assert refused.code == 4100
    assert "informational" in refused.text


def test_in_the_old_manner_every_answer_has_the_status_200_but_that_of_a_password(speaking):
    old = speaking(legacy_always_200=True)

    refused = old.submit(b"<report/>")
    unknown = old.retract(5)
    nobody = old._send("GET", "/ispws/status", {"Authorization": ""}, b"")

    assert (refused.status, refused.code) == (200, 4100)
    assert (unknown.status, unknown.code) == (200, 5001)
    assert (nobody.status, nobody.code) == (401, 2000)


def test_an_account_that_floods_is_told_to_wait_and_loses_nothing(speaking, reader):
    client = speaking(requests_per_second=0.5, burst=3)
    answers = [client.submit(REPORT) for _ in range(5)]

    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[3].code == 1000
    assert int(answers[3].headers["retry-after"]) >= 1
    assert len(list(list_reports(reader))) == 3


def test_an_unfinished_report_lapses_when_somebody_asks_for_it(speaking, clock, reader):
    client = speaking()
    report_id = client.submit(REPORT).report_id
    clock.now += timedelta(hours=24)

    answers = [client.upload(report_id, b"x"), client.finish(report_id), client.retract(report_id)]

    assert [(answer.status, answer.code) for answer in answers] == [(404, 5001)] * 3
    assert read_report(reader, int(report_id)).state is State.EXPIRED


def test_a_change_keeps_an_old_report_open_for_an_hour(speaking, clock):
    client = speaking()
    report_id = client.submit(REPORT).report_id
    clock.now += timedelta(hours=23, minutes=59)
    file_id = client.upload(report_id, b"x").file_id
    clock.now += timedelta(minutes=59)

    assert client.fileinfo(file_details(report_id, file_id)).code == 0
    clock.now += timedelta(minutes=59, seconds=59)
    assert client.finish(report_id).file_ids == (file_id,)


def test_lapsed_reports_are_closed_together(speaking, clock, reader):
    client = speaking()
    lapsed = [client.submit(REPORT).report_id for _ in range(3)]
    done = client.submit(REPORT).report_id
    client.finish(done)
    clock.now += timedelta(hours=23)
    young = client.submit(REPORT).report_id
    clock.now += timedelta(hours=1)

    told = {one.report_id: one.status for one in list_reports(reader, now=clock.now)}
    closed = [expire_open_reports(reader, now=clock.now) for _ in range(2)]

    assert closed == [3, 0]
    states = {one.report_id: one.status for one in list_reports(reader)}
    assert states == {
        **dict.fromkeys(lapsed, Status.EXPIRED),
        done: Status.RECEIVED,
        young: Status.OPEN,
    }
    assert told == states


def test_the_switches_are_read_from_the_environment():
    read = read_settings(
        {
            "TIPLINE_WIRE_SCHEMA": "2025-11",
            "TIPLINE_WIRE_STRICT": "1",
            "TIPLINE_WIRE_LEGACY_200": "true",
            "TIPLINE_WIRE_RATE": "5",
            "TIPLINE_WIRE_BURST": "7",
            "TIPLINE_WIRE_XML_BYTES": "1000",
        }
    )

    assert read == WireSettings(
        version=Version.V2025_11,
        strictness=STRICT,
        legacy_always_200=True,
        requests_per_second=5.0,
        burst=7,
        xml_bytes=1000,
    )
    assert read_settings({}).strictness == LENIENT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIPLINE_WIRE_SCHEMA", "2019-01"),
        ("TIPLINE_WIRE_STRICT", "maybe"),
        ("TIPLINE_WIRE_RATE", "0"),
        ("TIPLINE_WIRE_BURST", "many"),
    ],
)
def test_a_switch_with_an_unknown_value_is_named(name: str, value: str):
    with pytest.raises(UnknownSwitch, match=name):
        read_settings({name: value})


def test_the_worker_closes_what_has_lapsed(speaking, clock, reader):
    from tipline.desk.work.rounds import close_lapsed

    clock.now = datetime.now(UTC) - timedelta(days=2)
    report_id = int(speaking().submit(REPORT).report_id)

    swept = close_lapsed(float("-inf"))

    assert read_report(reader, report_id).state is State.EXPIRED
    assert close_lapsed(swept) == swept
