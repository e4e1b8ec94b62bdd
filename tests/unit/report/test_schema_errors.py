"""Schema errors name the element, the place and what was expected; nothing sent is lost."""

from __future__ import annotations

import pytest

from tipline.report import (
    InvalidReport,
    Version,
    parse,
    parse_done_response,
    parse_file_details,
    parse_report,
    parse_response,
)
from unit.report.report_samples import BATCH, FILE, REPORT, changed

EVENT = "<ipCaptureEvent>\n      <ipAddress>203.0.113.45</ipAddress>"
CASES = {
    "an unknown element": (
        changed(REPORT, "<platform>", "<nonsense/><platform>"),
        (
            "[6,5] - cvc-complex-type.2.4.a: Invalid content was found starting with element "
            "'nonsense'. One of '{platform, escalateToHighPriority, reportAnnotations, "
            "incidentDateTime}' is expected."
        ),
    ),
    "wrong order": (
        changed(REPORT, "<age>14</age>", "<age>14</age><lastName>x</lastName>"),
        "'lastName'. One of '{ageAssertionDiscrepancy, dateOfBirth}' is expected.",
    ),
    "missing content": (
        changed(REPORT, "<incidentDateTime>2026-03-02T18:41:07Z</incidentDateTime>", ""),
        (
            "[11,5] - cvc-complex-type.2.4.a: Invalid content was found starting with element "
            "'incidentDateTimeDescription'. One of '{incidentDateTime}' is expected."
        ),
    ),
    "missing content at the end": (
        changed(REPORT, "<idValue>000000000000000</idValue>", ""),
        (
            "cvc-complex-type.2.4.b: The content of element 'deviceId' is not complete. One of "
            "'{idValue}' is expected."
        ),
    ),
    "nothing more expected": (
        changed(REPORT, "</report>", "<additionalInfo/><additionalInfo/></report>"),
        (
            "cvc-complex-type.2.4.d: Invalid content was found starting with element "
            "'additionalInfo'. No child element is expected at this point."
        ),
    ),
    "a value outside its list": (
        changed(REPORT, ">Online Enticement of Children for Sexual Acts<", ">Sextortion<"),
        (
            "[5,5] - cvc-enumeration-valid: The value of element 'incidentType' is not valid. "
            "One of '{Child Pornography (possession, manufacture, and distribution), Child Sex"
        ),
    ),
    "a number that is none": (
        changed(REPORT, "<age>14</age>", "<age>fourteen</age>"),
        (
            "cvc-datatype-valid.1.2.1: The value of element 'age' is not valid. A whole number "
            "from -2147483648 to 2147483647 ('int') is expected."
        ),
    ),
    "a number too long to hold": (
        changed(REPORT, "<age>14</age>", f"<age>{'9' * 5000}</age>"),
        "The value of element 'age' is not valid",
    ),
    "a time that is none": (
        changed(REPORT, ">2026-03-02T18:41:07Z<", ">02/03/2026 18:41<"),
        (
            "The value of element 'incidentDateTime' is not valid. A time such as "
            "'2026-03-02T18:41:07Z' ('dateTime') is expected."
        ),
    ),
    "a day that does not exist": (
        changed(REPORT, ">2026-03-02T18:41:07Z<", ">2026-02-29T18:41:07Z<"),
        "The value of element 'incidentDateTime' is not valid",
    ),
    "a boolean that is none": (
        changed(REPORT, "<allEmailsReported>true<", "<allEmailsReported>yes<"),
        "element 'allEmailsReported' is not valid. One of '{true, false, 1, 0}' is expected.",
    ),
    "an empty boolean": (
        changed(REPORT, "<allEmailsReported>true<", "<allEmailsReported><"),
        "The value of element 'allEmailsReported' is not valid",
    ),
    "a flag denied": (
        changed(REPORT, "<sextortion/>", "<sextortion>false</sextortion>"),
        (
            "[8,7] - cvc-elt.5.2.2.2.2: The value of element 'sextortion' is not valid. The fixed "
            "value 'true' is expected, or no content."
        ),
    ),
    "a flag twice": (
        changed(REPORT, "<sextortion/>", "<sextortion/><sextortion/>"),
        (
            "'sextortion'. One of '{csamSolicitation, minorToMinorInteraction, spam, "
            "sadisticOnlineExploitation, informational, potentialAggravatingFactors, "
            "instrumentalUse}' is expected."
        ),
    ),
    "a missing attribute": (
        changed(BATCH, ' reason="VIRAL_POTENTIAL_MEME"', ""),
        "[2,3] - cvc-complex-type.4: Attribute 'reason' must appear on element 'batchedReport'.",
    ),
    "an unknown attribute": (
        changed(REPORT, '<phone type="Mobile"', '<phone kind="Mobile"'),
        "cvc-complex-type.3.2.2: Attribute 'kind' is not allowed to appear in element 'phone'.",
    ),
    "an attribute on a plain text": (
        changed(REPORT, "<platform>", '<platform lang="en">'),
        "Attribute 'lang' is not allowed to appear in element 'platform'.",
    ),
    "a bad attribute": (
        changed(REPORT, '<phone type="Mobile"', '<phone type="Car"'),
        (
            "cvc-attribute.3: The value of attribute 'type' on element 'phone' is not valid. "
            "One of '{Mobile, Home, Business, Work, Fax, Internet, Recovery}' is expected."
        ),
    ),
    "stray text": (
        changed(REPORT, "<reporter>", "<reporter>\n      hello"),
        "[20,7] - cvc-complex-type.2.3: Element 'reporter' cannot have character [children]",
    ),
    "an element in a text": (
        changed(REPORT, "<platform>Example Chat", "<platform>Example <b>Chat</b>"),
        (
            "[6,23] - cvc-complex-type.2.2: Element 'platform' must have no element [children], "
            "but has 'b'."
        ),
    ),
    "text where nothing may stand": (
        changed(BATCH, '"VIRAL_POTENTIAL_MEME"/>', '"VIRAL_POTENTIAL_MEME"> </batchedReport>'),
        "[2,48] - cvc-complex-type.2.1: Element 'batchedReport' must have no character or",
    ),
    "an empty choice": (
        changed(REPORT, "<reporter>", "<internetDetails/><reporter>"),
        (
            "The content of element 'internetDetails' is not complete. One of '{webPageIncident, "
            "emailIncident, newsgroupIncident, chatImIncident, onlineGamingIncident, "
            "cellPhoneIncident, nonInternetIncident, peer2peerIncident}' is expected."
        ),
    ),
    "a second choice": (
        changed(REPORT, "</internetDetails>", "<webPageIncident/></internetDetails>"),
        "element 'webPageIncident'. No child element is expected at this point.",
    ),
    "another namespace": (
        changed(BATCH, "<report>", '<report xmlns="http://www.example.com/ns">'),
        (
            "[1,1] - cvc-elt.1: Cannot find the declaration of element "
            "'{http://www.example.com/ns}report'. 'report' is expected as the root of this "
            "document (R-01)."
        ),
    ),
}


