"""Each rule beyond the schema finds its breach, at the field, with a remedy, and nothing else."""

from __future__ import annotations

import pytest

from tipline.report import (
    LENIENT,
    RULES,
    STRICT,
    Severity,
    Strictness,
    check_file_rules,
    check_path,
    check_rules,
    list_unchecked,
    parse_file_details,
    parse_report,
    place_findings,
)
from unit.report.report_samples import BATCH, BATCH_FILE, FILE, NOW, REPORT, changed

USER = "report.personOrUserReported[1]"
PERSON = f"{USER}.personOrUserReportedPerson"
EMAIL_INCIDENT = (
    "<internetDetails><emailIncident><emailAddress>{}</emailAddress></emailIncident>"
    "</internetDetails><reporter>"
)
ACCOUNT = '<associatedAccount type="Linked">{}</associatedAccount></personOrUserReported>'


def judged(raw, *files: bytes, **options: object):
    parsed = parse_report(raw)
    assert parsed.errors == ()
    details = [parse_file_details(one) for one in files]
    assert not any(one.errors for one in details)
    found = check_rules(parsed.model, [one.model for one in details], now=NOW, **options)
    return place_findings(found, parsed, details)


def disabled(attributes):
    return (
        "<estimatedLocation verified",
        (
            f"<accountTemporarilyDisabled {attributes}>true</accountTemporarilyDisabled>"
            "<estimatedLocation verified"
        ),
    )


def account(inside):
    return "</personOrUserReported>", ACCOUNT.format(inside)


