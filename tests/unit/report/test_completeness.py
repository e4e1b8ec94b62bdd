"""Completeness says what an officer lacks and has, where, why, and what to ask."""

from __future__ import annotations

import pytest

from tipline.report import (
    Measure,
    Question,
    assess_completeness,
    check_path,
    parse_file_details,
    parse_report,
    resolve,
)
from tipline.report.completeness import FACTS, GAPS
from unit.report.report_samples import BATCH, BATCH_FILE, FILE, REPORT, changed

USER = "report.personOrUserReported[1]"
PERSON = f"{USER}.personOrUserReportedPerson"
UPLOAD = "fileDetails[1].ipCaptureEvent"


def assessed(report=REPORT, *files: bytes):
    details = [parse_file_details(one) for one in files or (FILE,)]
    parsed = parse_report(report)
    return assess_completeness(parsed.model, [one.model for one in details])


def only_new_gap(judged):
    (gap,) = judged.gaps
    return gap


def test_a_full_report_has_no_gap_and_every_fact_has_its_field():
    judged = assessed()

    assert judged.gaps == ()
    assert judged.measure is Measure.ORDINARY
    report, files = parse_report(REPORT).model, [parse_file_details(FILE).model]
    for fact in judged.facts:
        resolve(fact.path, report, files)
    assert {fact.question for fact in judged.facts} == set(Question)


WITHOUT = {
    "account id": (
        ("<espIdentifier>u-7f3a91</espIdentifier>", ""),
        "no-account-id",
        f"{USER}.espIdentifier",
    ),
    "blank account id": (("u-7f3a91", " "), "no-account-id", f"{USER}.espIdentifier"),
    "verified": (
        ('<email verified="true" verificationDate="2026-01-05T09:01:30Z">', "<email>"),
        "contact-verification-unknown",
        f"{PERSON}.email[1].@verified",
    ),
    "verification date": (
        (
            '<email verified="true" verificationDate="2026-01-05T09:01:30Z">',
            '<email verified="true">',
        ),
        "verification-undated",
        f"{PERSON}.email[1].@verificationDate",
    ),
    "all emails": (
        ("<allEmailsReported>true</allEmailsReported>", ""),
        "other-emails-unknown",
        f"{USER}.allEmailsReported",
    ),
    "device": (
        (
            (
                "<deviceId>\n      <idType>IMEI</idType>\n      "
                "<idValue>000000000000000</idValue>\n    </deviceId>"
            ),
            "",
        ),
        "no-device",
        f"{USER}.deviceId[1]",
    ),
    "age": (("<age>14</age>", ""), "no-victim-age", "report.victim[1].victimPerson.age"),
    "victim": (
        ("<espIdentifier>u-1c0d77</espIdentifier>", ""),
        "no-victim-identifier",
        "report.victim[1].espIdentifier",
    ),
    "platform": (
        ("<platform>Example Chat</platform>", ""),
        "no-platform",
        "report.incidentSummary.platform",
    ),
    "content": (
        ("<content>[synthetic transcript]</content>", ""),
        "no-content",
        "report.internetDetails[1].chatImIncident.content",
    ),
    "port": (("<port>51514</port>", ""), "address-without-port", f"{USER}.ipCaptureEvent[1].port"),
    "address time": (
        ("<dateTime>2026-03-02T18:30:12Z</dateTime>", ""),
        "address-without-time",
        f"{USER}.ipCaptureEvent[1].dateTime",
    ),
    "address zone": (
        ("<dateTime>2026-03-02T18:30:12Z<", "<dateTime>2026-03-02T18:30:12<"),
        "address-without-zone",
        f"{USER}.ipCaptureEvent[1].dateTime",
    ),
    "place time": (
        (' timestamp="2026-03-02T18:30:12Z"', ""),
        "place-undated",
        f"{USER}.estimatedLocation.@timestamp",
    ),
    "incident zone": (
        (">2026-03-02T18:41:07Z<", ">2026-03-02T18:41:07<"),
        "incident-time-without-zone",
        "report.incidentSummary.incidentDateTime",
    ),
    "explanation": (
        (
            (
                "<incidentDateTimeDescription>Time at which the message was sent."
                "</incidentDateTimeDescription>"
            ),
            "",
        ),
        "incident-time-unexplained",
        "report.incidentSummary.incidentDateTimeDescription",
    ),
}