@pytest.mark.parametrize(("raw", "expected"), CASES.values(), ids=CASES)
def test_an_error_names_its_place_the_element_and_what_was_expected(raw, expected):
    parsed = parse_report(raw)

    assert [error for error in map(str, parsed.errors) if expected in error], parsed.errors
    assert len(parsed.errors) <= 2


def test_the_samples_themselves_are_valid():
    for version in Version:
        assert parse_report(REPORT, version=version).errors == ()
        assert parse_report(BATCH, version=version).errors == ()
        assert parse_file_details(FILE, version=version).errors == ()


def test_the_most_common_error_in_the_field_reads_as_the_real_server_writes_it():
    second = "<ipCaptureEvent><ipAddress>192.0.2.1</ipAddress></ipCaptureEvent></fileDetails>"

    parsed = parse_file_details(changed(FILE, "</fileDetails>", second))

    assert [str(error) for error in parsed.errors] == [
        (
            "[20,1] - cvc-complex-type.2.4.a: Invalid content was found starting with element "
            "'ipCaptureEvent'. One of '{deviceId, details, additionalInfo}' is expected."
        )
    ]
    assert parsed.model.ip_capture_event.ip_address == "203.0.113.45"
    (kept,) = parsed.model.unknown
    assert kept.raw == second.removesuffix("</fileDetails>")
    assert (kept.line, kept.column, kept.why) == (20, 1, "more often than allowed")


