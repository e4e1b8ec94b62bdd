"""What the writer writes is valid; what cannot be valid it refuses by the name of the field."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from tipline.report import (
    CannotWrite,
    NaiveTime,
    UnusableTime,
    Version,
    parse_file_details,
    parse_report,
    parse_response,
    write_xml,
)
from tipline.report.types import (
    AccountDisabled,
    Address,
    Date,
    DateTime,
    Double,
    FileDetails,
    IncidentSummary,
    InternetDetails,
    PersonOrUserReported,
    Report,
    ReportAnnotation,
    ReportResponse,
    Victim,
    WebPageIncident,
)
from unit.report.report_samples import FILE, REPORT

replace = msgspec.structs.replace


def with_reported_user(**fields: object):
    report = parse_report(REPORT).model
    return replace(report, person_or_user_reported=(PersonOrUserReported(**fields),))


REFUSED = {
    "a missing type": (
        replace(parse_report(REPORT).model, incident_summary=IncidentSummary()),
        "report.incidentSummary.incidentType: the schema requires it",
    ),
    "a missing attribute": (
        replace(
            parse_file_details(FILE).model,
            original_file_hash=(
                replace(parse_file_details(FILE).model.original_file_hash[0], hash_type=None),
            ),
        ),
        "fileDetails.originalFileHash[1].@hashType: the schema requires it",
    ),
    "a control character": (
        with_reported_user(screen_name="a\x00b"),
        "report.personOrUserReported[1].screenName: it has a character that XML cannot hold",
    ),
    "half a surrogate pair": (
        with_reported_user(display_name=("ok", "\ud800")),
        "report.personOrUserReported[1].displayName[2]: it has a character",
    ),
    "a long number": (
        with_reported_user(prior_ct_reports=(2**63,)),
        "report.personOrUserReported[1].priorCTReports[1]: a whole number from",
    ),
    "a date on what is for ever": (
        with_reported_user(
            account_permanently_disabled=AccountDisabled(
                value=True, reenabled_date=DateTime("2026-01-01T00:00:00Z")
            )
        ),
        "report.personOrUserReported[1].accountPermanentlyDisabled.reenabled_date: this element",
    ),
    "no context": (
        replace(parse_report(REPORT).model, internet_details=(InternetDetails(),)),
        "report.internetDetails[1]: exactly one child is expected, not 0",
    ),
    "a country that is none": (
        replace(
            parse_report(REPORT).model,
            victim=(
                Victim(
                    victim_person=replace(
                        parse_report(REPORT).model.victim[0].victim_person,
                        address=(Address(country="Utopia"),),
                    )
                ),
            ),
        ),
        "report.victim[1].victimPerson.address[1].country: one of",
    ),
    "a time that is none": (
        with_reported_user(
            account_permanently_disabled=AccountDisabled(
                value=True, disabled_date=DateTime("yesterday")
            )
        ),
        "report.personOrUserReported[1].accountPermanentlyDisabled.@disabledDate: A time",
    ),
    "both kinds of annotation": (
        replace(parse_file_details(FILE).model, potential_meme=True, file_annotations=frozenset()),
        "fileDetails.fileAnnotations: excluded by potentialMeme",
    ),
    "an id with blanks": (
        replace(parse_file_details(FILE).model, file_id=" c0ffee"),
        "fileDetails.fileId: text without blanks at the ends",
    ),
}


@pytest.mark.parametrize(("document", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_valid_is_refused_by_the_name_of_its_field(document, reason):
    with pytest.raises(CannotWrite) as refused:
        write_xml(document)

    assert str(refused.value).startswith(reason)


def test_the_older_version_refuses_what_it_does_not_have():
    report = parse_report(REPORT).model
    summary = replace(
        report.incident_summary,
        report_annotations=frozenset({ReportAnnotation.INFORMATIONAL}),
    )
    report = replace(report, incident_summary=summary)

    assert b"<informational/>" in write_xml(report)
    with pytest.raises(CannotWrite, match=r"reportAnnotations\.informational: this version"):
        write_xml(report, version=Version.V2025_11)
    with pytest.raises(CannotWrite, match="age_assertion_discrepancy: this element has no such"):
        write_xml(
            replace(
                parse_report(REPORT).model,
                victim=(
                    Victim(
                        victim_person=replace(
                            report.victim[0].victim_person, age_assertion_discrepancy=True
                        )
                    ),
                ),
            ),
            version=Version.V2025_11,
        )


def test_an_incomplete_report_is_written_as_it_is_when_asked():
    incomplete = Report(
        incident_summary=IncidentSummary(platform="Example Chat"),
        internet_details=(InternetDetails(web_page_incident=WebPageIncident()),),
    )
    details = FileDetails(file_viewed_by_esp=False)

    report = parse_report(write_xml(incomplete, allow_missing=True))
    file = parse_file_details(write_xml(details, allow_missing=True))

    assert (report.model, file.model) == (incomplete, details)
    assert report.errors
    assert file.errors


def test_blanks_and_line_ends_survive_in_texts_and_attributes():
    text = " a\r\n\tb\rc\n "
    report = with_reported_user(profile_bio=text)

    assert parse_report(write_xml(report)).model.person_or_user_reported[0].profile_bio == text


def test_a_response_looks_as_the_real_server_writes_it():
    answer = ReportResponse(response_code=0, response_description="Success", report_id=900000001)

    raw = write_xml(answer)

    assert raw == (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<reportResponse>'
        b"<responseCode>0</responseCode><responseDescription>Success</responseDescription>"
        b"<reportId>900000001</reportId></reportResponse>"
    )
    assert parse_response(raw).model == answer


def test_an_indented_report_has_one_line_for_each_element():
    lines = write_xml(parse_report(REPORT).model, indent=True).decode().split("\n")

    assert lines[1:4] == [
        "<report>",
        "  <incidentSummary>",
        "    <incidentType>Online Enticement of Children for Sexual Acts</incidentType>",
    ]
    assert all(line.count("</") <= 1 for line in lines)


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("2026-03-02T18:41:07Z", datetime(2026, 3, 2, 18, 41, 7, tzinfo=UTC)),
        ("2026-03-02T18:41:07.1234567+01:00", datetime(2026, 3, 2, 17, 41, 7, 123456, tzinfo=UTC)),
        ("2026-03-02T18:41:07.5-00:30", datetime(2026, 3, 2, 19, 11, 7, 500000, tzinfo=UTC)),
        ("2026-12-31T24:00:00Z", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_with_a_zone_is_an_instant(raw, instant):
    assert DateTime(raw).utc == instant


def test_a_time_without_a_zone_is_no_instant():
    with pytest.raises(NaiveTime):
        _ = DateTime("2026-03-02T18:41:07").utc


@pytest.mark.parametrize(
    "raw", ["12026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T24:00:00Z", "x+"]
)
def test_a_time_beyond_the_calendar_is_unusable(raw):
    with pytest.raises((UnusableTime, NaiveTime)):
        _ = DateTime(raw).utc


def test_dates_and_numbers_keep_their_text():
    assert Date("2010-01-31Z").day == date(2010, 1, 31)
    assert Double("38.80") != Double("38.8")
    assert Double("38.80").value == 38.8
    assert Double("NaN") == Double("NaN")
    with pytest.raises(UnusableTime):
        _ = Date("12010-01-31").day
