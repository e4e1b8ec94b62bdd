"""A report points where its locators point, by every source, with every caution."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from made_gazetteers import a_dataset, a_library
from made_reports import a_file, a_report
from tipline.desk.location.datasets.addresses import read_address
from tipline.desk.location.datasets.library import Datasets
from tipline.desk.location.rules.addresses import range_flaw
from tipline.desk.location.rules.asking import fill_in
from tipline.desk.location.rules.locating import MOST_LOCATORS, locate
from tipline.desk.location.rules.saying import CAUTIONS, FLAWS, say_cautions
from tipline.desk.location.rules.where import summarise
from tipline.desk.location.types import (
    Assumption,
    Caution,
    DatasetKind,
    Flaw,
    LocatorKind,
    NetworkKind,
    Recipient,
    Rung,
    Standing,
    Whose,
)
from tipline.report import resolve
from tipline.report.types import (
    Address,
    AssociatedAccount,
    CellPhoneIncident,
    DateTime,
    Double,
    EstimatedLocation,
    EventName,
    InternetDetails,
    IpCaptureEvent,
    NonInternetIncident,
    Peer2peerIncident,
    Person,
    Phone,
    Victim,
)

SEEN = "2026-11-10T12:30:45Z"


def seen(address: str, at: str | None = SEEN, **parts: Any) -> IpCaptureEvent:
    return IpCaptureEvent(ip_address=address, date_time=DateTime(at) if at else None, **parts)


def located(datasets: Datasets, person: Person | None = None, **parts: Any):
    report = a_report(**parts)
    [reported] = report.person_or_user_reported
    reported = msgspec.structs.replace(reported, person_or_user_reported_person=person)
    report = msgspec.structs.replace(report, person_or_user_reported=(reported,))
    return locate(report, (), datasets, report_id=7, sender_name="Example Chat")


def of_address(datasets: Datasets, *events: IpCaptureEvent):
    return located(datasets, reported={"ip_capture_event": events})


def test_an_address_points_where_each_dataset_says_with_its_source(tmp_path):
    datasets = a_library(
        tmp_path,
        "network,country,region\n192.0.2.0/24,US,US-TX\n",
        "network,country\n192.0.2.0/24,CA\n",
    )
    found = of_address(datasets, seen("192.0.2.1", port=50_000))

    assert [(one.country, one.region, one.source.name) for one in found.hypotheses] == [
        ("US", "US-TX", "gazetteer 1"),
        ("CA", None, "gazetteer 2"),
    ]
    one = found.hypotheses[0]
    assert one.source.licence == "CC0-1.0"
    assert one.source.edition == date(2026, 11, 1)
    assert one.days == 9
    assert one.locator.path == "report.personOrUserReported[1].ipCaptureEvent[1]"
    assert one.locator.whose is Whose.REPORTED
    assert one.locator.event.raw == SEEN
    assert one.locator.event.utc == datetime(2026, 11, 10, 12, 30, 45, tzinfo=UTC)
    assert one.locator.event.assumption is Assumption.NONE
    assert one.cautions == ()


@pytest.mark.parametrize(
    ("at", "days", "region", "cautions"),
    [
        ("2026-12-01T00:00:00.5Z", 30, "US-TX", ()),
        ("2026-12-02T00:00:00.5Z", 31, "US-TX", (Caution.EDITION_FAR_FROM_EVENT,)),
        ("2026-10-01T00:00:00.5Z", 31, "US-TX", (Caution.EDITION_FAR_FROM_EVENT,)),
        ("2027-04-30T23:59:59Z", 180, "US-TX", (Caution.EDITION_FAR_FROM_EVENT,)),
        (
            "2027-04-30T23:59:59-01:00",
            181,
            None,
            (Caution.EDITION_FAR_FROM_EVENT, Caution.REGION_WITHHELD),
        ),
        ("2026-11-10T12:30:45", None, None, (Caution.EVENT_TIME_UNKNOWN, Caution.REGION_WITHHELD)),
        (None, None, None, (Caution.EVENT_TIME_UNKNOWN, Caution.REGION_WITHHELD)),
    ],
)
def test_an_edition_far_from_the_event_warns_and_then_gives_no_region(
    tmp_path, at, days, region, cautions
):
    datasets = a_library(tmp_path, "network,country,region\n192.0.2.0/24,US,US-TX\n")
    [one] = of_address(datasets, seen("192.0.2.1", at)).hypotheses

    assert (one.country, one.days, one.region, one.cautions) == ("US", days, region, cautions)
    assert len(say_cautions(one)) == len(cautions)


@pytest.mark.parametrize(
    ("event", "flaws"),
    [
        (seen("192.0.2.1", port=50_000), ()),
        (seen("192.0.2.1"), (Flaw.PORT_MISSING,)),
        (seen("2001:db8::1"), ()),
        (seen("192.0.2.1", "2026-11-10T12:30:00Z", port=1), (Flaw.SECONDS_MISSING,)),
        (seen("192.0.2.1", None, port=1), (Flaw.TIME_MISSING,)),
        (seen("192.0.2.1", "2026-11-10T12:30:45", port=1), (Flaw.ZONE_MISSING,)),
        (seen("192.0.2.1", "2026-11-31T12:30:45Z", port=1), (Flaw.TIME_UNUSABLE,)),
        (seen("192.0.2.1", port=1, possible_proxy=True), (Flaw.SAID_TO_BE_PROXY,)),
        (seen("100.64.0.0", port=1), (Flaw.SHARED_RANGE,)),
        (seen("100.127.255.255", port=1), (Flaw.SHARED_RANGE,)),
        (seen("198.51.100.1", port=1), ()),
        (seen("10.1.2.3", port=1), (Flaw.PRIVATE_RANGE,)),
        (seen("fd00::1"), (Flaw.PRIVATE_RANGE,)),
        (seen("127.0.0.1", port=1), (Flaw.RESERVED_RANGE,)),
        (seen("ff02::1"), (Flaw.RESERVED_RANGE,)),
        (seen("not an address"), (Flaw.UNREADABLE,)),
        (seen("198.51.100.9", None), (Flaw.TIME_MISSING, Flaw.PORT_MISSING)),
    ],
)
def test_what_is_wrong_with_an_address_or_missing_beside_it_is_said(tmp_path, event, flaws):
    [locator] = of_address(a_library(tmp_path), event).locators

    assert locator.flaws == flaws


def test_the_shared_range_ends_where_rfc_6598_says():
    first, last = read_address("100.64.0.0"), read_address("100.127.255.255")

    assert [range_flaw(one) for one in (first - 1, first, last, last + 1)] == [
        None,
        Flaw.SHARED_RANGE,
        Flaw.SHARED_RANGE,
        None,
    ]


def test_networks_of_exits_and_mobile_networks_are_marked(tmp_path):
    found = of_address(
        a_library(tmp_path), seen("203.0.113.1", port=1), seen("192.0.2.200", port=1)
    ).hypotheses

    assert [(one.network, one.cautions) for one in found] == [
        (NetworkKind.VPN, (Caution.KIND_IS_HEURISTIC, Caution.PLACE_OF_AN_EXIT)),
        (NetworkKind.MOBILE, (Caution.KIND_IS_HEURISTIC, Caution.MOBILE_NETWORK)),
    ]


def test_a_registry_says_where_the_holder_is_registered(tmp_path):
    text = "2|x|20261101|1|19830705|20261101|+0000\nx|US|ipv4|192.0.2.0|256|20100101|allocated|a\n"
    datasets = Datasets([a_dataset(tmp_path, text, kind=DatasetKind.RIR)])
    [one] = of_address(datasets, seen("192.0.2.1")).hypotheses

    assert one.cautions == (Caution.REGISTERED_NOT_LOCATED,)


@pytest.mark.parametrize(
    ("phone", "country", "flaws", "cautions"),
    [
        (Phone(value="+1 202 555 0123"), "US", (), (Caution.NUMBER_CAN_MOVE,)),
        (
            Phone(value="613 555 0123", country_calling_code="+1"),
            "CA",
            (),
            (Caution.NUMBER_CAN_MOVE,),
        ),
        (Phone(value="+49 30 23125 001"), "DE", (), (Caution.NUMBER_CAN_MOVE,)),
        (
            Phone(value="+1 200 555 0123"),
            None,
            (),
            (
                Caution.NUMBER_CAN_MOVE,
                Caution.NUMBER_NOT_ASSIGNED,
                Caution.NUMBER_WITHOUT_COUNTRY,
            ),
        ),
        (Phone(value="+49 112"), None, (Flaw.NOT_A_FULL_NUMBER,), None),
        (Phone(value="+33 12"), None, (Flaw.NOT_A_FULL_NUMBER,), None),
        (Phone(value="202 555 0123"), None, (Flaw.COUNTRY_NOT_SAID,), None),
        (Phone(value="+999"), None, (Flaw.UNREADABLE,), None),
    ],
)
def test_a_number_points_to_the_country_of_its_plan(phone, country, flaws, cautions):
    found = located(Datasets(), person=Person(phone=(phone,)))

    assert found.locators[0].flaws == flaws
    assert [(one.country, one.cautions) for one in found.hypotheses] == (
        [] if cautions is None else [(country, cautions)]
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (Address(state="TX", zip_code="75001", country="US"), ("US", "US-TX", "75001")),
        (Address(state="TX"), ("US", "US-TX", None)),
        (Address(country="DE", non_usa_state="BY"), ("DE", "DE-BY", None)),
        (Address(country="DE", non_usa_state="Bayern"), ("DE", None, None)),
        (Address(zip_code="75001"), (None, None, "75001")),
        (Address(country="DE", state="TX"), ("DE", None, None)),
        (Address(country="DE", state="TX", non_usa_state="BY"), ("DE", "DE-BY", None)),
        (Address(country="US", state="AE", zip_code="09001"), ("US", "US-AE", "09001")),
        (Address(state="AP"), ("US", "US-AP", None)),
        (Address(country="US", state="AS"), ("US", "US-AS", None)),
        (Address(country="GU", state="GU"), ("GU", None, None)),
        (Address(country="A1"), None),
        (Address(city="Example City"), None),
    ],
)
def test_an_address_points_where_it_says(address, place):
    found = located(Datasets(), person=Person(address=(address,)))

    assert [(one.country, one.region, one.postal_code) for one in found.hypotheses] == (
        [place] if place else []
    )
    assert (Flaw.COUNTRY_NOT_SAID in found.locators[0].flaws) is (place is None)


def test_an_estimate_is_the_senders_as_given():
    estimate = EstimatedLocation(
        country_code="US", region="TX", city="Example City", verified=True, timestamp=DateTime(SEEN)
    )
    [one] = located(Datasets(), reported={"estimated_location": estimate}).hypotheses

    assert (one.country, one.region, one.source.name) == ("US", "US-TX", "estimate of Example Chat")
    assert one.locator.verified is True
    assert one.cautions == (Caution.ESTIMATE_OF_SENDER,)


def test_every_field_that_can_point_to_a_place_is_read_and_says_whose_it_is(tmp_path):
    report = a_report(
        reported={
            "ip_capture_event": (seen("192.0.2.1", event_name=EventName.LOGIN),),
            "associated_account": (
                AssociatedAccount(
                    phone=(Phone(value="+1 202 555 0123"),), ip_capture_event=(seen("192.0.2.2"),)
                ),
            ),
        },
        victim=(
            Victim(
                victim_person=Person(address=(Address(country="CA"),)),
                estimated_location=EstimatedLocation(country_code="CA"),
            ),
        ),
        internet_details=(
            InternetDetails(
                peer2peer_incident=Peer2peerIncident(ip_capture_event=(seen("192.0.2.3"),))
            ),
            InternetDetails(
                non_internet_incident=NonInternetIncident(incident_address=(Address(country="US"),))
            ),
            InternetDetails(
                cell_phone_incident=CellPhoneIncident(
                    phone_number=Phone(value="+1 202 555 0124"),
                    latitude=Double("38.8"),
                    longitude=Double("-77.0"),
                )
            ),
        ),
    )
    files = (a_file(), a_file(ip_capture_event=seen("192.0.2.4", event_name=EventName.UPLOAD)))
    found = locate(report, files, a_library(tmp_path), report_id=7, sender_name="Example Chat")
    one = "report.personOrUserReported[1]"

    assert [(locator.path, locator.whose.value) for locator in found.locators] == [
        ("report.victim[1].victimPerson.address[1]", "victim"),
        ("report.victim[1].estimatedLocation", "victim"),
        (f"{one}.ipCaptureEvent[1]", "reported"),
        (f"{one}.associatedAccount[1].phone[1]", "reported"),
        (f"{one}.associatedAccount[1].ipCaptureEvent[1]", "reported"),
        ("report.internetDetails[1].peer2peerIncident.ipCaptureEvent[1]", "incident"),
        ("report.internetDetails[2].nonInternetIncident.incidentAddress[1]", "incident"),
        ("report.internetDetails[3].cellPhoneIncident.phoneNumber", "incident"),
        ("report.internetDetails[3].cellPhoneIncident.latitude", "incident"),
        ("fileDetails[2].ipCaptureEvent", "incident"),
    ]
    assert found.locators[8].kind is LocatorKind.COORDINATES
    assert found.locators[9].event_name is EventName.UPLOAD
    for locator in found.locators:
        resolve(locator.path, report, files)


def test_of_five_thousand_addresses_the_first_are_looked_at_and_the_rest_counted(tmp_path):
    events = tuple(seen(f"192.0.2.{at % 256}", port=1) for at in range(5_000))
    child = Victim(ip_capture_event=(seen("198.51.100.1", port=1),))
    other = AssociatedAccount(ip_capture_event=(seen("198.51.100.2", port=1),) * 400)
    found = located(
        a_library(tmp_path),
        reported={"ip_capture_event": events, "associated_account": (other,)},
        victim=(child,),
    )

    assert found.counted == 5_401
    assert len(found.locators) == MOST_LOCATORS
    assert found.hypotheses[0].locator.whose is Whose.VICTIM
    # The long lists take turns.
    assert Counter(one.path.rpartition("[")[0] for one in found.locators) == {
        "report.victim[1].ipCaptureEvent": 1,
        "report.personOrUserReported[1].ipCaptureEvent": 250,
        "report.personOrUserReported[1].associatedAccount[1].ipCaptureEvent": 249,
    }
    where = summarise(found)
    assert (where.counted, where.looked_at) == (5_401, MOST_LOCATORS)


def test_a_question_about_thousands_of_fields_names_the_first_of_them(tmp_path):
    events = tuple(seen("192.0.2.1") for _ in range(5_000))
    [ask] = [
        one
        for one in summarise(of_address(a_library(tmp_path), *events)).asks
        if one.flaw is Flaw.PORT_MISSING
    ]

    assert ask.text.count("ipCaptureEvent") == 20
    assert "and 480 more" in ask.text


def test_sources_that_agree_and_that_differ_are_shown_side_by_side(tmp_path):
    datasets = a_library(tmp_path)
    reported = {
        "ip_capture_event": (seen("192.0.2.1", port=5_000), seen("203.0.113.5", port=5_000)),
    }
    person = Person(phone=(Phone(value="+1 202 555 0123"),))
    child = Victim(
        ip_capture_event=(seen("198.51.100.1"),),
        victim_person=Person(address=(Address(country="CA"),)),
    )
    victim, suspect = summarise(located(datasets, person, reported=reported, victim=(child,))).sides

    assert victim.whose is Whose.VICTIM
    assert victim.country.standing is Standing.CONFLICT
    assert [(claim.value, claim.witnesses[0].source) for claim in victim.country.claims] == [
        ("CA", "address as reported"),
        ("DE", "gazetteer 1, 2026-11-01"),
    ]
    assert victim.rung is Rung.ONE_SOURCE
    assert suspect.country.standing is Standing.AGREED
    [claim] = suspect.country.claims
    assert (claim.value, claim.independent, len(claim.witnesses)) == ("US", 2, 2)
    assert [one.country for one in suspect.exits] == ["NL"]
    assert suspect.rung is Rung.OPERATOR


def test_two_datasets_on_one_address_are_one_kind_of_evidence(tmp_path):
    text = "network,country\n192.0.2.0/24,US\n"
    [side] = summarise(of_address(a_library(tmp_path, text, text), seen("192.0.2.1", port=1))).sides

    assert side.country.standing is Standing.AGREED
    assert side.country.claims[0].independent == 1
    assert side.rung is Rung.ONE_SOURCE


def test_a_sender_s_estimate_is_no_evidence_beside_the_address_it_may_be_read_from(tmp_path):
    estimate = EstimatedLocation(country_code="US", timestamp=DateTime(SEEN))
    reported = {"ip_capture_event": (seen("192.0.2.1", port=1),), "estimated_location": estimate}
    [side] = summarise(located(a_library(tmp_path), reported=reported)).sides

    assert side.country.standing is Standing.AGREED
    assert side.country.claims[0].independent == 1
    assert side.rung is Rung.ONE_SOURCE


def test_what_to_ask_is_ready_to_send_and_names_no_identifier(tmp_path):
    events = (
        seen("192.0.2.1"),
        seen("192.0.2.2", "2026-11-10T13:30:45+01:00", port=50_123),
        seen("2001:db8::2"),
        seen("203.0.113.1", port=1),
        seen("100.64.0.1", port=1),
    )
    report = a_report(reported={"ip_capture_event": events})
    found = locate(report, (), a_library(tmp_path), report_id=7, sender_name="Example Chat")
    asks = summarise(found).asks
    to_sender = {ask.flaw: ask for ask in asks if ask.recipient is Recipient.SENDER}
    to_operator = [ask for ask in asks if ask.recipient is Recipient.NETWORK_OPERATOR]

    one = "report.personOrUserReported[1].ipCaptureEvent"
    assert set(to_sender) == {Flaw.PORT_MISSING, Flaw.SHARED_RANGE}
    assert to_sender[Flaw.PORT_MISSING].paths == (f"{one}[1]",)
    assert f"{one}[1]" in to_sender[Flaw.PORT_MISSING].text
    assert not any("192.0.2" in ask.text or "2001" in ask.text for ask in asks)
    assert [(ask.paths, ask.operator) for ask in to_operator] == [
        ((f"{one}[1]",), "Example Cable of Texas"),
        ((f"{one}[2]",), "Example Cable of Texas"),
        ((f"{one}[3]",), "Example Cable"),
    ]
    texts = [fill_in(ask, report, ()) for ask in to_operator]
    assert "192.0.2.1" in texts[0]
    assert "source port" in texts[0]
    assert "192.0.2.2, source port 50123, at 2026-11-10 12:30:45 UTC" in texts[1]
    assert "(written 2026-11-10T13:30:45+01:00)" in texts[1]
    assert "prefix that holds 2001:db8::2" in texts[2]
    assert "port" not in texts[2]


def test_every_caution_and_every_flaw_has_its_sentence():
    assert set(CAUTIONS) == set(Caution)
    assert set(FLAWS) == set(Flaw)