def test_all_errors_of_a_document_are_listed_in_order():
    raw = changed(REPORT, "<age>14</age>", "<age>x</age>")
    raw = changed(raw, "<sextortion/>", "<sextortion>false</sextortion>")
    raw = changed(raw, "<allEmailsReported>true<", "<allEmailsReported>x<")

    lines = [error.line for error in parse_report(raw).errors]

    assert len(lines) == 3
    assert lines == sorted(lines)


def test_an_element_out_of_order_is_an_error_and_still_understood():
    raw = changed(REPORT, "<age>14</age>", "<age>14</age><lastName>Synthetic</lastName>")

    parsed = parse_report(raw)

    assert len(parsed.errors) == 1
    assert parsed.model.victim[0].victim_person.last_name == "Synthetic"


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("<age>14</age>", "<age>x</age>", "<age>x</age>"),
        ("<age>14</age>", "<a b='1'>é<c/></a ><age>14</age>", "<a b='1'>é<c/></a >"),
        ("<age>14</age>", "<a/><age>14</age>", "<a/>"),
        ("<age>14</age>", "<a>/></a><age>14</age>", "<a>/></a>"),
        ("<age>14</age>", "<a><![CDATA[>]]></a><age>14</age>", "<a><![CDATA[>]]></a>"),
        ('<phone type="Mobile"', '<phone other="x &amp; y"', 'other="x &amp; y"'),
        ("<victimPerson>", "<victimPerson>stray", "stray"),
        ("<sextortion/>", "<sextortion>0</sextortion>", "<sextortion>0</sextortion>"),
        ("<sextortion/>", "<other>1</other>", "<other>1</other>"),
        ("<reportAnnotations>", '<reportAnnotations a="b">', 'a="b"'),
        ("<idValue>000000000000000</idValue>", "", "<deviceId>\n      <idType>IMEI</idType>"),
    ],
)
def test_whatever_has_no_field_is_kept_as_it_was_sent(old, new, kept):
    parsed = parse_report(changed(REPORT, old, new))

    assert parsed.errors
    everything = repr(parsed.model).replace("\\n", "\n")
    assert kept in everything


def test_a_value_never_stands_in_an_error():
    raw = changed(REPORT, "<age>14</age>", "<age>someone@example.com</age>")

    parsed = parse_report(raw)

    assert "someone" not in str(parsed.errors[0])


@pytest.mark.parametrize(
    ("parser", "raw", "root"),
    [
        (parse_report, FILE, "fileDetails"),
        (parse_file_details, REPORT, "report"),
        (parse_response, REPORT, "report"),
        (parse_done_response, b"<reportResponse/>", "reportResponse"),
        (parse_report, b"<incidentSummary/>", "incidentSummary"),
    ],
)
def test_a_wrong_root_is_refused_by_name(parser, raw, root):
    parsed = parser(raw)

    assert parsed.model is None
    assert f"Cannot find the declaration of element '{root}'" in str(parsed.errors[0])


def test_responses_are_read():
    answer = parse_response(
        b"<reportResponse><responseCode>0</responseCode><responseDescription>Success"
        b"</responseDescription><reportId>900000001</reportId></reportResponse>"
    ).model
    done = parse_done_response(
        b"<reportDoneResponse><responseCode>0</responseCode><reportId>900000001</reportId>"
        b"<files><fileId>c0ffee</fileId></files></reportDoneResponse>"
    ).model

    assert (answer.response_code, answer.report_id, answer.hash) == (0, 900_000_001, None)
    assert done.files.file_id == ("c0ffee",)


def test_what_2026_added_is_refused_by_the_older_version():
    raw = changed(REPORT, "<sextortion/>", "<informational/>")

    assert parse_report(raw, version=Version.V2026_08).errors == ()
    (error,) = parse_report(raw, version=Version.V2025_11).errors
    assert "'informational'" in str(error)


def test_parse_returns_a_valid_report_and_raises_for_any_other():
    assert parse(REPORT).incident_summary.platform == "Example Chat"
    with pytest.raises(InvalidReport, match="reportingPerson"):
        parse(b"<report><reporter/></report>")


def test_a_document_is_read_alike_from_bytes_and_from_a_stream(tmp_path):
    path = tmp_path / "report.xml"
    path.write_bytes(REPORT)

    with path.open("rb") as stream:
        from_stream = parse_report(stream)

    assert from_stream.model == parse_report(REPORT).model
    assert from_stream.raw == REPORT