@pytest.mark.parametrize(("change", "code", "path"), WITHOUT.values(), ids=WITHOUT)
def test_taking_one_fact_away_opens_one_gap_at_its_field(change, code, path):
    gap = only_new_gap(assessed(changed(REPORT, *change)))

    assert (gap.code, gap.path) == (code, path)
    assert gap.why == GAPS[code].why
    assert gap.ask.endswith((".", "?"))
    assert "{" not in gap.text + gap.ask


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("2001:db8::7", []),
        ("::ffff:192.0.2.7", ["address-without-port"]),
        ("192.0.2.7", ["address-without-port"]),
    ],
)
def test_a_port_is_asked_for_only_where_subscribers_share_an_address(address, codes):
    opened = b"<ipAddress>203.0.113.45</ipAddress>"
    assert opened in REPORT
    without_port = REPORT.replace(b"<port>51514</port>", b"")

    judged = assessed(without_port.replace(opened, f"<ipAddress>{address}</ipAddress>".encode()))

    assert [gap.code for gap in judged.gaps] == codes


FILE_WITHOUT = {
    "viewed": (
        ("<fileViewedByEsp>true</fileViewedByEsp>", ""),
        "viewing-unknown",
        "fileDetails[1].fileViewedByEsp",
    ),
    "exif": (
        ("<exifViewedByEsp>false</exifViewedByEsp>", ""),
        "exif-viewing-unknown",
        "fileDetails[1].exifViewedByEsp",
    ),
    "public": (
        ("<publiclyAvailable>false</publiclyAvailable>", ""),
        "publicity-unknown",
        "fileDetails[1].publiclyAvailable",
    ),
    "class": (
        ("<industryClassification>A2</industryClassification>", ""),
        "file-not-described",
        "fileDetails[1].industryClassification",
    ),
    "hash": (
        (
            '<originalFileHash hashType="MD5">d41d8cd98f00b204e9800998ecf8427e</originalFileHash>',
            "",
        ),
        "file-without-hash",
        "fileDetails[1].originalFileHash[1]",
    ),
    "time": (
        ("<uploadedToEspTimestamp>2026-03-02T18:41:05Z</uploadedToEspTimestamp>", ""),
        "file-without-upload-time",
        "fileDetails[1].uploadedToEspTimestamp",
    ),
    "zone": (
        ("Timestamp>2026-03-02T18:41:05Z<", "Timestamp>2026-03-02T18:41:05<"),
        "upload-time-without-zone",
        "fileDetails[1].uploadedToEspTimestamp",
    ),
    "port": (("<port>51514</port>", ""), "address-without-port", f"{UPLOAD}.port"),
    "proxy": (
        ("<possibleProxy>false</possibleProxy>", ""),
        "proxy-unknown",
        f"{UPLOAD}.possibleProxy",
    ),
    "event": (
        ("<eventName>Upload<", "<eventName>Unknown<"),
        "address-without-event",
        f"{UPLOAD}.eventName",
    ),
}


@pytest.mark.parametrize(("change", "code", "path"), FILE_WITHOUT.values(), ids=FILE_WITHOUT)
def test_taking_one_fact_of_a_file_away_opens_one_gap(change, code, path):
    gap = only_new_gap(assessed(REPORT, changed(FILE, *change)))

    assert (gap.code, gap.path) == (code, path)


def test_false_is_a_fact_and_silence_is_a_gap():
    unseen = changed(FILE, "<fileViewedByEsp>true<", "<fileViewedByEsp>false<")

    judged = assessed(REPORT, unseen)

    assert judged.gaps == ()
    facts = {fact.code for fact in judged.facts_of(Question.VIEWED)}
    assert facts == {"not-viewed", "exif-not-viewed", "not-public"}


def test_an_empty_report_lacks_everything_and_every_gap_asks():
    empty = b"<report><incidentSummary/><reporter><reportingPerson/></reporter></report>"

    judged = assess_completeness(parse_report(empty).model)

    assert {gap.code for gap in judged.gaps} == {
        "no-reported-user",
        "no-victim",
        "no-platform",
        "no-context",
        "no-file",
        "no-incident-time",
        "incident-time-unexplained",
    }
    assert judged.facts == ()
    for gap in judged.gaps:
        check_path(gap.path)


def test_a_bare_reported_user_and_victim_are_each_asked_for():
    bare = changed(BATCH, '<batchedReport reason="VIRAL_POTENTIAL_MEME"/>', "")
    bare = bare.replace(b"<espIdentifier>u-1</espIdentifier>", b"")
    bare = changed(bare, "</report>", "<victim><victimPerson/></victim></report>")

    judged = assess_completeness(parse_report(bare).model)

    codes = {(gap.code, gap.path.partition(".")[2].partition(".")[0]) for gap in judged.gaps}
    for code in ("no-account-id", "no-contact", "no-device", "no-address", "no-place"):
        assert (code, "personOrUserReported[1]") in codes
    for code in ("no-victim-identifier", "no-victim-age", "no-address", "no-place"):
        assert (code, "victim[1]") in codes


