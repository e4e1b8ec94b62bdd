"""What a report gives evidence of: values with their fields, and nothing that it does not say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from made_reports import a_file, a_report
from tipline.desk.triage.rules.evidence import read_evidence
from tipline.report import resolve
from tipline.report.types import (
    BatchedReport,
    ChatImIncident,
    DateTime,
    Details,
    DetailsType,
    FileAnnotation,
    FileDetails,
    FileRelevance,
    IncidentType,
    IndustryClassification,
    IntendedRecipient,
    InternetDetails,
    NameValuePair,
    NonInternetIncident,
    Peer2peerIncident,
    Person,
    ReportAnnotation,
    Victim,
    WebPageIncident,
)

RECEIVED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def read(report, *files: FileDetails, received_at=RECEIVED):
    return read_evidence(
        report,
        files,
        received_at=received_at,
        submitted_at=received_at,
        fingerprint=lambda text: f"print of {text}",
    )


def facts(report, *files: FileDetails):
    return {name: fact.value for name, fact in read(report, *files).facts.items()}


def test_a_thin_report_gives_evidence_of_its_incident_type_and_of_nothing_else():
    assert facts(a_report(account="u-77")) == {
        "incident_type": "imagery",
        "something_to_examine": None,
    }


def test_that_the_sender_escalated_is_the_fact_and_its_words_are_not_read():
    calm = facts(a_report(summary={"escalate_to_high_priority": "no danger at all, ignore"}))

    assert calm["escalated_by_sender"] is True
    assert "escalated_by_sender" not in facts(a_report(summary={"escalate_to_high_priority": "  "}))


def test_a_word_in_a_text_invents_no_danger():
    text = "URGENT live suicide meeting tonight [synthetic transcript]"
    report = a_report(
        additional_info=text,
        internet_details=(InternetDetails(chat_im_incident=ChatImIncident(content=text)),),
    )

    assert facts(report) == {
        "incident_type": "imagery",
        "chat_present": True,
        "something_to_examine": True,
    }


@pytest.mark.parametrize(
    ("annotation", "name"),
    [
        (ReportAnnotation.SEXTORTION, "sextortion"),
        (ReportAnnotation.CSAM_SOLICITATION, "csam_solicitation"),
        (ReportAnnotation.SADISTIC_ONLINE_EXPLOITATION, "sadistic_online_exploitation"),
        (ReportAnnotation.POTENTIAL_AGGRAVATING_FACTORS, "aggravating_factors"),
        (ReportAnnotation.MINOR_TO_MINOR_INTERACTION, "minor_to_minor"),
        (ReportAnnotation.SPAM, "spam"),
        (ReportAnnotation.INFORMATIONAL, "informational"),
    ],
)
def test_each_annotation_is_a_fact(annotation, name):
    report = a_report(summary={"report_annotations": frozenset({annotation})})

    assert facts(report)[name] is True


def test_a_victim_is_named_described_and_reachable_without_saying_who():
    victim = Victim(victim_person=Person(first_name="A", age=11), school_name="B", screen_name="c")

    evidence = read(a_report(victim=(victim,)))

    found = {name: fact.value for name, fact in evidence.facts.items()}
    assert found["victims"] == 1
    assert found["victim_named"] is found["victim_age_stated"] is True
    assert found["school_stated"] is found["victim_account"] is True
    assert "victim_contact" not in found
    assert [(one.kind, one.print, one.field) for one in evidence.victims] == [
        ("screen name", "print of screen name:c", "report.victim[1].screenName"),
        ("first name", "print of first name:a", "report.victim[1].victimPerson.firstName"),
    ]


def test_who_the_child_is_stays_unknown_only_where_somebody_could_know():
    enticement = a_report(summary={"incident_type": IncidentType.ONLINE_ENTICEMENT})

    assert facts(enticement)["victim_named"] is None
    assert facts(a_report(victim=(Victim(),)))["victim_named"] is None
    assert "victim_named" not in facts(a_report())


def test_a_viral_file_gives_no_evidence_of_production():
    marks = frozenset({FileAnnotation.INFANT, FileAnnotation.LIVE_STREAMING})
    exif = (
        Details(type=DetailsType.EXIF, name_value_pair=(NameValuePair(name="Make", value="x"),)),
    )

    new = facts(a_report(), a_file(file_annotations=marks, details=exif))
    viral = facts(a_report(), a_file(file_annotations=marks | {FileAnnotation.VIRAL}, details=exif))

    assert new["infant"] is new["live_streaming"] is new["camera_details"] is True
    assert viral == {
        "incident_type": "imagery",
        "files": 1,
        "only_viral": True,
        "something_to_examine": True,
    }


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("Make", True),
        ("Camera Model Name", True),
        ("BodySerialNumber", True),
        ("GPSLatitude", True),
        ("DateTimeOriginal", True),
        ("ImageWidth", False),
        ("Software", False),
        ("ModifyDate", False),
    ],
)
def test_exif_counts_where_it_tells_of_camera_place_or_time(name, tells):
    pairs = (
        NameValuePair(name="ImageWidth", value="9"),
        NameValuePair(name=name, value="x"),
    )
    file = a_file(details=(Details(type=DetailsType.EXIF, name_value_pair=pairs),))

    found = read(a_report(), file).facts["camera_details"]

    assert found.value is (True if tells else None)
    assert found.fields == (("fileDetails[1].details[1].nameValuePair[2]",) if tells else ())


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (
            {"reported": {"additional_info": "x"}},
            "report.personOrUserReported[1].additionalInfo",
        ),
        ({"reported": {"profile_bio": "x"}}, "report.personOrUserReported[1].profileBio"),
        ({"victim": (Victim(additional_info="x"),)}, "report.victim[1].additionalInfo"),
        (
            {"intended_recipient": (IntendedRecipient(additional_info=("x",)),)},
            "report.intendedRecipient[1].additionalInfo[1]",
        ),
        (
            {
                "internet_details": (
                    InternetDetails(web_page_incident=WebPageIncident(additional_info="x")),
                )
            },
            "report.internetDetails[1].webPageIncident.additionalInfo",
        ),
        (
            {
                "internet_details": (
                    InternetDetails(non_internet_incident=NonInternetIncident(additional_info="x")),
                )
            },
            "report.internetDetails[1].nonInternetIncident.additionalInfo",
        ),
    ],
)
def test_a_text_is_something_to_examine_wherever_it_stands(parts, path):
    found = read(a_report(**parts)).facts["something_to_examine"]

    assert (found.value, found.fields) == (True, (path,))


def test_a_blank_text_and_an_address_of_a_profile_are_nothing_to_examine():
    report = a_report(
        reported={"additional_info": " ", "profile_url": ("https://example.com/x",)},
    )

    assert facts(report)["something_to_examine"] is None


def test_one_viral_file_among_others_is_not_all():
    viral = a_file(potential_meme=True)

    assert "only_viral" not in facts(a_report(), viral, a_file("ab" * 16))


def test_a_batch_is_viral_by_what_it_is():
    report = a_report(batched_report=BatchedReport())

    assert facts(report, a_file())["only_viral"] is True


def test_a_classification_counts_where_a_person_viewed_the_file():
    graded = {"industry_classification": IndustryClassification.A1}

    assert "viewed_classification" not in facts(a_report(), a_file(**graded))
    viewed = facts(a_report(), a_file(**graded, file_viewed_by_esp=True))
    assert viewed["viewed_classification"] == "A1"


def test_the_gravest_of_several_classifications_is_kept():
    files = [
        a_file(number * 16, file_viewed_by_esp=True, industry_classification=grade)
        for number, grade in (("ab", "B2"), ("cd", "A2"), ("ef", "B1"))
    ]

    assert facts(a_report(), *files)["viewed_classification"] == "A2"


def test_a_supplemental_file_is_not_what_is_reported():
    file = a_file(file_relevance=FileRelevance.SUPPLEMENTAL)

    assert "files" not in facts(a_report(), file)


def test_a_generated_file_is_a_question():
    file = a_file(file_annotations=frozenset({FileAnnotation.GENERATIVE_AI}))

    assert facts(a_report(), file)["generative_ai"] is True


def test_what_was_shared_is_counted():
    report = a_report(
        intended_recipient=(IntendedRecipient(), IntendedRecipient()),
        internet_details=(InternetDetails(peer2peer_incident=Peer2peerIncident()),),
        reported={"group_identifier": "g", "prior_ct_reports": (100, 200)},
    )

    found = facts(report, a_file(publicly_available=True))

    assert found["recipients"] == found["prior_reports"] == 2
    assert found["peer_to_peer"] is found["group_identifier"] is found["shared_publicly"] is True


def test_the_latest_harm_is_never_after_the_arrival():
    later = a_report(summary={"at": DateTime("2031-01-01T00:00:00Z")})
    uploaded = a_file(uploaded_to_esp_timestamp=DateTime("2026-11-21T10:00:00+02:00"))

    assert read(later).harm_at == RECEIVED
    assert read(a_report(), uploaded).harm_at == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    assert read(a_report(summary={"at": DateTime("2026-11-20T10:00:00")})).harm_at is None


def test_every_field_that_evidence_cites_can_be_resolved():
    report = a_report(
        summary={
            "escalate_to_high_priority": "why",
            "report_annotations": frozenset(ReportAnnotation),
        },
        victim=(Victim(victim_person=Person(first_name="A", age=3), school_name="S"),),
        intended_recipient=(IntendedRecipient(),),
        internet_details=(
            InternetDetails(chat_im_incident=ChatImIncident(content="[synthetic transcript]")),
        ),
        reported={"group_identifier": "g", "prior_ct_reports": (100,)},
        additional_info="x",
    )
    files = (
        a_file(
            file_annotations=frozenset(FileAnnotation)
            - {FileAnnotation.VIRAL, FileAnnotation.POTENTIAL_MEME},
            file_viewed_by_esp=True,
            publicly_available=True,
            industry_classification=IndustryClassification.B1,
            details=(
                Details(
                    type=DetailsType.EXIF, name_value_pair=(NameValuePair(name="Make", value="x"),)
                ),
            ),
        ),
    )

    evidence = read(report, *files)

    cited = [field for fact in evidence.facts.values() for field in fact.fields]
    assert len(cited) > 25
    for field in cited:
        resolve(field, report, files)
