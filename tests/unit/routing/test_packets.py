"""What stands in a packet is what the report says, the same bytes each time, and no media."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import msgspec
import pytest
from case_utils.case_validate import validate

from made_packets import FULL_REPORT, NUMBER, contents
from tipline.desk.routing.packet.agency_json import write_agency_json
from tipline.desk.routing.packet.assembling import assemble_packet
from tipline.desk.routing.packet.case_uco import write_case_uco
from tipline.desk.routing.packet.numbers import write_number
from tipline.desk.routing.packet.printed import write_print
from tipline.desk.routing.packet.printed.styles import paragraph
from tipline.report import write_xml
from tipline.report.downstream import read_downstream_json
from tipline.report.types import (
    IpCaptureEvent,
    Phone,
)

if TYPE_CHECKING:
    from pathlib import Path


# The validator and what it rests on still call rdflib and importlib by their old names.
validating = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_a_packet_holds_the_xml_as_received_and_three_readings_of_it():
    files = {file.path: file.content for file in assemble_packet(contents())}

    assert set(files) == {
        "packet.pdf",
        "case.jsonld",
        f"reports/{NUMBER}/report.xml",
        f"reports/{NUMBER}/1.fileDetails.xml",
        f"reports/{NUMBER}/agency.json",
    }
    assert files[f"reports/{NUMBER}/report.xml"] == write_xml(FULL_REPORT)


def test_the_same_contents_give_the_same_bytes():
    assert assemble_packet(contents()) == assemble_packet(contents())


def test_the_json_of_agencies_reads_back_as_what_the_report_says():
    documents = contents().reports[0].documents

    read = read_downstream_json(write_agency_json(documents))

    (account,) = FULL_REPORT.person_or_user_reported
    (found,) = read.report.person_or_user_reported
    for field in ("esp_identifier", "esp_service", "screen_name", "profile_url"):
        assert getattr(found, field) == getattr(account, field)
    assert found.ip_capture_event == account.ip_capture_event
    assert found.person_or_user_reported_person == account.person_or_user_reported_person
    assert read.report.incident_summary == FULL_REPORT.incident_summary
    assert [one.original_file_name for one in read.files] == ["first.jpg", None]
    assert [one.file_viewed_by_esp for one in read.files] == [True, None]
    assert {note.key.rpartition(".")[2] for note in read.notes} == {
        "dateReceived", "espName", "submittalId", "verificationHash",
    }  # fmt: skip


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CASE/UCO of a packet, in a file."""
    place: Path = tmp_path_factory.mktemp("case") / "case.jsonld"
    place.write_bytes(write_case_uco(contents()))
    return place


@validating
def test_the_case_uco_is_valid_and_names_no_concept_that_does_not_exist(graph):
    result = validate(str(graph))

    assert result.conforms, result.text
    assert result.undefined_concepts == set()
    assert "Warning" not in result.text


@validating
def test_the_validator_would_have_noticed(graph, tmp_path):
    broken = tmp_path / "broken.jsonld"
    text = graph.read_text()
    broken.write_text(text.replace('"uco-core:isDirectional": true,', "", 1))
    assert broken.read_text() != text

    assert not validate(str(broken)).conforms


def test_the_case_uco_names_what_the_report_names(graph):
    said = json.loads(graph.read_text())["@graph"]
    types = [one["@type"].partition(":")[2] for one in said]

    assert types.count("IPv4Address") == 2
    assert types.count("IPv6Address") == 1
    assert types.count("File") == 2
    assert types.count("Device") == 2
    for kind in ("EmailAddress", "PhoneAccount", "Person", "ProvenanceRecord", "URL"):
        assert types.count(kind) == 1, kind
    times = [one["uco-core:startTime"]["@value"] for one in said if "uco-core:startTime" in one]
    assert times == ["2026-11-20T10:00:00.000000Z"]  # the one without a zone names no instant


def test_hostile_text_is_text_and_nothing_else():
    hostile = '<img src="http://198.51.100.9/x.png"/><b>&amp;</para>'
    (account,) = FULL_REPORT.person_or_user_reported
    report = msgspec.structs.replace(
        FULL_REPORT,
        person_or_user_reported=(
            msgspec.structs.replace(account, screen_name=hostile, display_name=(hostile * 80,)),
        ),
    )

    made = {file.path: file.content for file in assemble_packet(contents(report))}

    assert paragraph(hostile).text == escape(hostile)
    assert b"/Subtype /Image" not in made["packet.pdf"]
    said = json.loads(made["case.jsonld"])["@graph"]
    assert hostile in json.dumps(said).replace('\\"', '"')


@pytest.mark.parametrize("name", ["\u4e2d\u6587", "\u0645\u0631\u062d\u0628\u0627", "\U0001f600"])
def test_what_the_typeface_cannot_show_is_spelt_not_lost(name):
    assert f"[U+{ord(name[0]):04X}]" in paragraph(name).text


def test_the_print_embeds_its_typefaces_and_fetches_nothing():
    pdf = write_print(contents(), [])

    assert pdf.startswith(b"%PDF")
    assert b"/FontFile2" in pdf
    assert b"/URI" not in pdf
    assert b"/JavaScript" not in pdf
    assert b"/Subtype /Image" not in pdf


def test_a_report_that_names_thousands_prints_what_somebody_may_read():
    (account,) = FULL_REPORT.person_or_user_reported
    many = tuple(IpCaptureEvent(ip_address=f"2001:db8::{number:x}") for number in range(1, 3000))
    flooded = msgspec.structs.replace(account, screen_name="x" * 200_000, ip_capture_event=many)
    others = (msgspec.structs.replace(account, ip_capture_event=()),) * 3000
    report = msgspec.structs.replace(
        FULL_REPORT, person_or_user_reported=(flooded, *others), victim=FULL_REPORT.victim * 3000
    )

    pdf = write_print(contents(report), [])

    assert 2 < pdf.count(b"/Type /Page\n") < 120
    assert "[and 198,000 more in the XML]" in paragraph("x" * 200_000).text


@pytest.mark.parametrize("code", ["+1", "1", " +1"])
def test_a_calling_code_has_one_plus(code):
    phone = Phone(value="202-555-0143", country_calling_code=code)

    assert write_number(phone) == "+1 202-555-0143"
    assert write_number(Phone(value="202-555-0143")) == "202-555-0143"


def test_no_reading_of_a_report_doubles_the_plus_of_a_number():
    for file in assemble_packet(contents()):
        assert b"++" not in file.content or file.path == "packet.pdf", file.path
    assert b"+1 5550100" in write_case_uco(contents())


def test_two_packets_with_one_report_agree_on_the_ids_of_what_it_names():
    alone, of_cluster = contents(), contents()
    hand_over = msgspec.structs.replace(of_cluster.hand_over, subject="cluster clu_01")
    of_cluster = msgspec.structs.replace(of_cluster, hand_over=hand_over)

    one, other = (
        {each["@id"]: each for each in json.loads(write_case_uco(packet))["@graph"]}
        for packet in (alone, of_cluster)
    )

    differing = one.keys() ^ other.keys()
    assert {key.partition("-")[0] for key in differing} == {"kb:InvestigativeAction"}
    assert len(differing) == 2  # the two hand-overs
    assert all(one[key] == other[key] for key in one.keys() & other.keys())
