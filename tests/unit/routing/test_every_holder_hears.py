"""Every person of a report is placed by what is theirs, and whoever serves their place hears."""

from __future__ import annotations

from typing import Any

import pytest

from made_places import TABLES, points, route
from tipline.desk.routing.types import NetworkKind, PointerKind, RouteRule, Whose

VICTIM, REPORTED = Whose.VICTIM, Whose.REPORTED
OFFENDER_IN_OHIO = points("US-OH", path="report.personOrUserReported[1].ipCaptureEvent[1]")


def of_child(number: int, place: str, kind: PointerKind = PointerKind.IP_ADDRESS, **more: Any):
    path = f"report.victim[{number}].{kind}[1]"
    return points(place, whose=VICTIM, kind=kind, path=path, **more)


def heard(found) -> list[str]:
    return [one.agency for one in found.heard]


def test_a_second_child_s_place_is_not_outranked_by_the_first_child_s_address():
    found = route(OFFENDER_IN_OHIO, of_child(1, "US-CO", PointerKind.ADDRESS), of_child(2, "DE"))

    assert found.primary == "us-icac-oh"
    assert heard(found) == ["us-icac-co", "de-bka"]
    assert found.competitors == ()


def test_two_children_in_two_countries_are_no_conflict():
    found = route(of_child(1, "GB"), of_child(2, "DE"))

    assert (found.primary, found.rule) == ("gb-nca", RouteRule.COUNTRY)
    assert heard(found) == ["de-bka"]


def test_what_one_child_s_phone_says_confirms_nothing_of_another_s_address():
    found = route(of_child(1, "GB", PointerKind.PHONE), of_child(2, "GB"))

    assert found.said_by == ("phone",)


def test_children_are_told_in_the_order_of_the_report():
    places = ("GB", "DE", "CA", "US-AL", "US-AK", "US-AZ", "US-AR", "US-CO", "US-CT", "US-DE")
    found = route(*(of_child(at, place) for at, place in enumerate(places, 1)))

    assert found.primary == "gb-nca"
    assert heard(found)[-1] == "us-icac-de"
    assert len(found.heard) == 9


def test_two_reported_people_in_two_countries_both_hear():
    second = points("DE", path="report.personOrUserReported[2].ipCaptureEvent[1]")

    found = route(second, OFFENDER_IN_OHIO)

    assert (found.primary, heard(found)) == ("us-icac-oh", ["de-bka"])


def test_an_associated_account_may_be_another_s_and_moves_nobody():
    path = "report.personOrUserReported[1].associatedAccount[1].address[1]"
    parent = points("GB", kind=PointerKind.ADDRESS, path=path)

    found = route(parent, OFFENDER_IN_OHIO)

    assert (found.primary, heard(found)) == ("us-icac-oh", ["gb-nca"])


def test_an_upload_is_the_one_reported_person_s_and_nobody_s_of_two():
    upload = points("US-GA", path="fileDetails[1].ipCaptureEvent")
    login = points(
        "US-OH",
        kind=PointerKind.IP_ADDRESS,
        path="report.personOrUserReported[1].ipCaptureEvent[1]",
    )
    second = points("DE", path="report.personOrUserReported[2].ipCaptureEvent[1]")

    of_one, of_two = route(upload, login), route(upload, login, second)

    assert (of_one.primary, heard(of_one)) == ("us-icac-ga", [])
    assert (of_two.primary, heard(of_two)) == ("us-icac-ga", ["us-icac-oh", "de-bka"])


@pytest.mark.parametrize("state", ["CA", "FL", "VA"])
def test_a_child_in_a_state_of_several_task_forces_is_heard_of_by_all_of_them(state):
    serving = [force.code for force in TABLES.task_forces[state]]

    found = route(OFFENDER_IN_OHIO, of_child(1, f"US-{state}"))

    assert found.primary == "us-icac-oh"
    assert heard(found) == ["us-fbi", *serving]
    assert {one.code for one in found.remedies} == {"ASK_ZIP", "ADD_AREA"}


def test_a_child_s_state_is_told_though_the_reported_user_s_country_has_no_channel():
    abroad = points("FR", path="report.personOrUserReported[1].ipCaptureEvent[1]")

    found = route(abroad, of_child(1, "US-CA"))

    assert (found.primary, found.rule) == (None, RouteRule.NO_CHANNEL)
    assert heard(found)[0] == "us-fbi"
    assert len(found.heard) == 6
    assert {one.code for one in found.remedies} == {"ADD_LIAISON", "ASK_ZIP", "ADD_AREA"}


def test_a_place_without_an_agency_says_its_remedy_though_the_report_has_one():
    found = route(OFFENDER_IN_OHIO, of_child(1, "NG"))

    assert found.primary == "us-icac-oh"
    assert [one.code for one in found.remedies] == ["ADD_LIAISON"]


def test_the_routing_file_chooses_which_partner_hears_of_several_task_forces():
    found = route(of_child(1, "US-CA"), routing_file="federal,several_task_forces,us-hsi,\n")

    assert heard(found)[0] == "us-hsi"


def test_all_places_of_a_conflict_hear_and_none_leads():
    here, there = points("US-AL"), points("DE")

    found = route(here, there)

    assert (found.primary, found.rule) == (None, RouteRule.CONFLICT)
    assert heard(found) == ["de-bka", "us-icac-al"]


def test_sources_that_differ_on_one_address_are_not_called_events_that_differ():
    path = "fileDetails[1].ipCaptureEvent"

    found = route(points("GB", path=path), points("DE", path=path))

    assert found.rule is RouteRule.CONFLICT
    assert "the sources that know one locator" in found.rule_text
    assert [one.code for one in found.remedies] == ["DECIDE_SOURCES"]
    assert [one.field for one in found.competitors] == [path]
    assert heard(found) == ["de-bka", "gb-nca"]


def test_a_federal_partner_hears_of_the_child_though_the_trafficker_is_abroad():
    abroad = points("GB", path="report.personOrUserReported[1].ipCaptureEvent[1]")

    found = route(abroad, of_child(1, "US-CO"), incident="trafficking")

    assert found.primary == "gb-nca"
    assert heard(found) == ["us-fbi", "us-icac-co"]
    assert found.heard[0].rule is RouteRule.TRAFFICKING
    assert found.heard[0].whose is VICTIM


def test_travel_has_a_rule_of_its_own_that_the_file_can_change():
    found = route(points("US-AL"), incident="travel", routing_file="federal,travel,us-hsi,\n")

    assert (found.primary, found.rule) == ("us-hsi", RouteRule.TRAVEL)


def test_an_exit_of_one_child_says_nothing_of_the_other():
    found = route(of_child(1, "GB", network=NetworkKind.VPN), of_child(2, "DE"))

    assert (found.primary, heard(found)) == ("de-bka", [])
