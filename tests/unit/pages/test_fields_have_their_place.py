"""Fields have names that read, and places that a citation leads to."""

from __future__ import annotations

import pytest

from tipline.desk.intake.types import StoredFile
from tipline.desk.intake.views.names import group_of, name_in_words, path_in_words
from tipline.desk.triage.views.fields import Leaf, find_anchor, group_fields
from tipline.desk.triage.views.files import list_files
from tipline.report.types import FileDetails


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ipCaptureEvent", "IP capture event"),
        ("espIdentifier", "ESP identifier"),
        ("priorCTReports", "Prior CyberTipline reports"),
        ("legalURL", "Legal URL"),
        ("fileViewedByEsp", "Whole file viewed by the sender"),
        ("@hashType", "Hash type"),
        ("csamSolicitation", "CSAM solicitation"),
    ],
)
def test_wire_names_become_words(name: str, words: str) -> None:
    assert name_in_words(name) == words


def test_a_path_becomes_words_with_its_numbers() -> None:
    assert path_in_words("ipCaptureEvent[2].port") == "IP capture event 2, port"


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("report.incidentSummary.platform", "report.incidentSummary"),
        ("report.victim[2].victimPerson.age", "report.victim[2]"),
        ("fileDetails[3].details[1].nameValuePair[1].value", "fileDetails[3]"),
        (
            "report.internetDetails[1].emailIncident.content",
            "report.internetDetails[1].emailIncident.content",
        ),
        ("report.additionalInfo", "report.additionalInfo"),
        ("unknown.newThing[1]", "unknown"),
    ],
)
def test_a_field_belongs_to_one_group(path: str, group: str) -> None:
    assert group_of(path) == group


def test_a_citation_leads_to_the_field_or_to_the_nearest_thing_that_stands_there() -> None:
    groups = group_fields(
        [
            Leaf(path="report.victim[1].schoolName", value="x", line=4),
            Leaf(path="report.incidentSummary.reportAnnotations.sextortion", value=True, line=2),
        ]
    )

    assert find_anchor("report.victim[1].schoolName", groups) == "field-report-victim-1-schoolName"
    assert find_anchor("report.victim[1]", groups) == "field-report-victim-1-schoolName"
    assert find_anchor("report.victim[1].screenName", groups) == "field-report-victim-1"
    assert find_anchor("report.reporter", groups) is None


def test_anchors_are_unique_on_a_page() -> None:
    paths = [
        "report.victim[1].schoolName",
        "report.victim[11].schoolName",
        "report.victim[1].email[1]",
    ]
    groups = group_fields([Leaf(path=path, value="x", line=1) for path in paths])
    anchors = [field.anchor for group in groups for field in group.fields]
    anchors += [group.anchor for group in groups]

    assert len(set(anchors)) == len(anchors)


def test_what_a_sender_did_not_say_is_told_as_not_stated() -> None:
    said = (
        FileDetails(file_viewed_by_esp=True),
        FileDetails(file_viewed_by_esp=False),
        FileDetails(),
    )
    stored = (StoredFile(file_id="c" * 32, name="x.bin", md5="0" * 32, sha256="1" * 64, size=3),)

    files = list_files(said, ("a" * 32, None, None), stored)

    assert [file.viewed.words for file in files] == ["Yes", "No", "Not stated", "Not stated"]
    assert [file.size for file in files] == [None, None, None, 3]
    assert files[3].anchor is None
