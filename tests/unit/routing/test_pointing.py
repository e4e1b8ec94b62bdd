"""What location found reaches a route with its cautions, and excludes only what it excludes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from made_places import TABLES
from tipline.desk.location.rules.locators import Named
from tipline.desk.location.rules.stated import point_address_as_reported
from tipline.desk.location.types import (
    Caution,
    DatasetKind,
    EventTime,
    Hypothesis,
    Locator,
    LocatorKind,
    NetworkKind,
    Source,
    Whose,
)
from tipline.desk.routing.rules.deciding import route_report
from tipline.desk.routing.rules.pointing import read_pointers
from tipline.desk.routing.types import Route, RouteRule, Subject
from tipline.report.types import Address

UPLOAD = Locator(
    path="fileDetails[1].ipCaptureEvent",
    kind=LocatorKind.IP_ADDRESS,
    whose=Whose.INCIDENT,
    event=EventTime(utc=datetime(2026, 11, 10, tzinfo=UTC)),
)


def gazetteer(*cautions: Caution, days: int = 0) -> Hypothesis:
    source = Source(name="Example gazetteer", kind=DatasetKind.CSV, edition=date(2026, 11, 10))
    return Hypothesis(
        locator=UPLOAD, source=source, country="US", region="US-AL", days=days, cautions=cautions
    )


def tor_list(minutes: int) -> Hypothesis:
    late = (Caution.LIST_OF_ANOTHER_HOUR,) if minutes > 60 else ()
    return Hypothesis(
        locator=UPLOAD,
        source=Source(name="Example exits", kind=DatasetKind.TOR),
        network=NetworkKind.TOR,
        minutes=minutes,
        cautions=(Caution.PLACE_OF_AN_EXIT, *late),
    )


def route(*hypotheses: Hypothesis) -> Route:
    return route_report(Subject(report_id=1, pointers=read_pointers(hypotheses)), TABLES)


def test_a_reason_says_how_far_the_dataset_is_from_the_event():
    found = route(gazetteer(Caution.EDITION_FAR_FROM_EVENT, days=6_150))

    assert found.primary == "us-icac-al"
    assert "describes a day 6150 days from the event" in found.reasons[0].text


def test_a_list_of_exits_of_another_hour_warns_and_does_not_exclude():
    found = route(gazetteer(), tor_list(1_400))

    assert found.primary == "us-icac-al"
    assert "names it lies 1400 minutes from the event" in found.reasons[0].text


def test_a_list_of_exits_of_the_hour_excludes():
    found = route(gazetteer(), tor_list(20))

    assert (found.primary, found.rule) == (None, RouteRule.NO_PLACE)


def test_a_military_address_reaches_the_federal_partner_from_the_report_on():
    locator = Locator(
        path="report.victim[1].victimPerson.address[1]",
        kind=LocatorKind.POSTAL_ADDRESS,
        whose=Whose.VICTIM,
    )
    named = Named(locator, Address(state="AE", country="US", zip_code="09001"))

    found = route(*point_address_as_reported(named.locator, named.sent))

    assert (found.primary, found.rule) == ("us-fbi", RouteRule.MILITARY)
    assert "nobody checked" in found.reasons[0].text