LONG_LOCAL = "a" * 65 + "@example.com"
BREACHES = {
    "R-02 incident": (
        (">2026-03-02T18:41:07Z<", ">2026-11-22T00:00:01Z<"),
        "R-02",
        "report.incidentSummary.incidentDateTime",
    ),
    "R-02 incident in another zone": (
        (">2026-03-02T18:41:07Z<", ">2026-11-21T23:00:00-01:30<"),
        "R-02",
        "report.incidentSummary.incidentDateTime",
    ),
    "R-02 verification": (
        ("2026-01-05T09:01:30Z", "2027-01-05T09:01:30.5Z"),
        "R-02",
        f"{PERSON}.email[1].@verificationDate",
    ),
    "R-02 birth": (
        ("<age>14</age>", "<age>14</age><dateOfBirth>2027-01-01</dateOfBirth>"),
        "R-02",
        "report.victim[1].victimPerson.dateOfBirth",
    ),
    "R-02 beyond all calendars": (
        (">2026-03-02T18:41:07Z<", ">12026-03-02T18:41:07Z<"),
        "R-02",
        "report.incidentSummary.incidentDateTime",
    ),
    "R-03": (
        (">2026-03-02T18:41:07Z<", ">2026-03-02T18:41:07<"),
        "R-03",
        "report.incidentSummary.incidentDateTime",
    ),
    "R-03 attribute": (
        ('timestamp="2026-03-02T18:30:12Z"', 'timestamp="2026-03-02T18:30:12.25"'),
        "R-03",
        f"{USER}.estimatedLocation.@timestamp",
    ),
    "R-04": (
        ("<email>reports@example.com</email>", ""),
        "R-04",
        "report.reporter.reportingPerson.email[1]",
    ),
    "R-05": (
        ("<reporter>", EMAIL_INCIDENT.format("other@example.net")),
        "R-05",
        "report.internetDetails[2].emailIncident.emailAddress[1]",
    ),
    "R-06": (
        ("</personOrUserReported>", "</personOrUserReported><personOrUserReported/>"),
        "R-06",
        "report.personOrUserReported[2]",
    ),
    "R-07 blank": (
        (
            "<reportAnnotations>",
            "<escalateToHighPriority> </escalateToHighPriority><reportAnnotations>",
        ),
        "R-07",
        "report.incidentSummary.escalateToHighPriority",
    ),
    "R-07 long": (
        (
            "<reportAnnotations>",
            f"<escalateToHighPriority>{'x' * 3001}</escalateToHighPriority><reportAnnotations>",
        ),
        "R-07",
        "report.incidentSummary.escalateToHighPriority",
    ),
    "R-09 country": (
        ("<countryCode>DE</countryCode>", "<city>Exampleville</city>"),
        "R-09",
        f"{USER}.estimatedLocation.countryCode",
    ),
    "R-09 blank country": (
        ("<countryCode>DE</countryCode>", "<countryCode></countryCode>"),
        "R-09",
        f"{USER}.estimatedLocation.countryCode",
    ),
    "R-09 region": (
        ("<countryCode>DE</countryCode>", "<city>X</city><countryCode>US</countryCode>"),
        "R-09",
        f"{USER}.estimatedLocation.region",
    ),
    "R-09 state": (
        ("<countryCode>DE</countryCode>", "<region>Virginia</region><countryCode>US</countryCode>"),
        "R-09",
        f"{USER}.estimatedLocation.region",
    ),
    "R-10": (
        ('<email verified="true"', '<email verified="false"'),
        "R-10",
        f"{PERSON}.email[1].@verified",
    ),
    "R-10 unsaid": (
        (
            'verified="true" verificationDate="2026-01-05T09:00:00Z"',
            'verificationDate="2026-01-05T09:00:00Z"',
        ),
        "R-10",
        f"{PERSON}.phone[1].@verified",
    ),
    "R-11 notified": (
        disabled('disabledDate="2026-03-03T00:00:00Z" userNotifiedDate="2026-03-02T00:00:00Z"'),
        "R-11",
        f"{USER}.accountTemporarilyDisabled.@userNotifiedDate",
    ),
    "R-11 enabled at once": (
        disabled('disabledDate="2026-03-03T00:00:00Z" reenabledDate="2026-03-03T01:00:00+01:00"'),
        "R-11",
        f"{USER}.accountTemporarilyDisabled.@reenabledDate",
    ),
    "R-13 age": (
        ("<age>14</age>", "<age>151</age>"),
        "R-13",
        "report.victim[1].victimPerson.age",
    ),
    "R-13 age and birth": (
        account("<approximateAge>30</approximateAge><dateOfBirth>1990-01-01</dateOfBirth>"),
        "R-13",
        f"{USER}.associatedAccount[1].approximateAge",
    ),
    "R-14 port": (
        ("<port>51514</port>", "<port>0</port>"),
        "R-14",
        f"{USER}.ipCaptureEvent[1].port",
    ),
    "R-14 large port": (
        ("<port>51514</port>", "<port>65536</port>"),
        "R-14",
        f"{USER}.ipCaptureEvent[1].port",
    ),
    "R-14 address": (
        ("203.0.113.45", "203.0.113.256"),
        "R-14",
        f"{USER}.ipCaptureEvent[1].ipAddress",
    ),
    "R-14 blank address": (
        ("203.0.113.45", " "),
        "R-14",
        f"{USER}.ipCaptureEvent[1].ipAddress",
    ),
    "R-15": (
        ("u-7f3a91", "u" * 256),
        "R-15",
        f"{USER}.espIdentifier",
    ),
    "R-16": (
        ("202-555-0143", "+1 202-555-0143"),
        "R-16",
        f"{PERSON}.phone[1]",
    ),
    "F-01 blank inside": (
        account("<profileUrl>https://www.example.com/a b</profileUrl>"),
        "F-01",
        f"{USER}.associatedAccount[1].profileUrl[1]",
    ),
    "F-01 no scheme": (
        account("<profileUrl>bad1.example.com</profileUrl>"),
        "F-01",
        f"{USER}.associatedAccount[1].profileUrl[1]",
    ),
    "F-02": (
        ("reports@example.com", "reports.example.com"),
        "F-02",
        "report.reporter.reportingPerson.email[1]",
    ),
    "F-02 local part": (
        ("reports@example.com", LONG_LOCAL),
        "F-02",
        "report.reporter.reportingPerson.email[1]",
    ),
    "F-03": (("<idType>IMEI</idType>", "<idType> </idType>"), "F-03", f"{USER}.deviceId[1].idType"),
    "F-04": (
        ('countryCallingCode="+1"', 'countryCallingCode="1"'),
        "F-04",
        f"{PERSON}.phone[1].@countryCallingCode",
    ),
    "F-04 extension": (
        ('countryCallingCode="+1"', 'countryCallingCode="+1" extension="x"'),
        "F-04",
        f"{PERSON}.phone[1].@extension",
    ),
}


