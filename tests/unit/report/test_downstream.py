"""The JSON that agencies receive is read as far as its keys are known, and nothing is invented."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.report import MalformedJson, parse_file_details, parse_report, write_xml
from tipline.report.downstream import read_downstream_json
from tipline.report.types import EventName, IncidentType

TIP = {
    "reportId": "123456789",
    "dateReceived": "2026-03-03T00:00:00Z",
    "reportedInformation": {
        "reportingEsp": {"espName": "Example Chat", "lastName": "Desk"},
        "incidentSummary": {
            "incidentType": "Child Sex Trafficking",
            "incidentDateTime": "2026-03-02T18:41:07Z",
            "incidentDateTimeDescription": None,
        },
        "incidentDetails": {
            "emailIncident": [{"contents": [{"value": "[synthetic transcript]"}, {"value": None}]}],
            "webpageIncident": [
                {
                    "sourceInformation": {
                        "sourceCaptures": [
                            {"captureType": "URL", "value": "https://www.example.com/a"}
                        ]
                    },
                    "additionalInformations": [{"value": "one"}, {"value": "two"}],
                }
            ],
        },
        "reportedPeople": {
            "reportedPersons": [
                {
                    "firstName": "Synthetic",
                    "gender": "unknown",
                    "approximateAge": 40,
                    "espUserId": "u-1",
                    "screenName": {"value": "example_user_a"},
                    "emails": {"emails": [{"value": "a@example.net", "verified": None}]},
                    "phones": {"phones": [{"value": "555-0101", "verified": False}]},
                    "addresses": {
                        "addresses": [
                            {"street1": "1 Example Street", "street2": "Unit 2", "state": "VA"},
                            {"state": "Bavaria", "country": "DE"},
                        ]
                    },
                    "sourceInformation": {
                        "sourceCaptures": [
                            {
                                "captureType": "IP Address",
                                "value": "192.0.2.1",
                                "dateTime": "2026-03-02T18:41:07Z",
                                "port": 443,
                                "eventName": "Login",
                            },
                            {"captureType": "Profile URL", "value": "https://www.example.com/u"},
                            {"captureType": "Carrier pigeon", "value": "x"},
                        ]
                    },
                }
            ]
        },
        "intendedRecipients": {"intendedRecipients": [{"espUserId": "u-2"}, None]},
        "uploadedFiles": {
            "uploadedFiles": [
                {
                    "filename": "a.jpg",
                    "viewedByEsp": None,
                    "verificationHash": "d41d8cd98f00b204e9800998ecf8427e",
                    "espMetadata": {"metadatas": [{"name": "Model", "value": None}]},
                },
                {"filename": "b.jpg", "viewedByEsp": False, "submittalId": 7},
            ]
        },
        "additionalInformations": [{"value": "see above"}],
    },
}


def test_what_has_a_field_is_read_into_it():
    report, files, _ = read_downstream_json(TIP)

    assert report.incident_summary.incident_type is IncidentType.CHILD_SEX_TRAFFICKING
    assert report.internet_details[0].email_incident.content == "[synthetic transcript]"
    assert report.internet_details[1].web_page_incident.url == ("https://www.example.com/a",)
    assert report.internet_details[1].web_page_incident.additional_info == "one\ntwo"
    assert report.additional_info == "see above"
    (reported,) = report.person_or_user_reported
    person = reported.person_or_user_reported_person
    assert (reported.esp_identifier, reported.screen_name) == ("u-1", "example_user_a")
    assert reported.profile_url == ("https://www.example.com/u",)
    assert (person.age, person.phone[0].verified) == (40, False)
    assert person.address[0].address == "1 Example Street\nUnit 2"
    assert (person.address[0].state, person.address[1].non_usa_state) == ("VA", "Bavaria")
    (event,) = reported.ip_capture_event
    assert (event.ip_address, event.port, event.event_name) == ("192.0.2.1", 443, EventName.LOGIN)
    assert [one.esp_identifier for one in report.intended_recipient] == ["u-2"]
    assert [one.file_name for one in files] == ["a.jpg", "b.jpg"]
    assert {one.report_id for one in files} == {123456789}
    assert files[0].details[0].name_value_pair[0].name == "Model"


def test_null_stays_silence_and_false_stays_false():
    report, files, _ = read_downstream_json(TIP)

    assert [one.file_viewed_by_esp for one in files] == [None, False]
    assert files[0].publicly_available is None
    person = report.person_or_user_reported[0].person_or_user_reported_person
    assert person.email[0].verified is None
    assert report.incident_summary.incident_date_time_description is None


def test_what_has_no_field_is_noted_by_its_key():
    _, _, notes = read_downstream_json(TIP)

    assert {note.key.removeprefix("reportedInformation.") for note in notes} == {
        "dateReceived",
        "reportingEsp.espName",
        "reportedPeople.reportedPersons[1].gender",
        "reportedPeople.reportedPersons[1].sourceInformation.sourceCaptures[3].captureType",
        "uploadedFiles.uploadedFiles[1].verificationHash",
        "uploadedFiles.uploadedFiles[2].submittalId",
    }
    for value in ("a@example.net", "192.0.2.1", "example_user_a"):
        assert value not in repr(notes)


@pytest.mark.parametrize(
    "source",
    [
        json.dumps(TIP),
        json.dumps(TIP).encode(),
        b"\xef\xbb\xbf" + json.dumps(TIP).encode(),
        "\ufeff" + json.dumps(TIP),
    ],
    ids=["text", "bytes", "bytes with a mark", "text with a mark"],
)
def test_a_byte_order_mark_is_tolerated(source):
    assert read_downstream_json(source) == read_downstream_json(TIP)


@pytest.mark.parametrize(
    "source",
    ["", "[]", "null", "{", '{"a": 1}}', b"\xff\xfe{", b"\x00", "[" * 100_000, '"report"'],
)
def test_what_is_no_json_object_is_refused(source):
    with pytest.raises(MalformedJson):
        read_downstream_json(source)


def test_a_value_that_does_not_fit_is_left_out_and_noted():
    report, _, notes = read_downstream_json(
        {
            "reportedInformation": {
                "incidentSummary": {"incidentType": "Sextortion", "incidentDateTime": "yesterday"},
                "reportedPeople": [],
                "uploadedFiles": {"uploadedFiles": "none"},
            }
        }
    )

    assert report.incident_summary.incident_type is None
    assert report.incident_summary.incident_date_time is None
    assert len(notes) == 4


def test_characters_that_xml_cannot_hold_are_replaced_and_noted():
    report, _, notes = read_downstream_json(
        {"reportedInformation": {"additionalInformations": [{"value": "a\x00b"}]}}
    )

    assert report.additional_info == "a\ufffdb"
    assert [note.key for note in notes] == ["reportedInformation.additionalInformations[1].value"]
    assert parse_report(write_xml(report, allow_missing=True)).model == report


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "reportId",
                    "reportedInformation",
                    "incidentSummary",
                    "incidentDateTime",
                    "reportedPeople",
                    "reportedPersons",
                    "emails",
                    "value",
                    "verified",
                    "uploadedFiles",
                    "viewedByEsp",
                    "sourceInformation",
                    "sourceCaptures",
                    "captureType",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(["reportId", "reportedInformation", "x"]), JSON))
def test_any_json_object_is_read_and_can_be_held_as_xml(source):
    report, files, _ = read_downstream_json(source)

    assert parse_report(write_xml(report, allow_missing=True)).model == report
    for one in files:
        assert parse_file_details(write_xml(one, allow_missing=True)).model == one
