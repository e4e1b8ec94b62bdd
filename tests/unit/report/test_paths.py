"""A field path means one place in a report, and nothing else is a path."""

from __future__ import annotations

import pytest

from tipline.report import (
    FieldNotSent,
    NoSuchField,
    check_path,
    parse_file_details,
    parse_report,
    resolve,
    walk,
)
from tipline.report.types import DateTime, IpCaptureEvent, ReportAnnotation
from unit.report.report_samples import FILE, REPORT

USER = "report.personOrUserReported[1]"


@pytest.fixture(scope="module")
def report():
    return parse_report(REPORT).model


@pytest.fixture(scope="module")
def details():
    return parse_file_details(FILE).model


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"{USER}.ipCaptureEvent[1].port", 51514),
        (f"{USER}.personOrUserReportedPerson.email[1]", "a@example.net"),
        (f"{USER}.personOrUserReportedPerson.email[1].@verified", True),
        (f"{USER}.estimatedLocation.@timestamp", DateTime("2026-03-02T18:30:12Z")),
        ("report.incidentSummary.reportAnnotations.sextortion", True),
        ("report.incidentSummary.reportAnnotations", frozenset({ReportAnnotation.SEXTORTION})),
        ("fileDetails[2].fileViewedByEsp", True),
        ("fileDetails[2].originalFileHash[1].@hashType", "MD5"),
    ],
)
def test_a_path_gives_what_was_sent_there(report, details, path, value):
    assert resolve(path, report, [details, details]) == value


def test_a_path_of_a_structure_gives_the_structure(report):
    event = resolve(f"{USER}.ipCaptureEvent[1]", report)

    assert isinstance(event, IpCaptureEvent)
    assert resolve("report", report) is report


@pytest.mark.parametrize(
    "path",
    [
        "",
        "report.",
        "report..victim[1]",
        "victim[1]",
        "report[1]",
        "fileDetails.fileId",
        "report.victim.espIdentifier",
        "report.victim[0].espIdentifier",
        "report.victim[01].espIdentifier",
        "report.victim[-1].espIdentifier",
        "report.additionalInfo[1]",
        "report.incident_summary",
        "report.incidentSummary.@type",
        "report.incidentSummary.reportAnnotations.other",
        "report.incidentSummary.platform.x",
        "report.__class__",
        "report.unknown",
        "report.victim[1].victimPerson.age\n",
        "report.victim[999999999999999999999]",
    ],
)
def test_what_is_no_path_is_refused(report, path):
    with pytest.raises(NoSuchField) as refused:
        resolve(path, report)
    assert not isinstance(refused.value, FieldNotSent)
    with pytest.raises(NoSuchField):
        check_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "report.additionalInfo",
        "report.victim[2]",
        "report.victim[2].espIdentifier",
        "report.incidentSummary.reportAnnotations.spam",
        "report.lawEnforcement.agencyName",
        "fileDetails[1].fileId",
        f"{USER}.personOrUserReportedPerson.email[1].@type",
    ],
)
def test_a_field_that_was_not_sent_is_told_from_one_that_does_not_exist(report, path):
    check_path(path)
    with pytest.raises(FieldNotSent):
        resolve(path, report)


def test_walking_lists_every_leaf_in_the_order_of_the_document(report):
    parsed = parse_report(REPORT)

    leaves = list(walk(report, "report"))

    assert leaves[0][0] == "report.incidentSummary.incidentType"
    assert leaves[-1] == ("report.victim[1].ipCaptureEvent[1].port", 40212)
    # Attributes follow the text of their element here, and precede it on the wire.
    lines = [parsed.position(path).line for path, _ in leaves]
    assert lines == sorted(lines)


def test_the_position_of_what_was_not_sent_is_that_of_the_nearest_above():
    parsed = parse_report(REPORT)

    missing = parsed.position("report.victim[1].victimPerson.dateOfBirth")

    assert missing == parsed.position("report.victim[1].victimPerson")
    assert parsed.position("report.additionalInfo").line == 2


def test_the_path_of_a_file_may_be_numbered_or_not():
    parsed = parse_file_details(FILE)

    assert parsed.position("fileDetails[7].fileId") == parsed.position("fileDetails.fileId")
    assert parsed.position("fileDetails.fileId").line == 4


def test_numbers_in_a_path_count_what_could_be_understood():
    raw = REPORT.replace(b"<deviceId>", b"<deviceId><idType>x</idType></deviceId>\n<deviceId>", 1)

    parsed = parse_report(raw)

    place = parsed.position(f"{USER}.deviceId[1].idValue")
    assert raw.splitlines()[place.line - 1].strip().startswith(b"<idValue>")