@pytest.mark.parametrize(("change", "code", "path"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_found_at_its_field_and_alone(change, code, path):
    (finding,) = judged(changed(REPORT, *change))

    assert (finding.code, finding.path) == (code, path)
    assert finding.severity is Severity.ERROR
    assert finding.remedy == RULES[code].remedy
    assert finding.line >= 1
    check_path(finding.path)


def test_a_report_that_keeps_every_rule_has_no_findings():
    assert judged(REPORT, FILE) == ()
    assert judged(BATCH, BATCH_FILE) == ()


def test_a_finding_stands_at_the_line_of_its_field():
    (finding,) = judged(changed(REPORT, "<port>51514</port>", "<port>0</port>"))

    line = changed(REPORT, "<port>51514</port>", "<port>0</port>").splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].startswith(b"<port>0")


FILE_BREACHES = {
    "R-17": (
        ("<fileViewedByEsp>true<", "<fileViewedByEsp>false<"),
        ("<exifViewedByEsp>false<", "<exifViewedByEsp>true<"),
        "R-17",
        "fileViewedByEsp",
    ),
    "R-17 unsaid": (
        ("<fileViewedByEsp>true</fileViewedByEsp>", ""),
        ("<exifViewedByEsp>false<", "<exifViewedByEsp>true<"),
        "R-17",
        "fileViewedByEsp",
    ),
    "R-12 class": (
        ("Reported<", "Supplemental Reported<"),
        ("photo-1", "photo-2"),
        "R-12",
        "industryClassification",
    ),
    "R-12 meme": (
        ("Reported<", "Supplemental Reported<"),
        (
            "<industryClassification>A2</industryClassification>",
            "<fileAnnotations><potentialMeme/></fileAnnotations>",
        ),
        "R-12",
        "fileAnnotations.potentialMeme",
    ),
    "R-12 old meme": (
        ("Reported<", "Supplemental Reported<"),
        (
            "<industryClassification>A2</industryClassification>",
            "<potentialMeme>true</potentialMeme>",
        ),
        "R-12",
        "potentialMeme",
    ),
    "R-15 hash": (
        ("d41d8cd98f00b204e9800998ecf8427e", "d" * 65),
        ("photo-1", "photo-2"),
        "R-15",
        "originalFileHash[1]",
    ),
    "F-03": (("c0ffee00aabbccddeeff001122334455", " "), ("photo-1", "photo-2"), "F-03", "fileId"),
}


@pytest.mark.parametrize(
    ("one", "other", "code", "field"), FILE_BREACHES.values(), ids=FILE_BREACHES
)
def test_a_breach_in_file_details_is_found_with_its_report_and_alone(one, other, code, field):
    raw = changed(changed(FILE, *one), *other)

    (with_report,) = judged(REPORT, FILE.replace(b"c0ffee", b"decade"), raw)
    (alone,) = check_file_rules(parse_file_details(raw).model, number=2, now=NOW)

    assert (with_report.code, with_report.path) == (code, f"fileDetails[2].{field}")
    assert (alone.code, alone.path) == (code, f"fileDetails[2].{field}")


def test_a_file_described_twice_or_of_another_report_is_found():
    (twice,) = judged(REPORT, FILE, FILE)
    (foreign,) = judged(
        REPORT,
        FILE,
        changed(FILE, "900000001", "900000002").replace(b"c0ffee", b"decade"),
    )

    assert (twice.code, twice.path) == ("R-19", "fileDetails[2].fileId")
    assert (foreign.code, foreign.path) == ("R-18", "fileDetails[2].reportId")


BATCH_BREACHES = {
    "B-01": (
        "<espIdentifier>u-1</espIdentifier>",
        "<espIdentifier>u-1</espIdentifier><screenName>x</screenName>",
        "B-01",
        "report.personOrUserReported[1]",
    ),
    "B-01 nobody": (
        "<espIdentifier>u-1</espIdentifier>",
        "",
        "B-01",
        "report.personOrUserReported[1].espIdentifier",
    ),
    "B-02": (
        "<incidentDateTime>",
        "<escalateToHighPriority>now</escalateToHighPriority><incidentDateTime>",
        "B-02",
        "report.incidentSummary.escalateToHighPriority",
    ),
    "B-03 context": (
        "<reporter>",
        "<internetDetails><webPageIncident/></internetDetails><reporter>",
        "B-03",
        "report.internetDetails[1]",
    ),
    "B-03 law": (
        "<reporter>",
        "<lawEnforcement><agencyName>X</agencyName></lawEnforcement><reporter>",
        "B-03",
        "report.lawEnforcement",
    ),
    "B-03 victim": (
        "</report>",
        "<victim><victimPerson/></victim></report>",
        "B-03",
        "report.victim[1]",
    ),
    "B-03 recipient": (
        "</report>",
        "<intendedRecipient/></report>",
        "B-03",
        "report.intendedRecipient[1]",
    ),
    "B-03 notes": (
        "</report>",
        "<additionalInfo>x</additionalInfo></report>",
        "B-03",
        "report.additionalInfo",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "code", "path"), BATCH_BREACHES.values(), ids=BATCH_BREACHES
)
def test_what_a_batched_report_may_not_say_is_found(old, new, code, path):
    (finding,) = judged(changed(BATCH, old, new))

    assert (finding.code, finding.path) == (code, path)
    check_path(finding.path)


BATCH_FILE_BREACHES = {
    "B-05": ("<fileAnnotations><viral/></fileAnnotations>", "", "B-05", "fileAnnotations"),
    "B-06": ("<viral/>", "<viral/><infant/>", "B-06", "fileAnnotations.infant"),
    "B-07 name": (
        "<fileViewedByEsp>",
        "<originalFileName>x</originalFileName><fileViewedByEsp>",
        "B-07",
        "originalFileName",
    ),
    "B-07 notes": (
        "</fileDetails>",
        "<additionalInfo>x</additionalInfo></fileDetails>",
        "B-07",
        "additionalInfo[1]",
    ),
    "B-07 device": (
        "</fileDetails>",
        "<deviceId><idType>IMEI</idType><idValue>0</idValue></deviceId></fileDetails>",
        "B-07",
        "deviceId[1]",
    ),
    "B-08": (
        "<fileAnnotations>",
        "<fileRelevance>Supplemental Reported</fileRelevance><fileAnnotations>",
        "B-08",
        "fileRelevance",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "code", "field"), BATCH_FILE_BREACHES.values(), ids=BATCH_FILE_BREACHES
)
def test_what_the_file_of_a_batched_report_may_not_say_is_found(old, new, code, field):
    (finding,) = judged(BATCH, changed(BATCH_FILE, old, new))

    assert (finding.code, finding.path) == (code, f"fileDetails[1].{field}")
    check_path(finding.path)


def test_a_batched_report_has_one_file_and_several_users():
    (finding,) = judged(BATCH, BATCH_FILE, BATCH_FILE.replace(b"c0ffee", b"decade"))

    assert (finding.code, finding.path) == ("B-04", "fileDetails[2]")


def test_the_older_form_of_a_meme_annotates_the_file_of_a_batched_report():
    old = changed(
        BATCH_FILE,
        "<fileAnnotations><viral/></fileAnnotations>",
        "<potentialMeme>true</potentialMeme>",
    )

    assert judged(BATCH, old) == ()


SWITCHES = {
    "reporter_email": ("<email>reports@example.com</email>", ""),
    "incident_email": ("<reporter>", EMAIL_INCIDENT.format("other@example.net")),
    "prior_reports": ("<allEmailsReported>", "<allEmailsReported>"),
    "url_syntax": account("<profileUrl>bad1.example.com</profileUrl>"),
}


@pytest.mark.parametrize("switch", SWITCHES)
def test_each_unsettled_rule_is_switched_by_itself(switch):
    raw = changed(REPORT, *SWITCHES[switch])
    if switch == "prior_reports":
        raw = changed(
            raw, "<estimatedLocation v", "<priorCTReports>5</priorCTReports><estimatedLocation v"
        )
    options = {"is_known_report": lambda _: False}

    (strict,) = judged(raw, strictness=STRICT, **options)
    (lenient,) = judged(raw, strictness=LENIENT, **options)
    (alone,) = judged(raw, strictness=Strictness(**{switch: Severity.WARNING}), **options)

    assert strict.severity is Severity.ERROR
    assert lenient.severity is alone.severity is Severity.WARNING


def test_a_url_that_no_receiver_accepts_is_an_error_even_when_lenient():
    raw = changed(REPORT, *account("<profileUrl>https://a b</profileUrl>"))

    (finding,) = judged(raw, strictness=LENIENT)

    assert finding.severity is Severity.ERROR


def test_prior_reports_are_judged_by_who_knows_them_and_said_to_be_unchecked_otherwise():
    linked = "<priorCTReport>7</priorCTReport>"
    raw = changed(
        changed(REPORT, *account(linked)),
        "<estimatedLocation v",
        "<priorCTReports>5</priorCTReports><estimatedLocation v",
    )
    report = parse_report(raw).model

    findings = judged(raw, is_known_report=lambda report_id: report_id == 5)

    assert [finding.path for finding in findings] == [
        f"{USER}.associatedAccount[1].priorCTReport[1]"
    ]
    assert judged(raw) == ()
    assert [one.code for one in list_unchecked(report)] == ["R-08"]
    assert list_unchecked(report, knows_reports=True) == ()


def test_rules_that_nobody_here_can_judge_are_named():
    details = parse_file_details(FILE).model

    unchecked = list_unchecked(parse_report(REPORT).model, [details])

    assert [one.code for one in unchecked] == ["R-18", "R-20"]


def test_an_address_of_the_incident_may_be_anyones_in_any_case():
    for address in ("A@EXAMPLE.NET",):
        assert judged(changed(REPORT, "<reporter>", EMAIL_INCIDENT.format(address))) == ()


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "2001:DB8:0:0:0:0:0:1"]
)
def test_every_form_of_an_address_is_accepted(address):
    assert judged(changed(REPORT, "203.0.113.45", address)) == ()


@pytest.mark.parametrize(
    "address",
    [
        "192.0.2",
        "192.0.2.1:80",
        "192.0.2.1/24",
        "2001:db8::1%eth0",
        "host.example.com",
        "2001:db8:::1",
        "1",
    ],
)
def test_what_is_no_address_is_found(address):
    (finding,) = judged(changed(REPORT, "203.0.113.45", address))

    assert finding.code == "R-14"


def test_every_rule_of_the_reference_is_in_the_catalogue():
    assert {f"R-{number:02}" for number in range(1, 21)} <= set(RULES)


def test_every_rule_that_can_be_breached_has_a_test():
    tested = {code for _, code, _ in BREACHES.values()}
    tested |= {code for _, _, code, _ in FILE_BREACHES.values()}
    tested |= {code for _, _, code, _ in BATCH_BREACHES.values()}
    tested |= {code for _, _, code, _ in BATCH_FILE_BREACHES.values()}
    elsewhere = {"R-01", "R-08", "R-18", "R-19", "R-20", "B-04"}

    assert tested | elsewhere == set(RULES)