@pytest.mark.parametrize(("count", "words"), [(1, "1 file"), (2, "2 files")])
@pytest.mark.parametrize("raw", [REPORT, BATCH])
def test_of_a_file_that_came_without_details_only_these_are_asked_for(raw, count, words):
    judged = assess_completeness(parse_report(raw).model, undescribed_files=count)

    codes = [gap.code for gap in judged.gaps]
    assert "no-file" not in codes
    (gap,) = [one for one in judged.gaps if one.code == "file-without-details"]
    assert gap.text == f"Nothing is said of {words} that came"
    assert gap.ask == f"Please send the details of {words} that you uploaded."
    check_path(gap.path)


def test_a_file_without_an_upload_address_is_asked_for_it():
    start, end = FILE.index(b"  <ipCaptureEvent>"), FILE.index(b"</fileDetails>")

    gap = only_new_gap(assessed(REPORT, FILE[:start] + FILE[end:]))

    assert (gap.code, gap.path) == ("no-upload-address", UPLOAD)


def test_a_user_of_another_company_is_not_asked_about():
    other = changed(
        REPORT,
        "<estimatedLocation v",
        "<thirdPartyUserReported>true</thirdPartyUserReported><estimatedLocation v",
    )
    other = changed(other, "<espIdentifier>u-7f3a91</espIdentifier>", "")

    judged = assessed(other)

    assert judged.gaps == ()
    assert "third-party-user" in {fact.code for fact in judged.facts}


def test_a_batched_report_is_judged_by_its_own_measure():
    judged = assessed(BATCH, BATCH_FILE)

    assert judged.measure is Measure.BATCHED
    assert {gap.code for gap in judged.gaps} == {
        "no-platform",
        "incident-time-unexplained",
        "file-without-upload-time",
        "exif-viewing-unknown",
        "publicity-unknown",
    }
    assert {fact.code for fact in judged.facts} >= {"account-id", "incident-time", "viewed"}


def test_gaps_come_in_the_order_who_what_where_when_viewed():
    empty = b"<report><incidentSummary/><reporter><reportingPerson/></reporter></report>"
    order = list(Question)

    judged = assessed(empty, BATCH_FILE)

    places = [order.index(gap.question) for gap in judged.gaps]
    assert places == sorted(places)


def test_a_gap_repeats_no_value():
    judged = assessed(changed(REPORT, "<port>51514</port>", ""))

    shown = repr(judged)
    for value in ("203.0.113.45", "a@example.net", "202-555-0143", "u-7f3a91"):
        assert value not in shown


def test_every_kind_of_gap_and_fact_is_reached():
    """A kind that nothing produces would be a promise that nobody keeps."""
    reports = [
        REPORT,
        BATCH,
        b"<report><incidentSummary/><reporter><reportingPerson/></reporter></report>",
        changed(
            REPORT,
            '<email verified="true" verificationDate="2026-01-05T09:01:30Z">',
            '<email verified="false">',
        ),
        changed(REPORT, "<allEmailsReported>true<", "<allEmailsReported>false<"),
        changed(REPORT, "<age>14</age>", "<lastName>Synthetic</lastName><age>14</age>"),
        changed(
            REPORT,
            "<espIdentifier>u-1c0d77</espIdentifier>",
            "<screenName>example_user_b</screenName>",
        ),
        changed(REPORT, "</victim>", "<schoolName>Example School</schoolName></victim>"),
        *(changed(REPORT, *change) for change, _, _ in WITHOUT.values()),
        REPORT.replace(b"<possibleProxy>false<", b"<possibleProxy>true<"),
        changed(
            REPORT,
            "<estimatedLocation v",
            "<thirdPartyUserReported>true</thirdPartyUserReported><estimatedLocation v",
        ),
    ]
    bare = BATCH.replace(b'<batchedReport reason="VIRAL_POTENTIAL_MEME"/>', b"")
    reports.append(bare)
    start, end = FILE.index(b"  <ipCaptureEvent>"), FILE.index(b"</fileDetails>")
    files = [
        FILE,
        FILE[:start] + FILE[end:],
        FILE.replace(b"true</fileV", b"false</fileV")
        .replace(b"false</exif", b"true</exif")
        .replace(b"false</publ", b"true</publ"),
        *(changed(FILE, *change) for change, _, _ in FILE_WITHOUT.values()),
    ]
    judged = [assessed(report, FILE) for report in reports]
    judged += [assessed(REPORT, one) for one in files]
    judged.append(assess_completeness(parse_report(REPORT).model))
    judged.append(assess_completeness(parse_report(REPORT).model, undescribed_files=1))

    assert {gap.code for one in judged for gap in one.gaps} == set(GAPS)
    assert {fact.code for one in judged for fact in one.facts} == set(FACTS)
