"""Each report goes to exactly one agency or to none, by a rule that says why."""

from __future__ import annotations

import pytest

from made_places import TABLES, points, route
from tipline.desk.routing.rules.deciding import route_cluster
from tipline.desk.routing.types import NetworkKind, PointerKind, RouteRule, Subject, Whose

VICTIM = Whose.VICTIM


def heard(found) -> list[str]:
    return [one.agency for one in found.heard]


@pytest.mark.parametrize(
    ("place", "agency", "rule"),
    [
        ("US-AL", "us-icac-al", RouteRule.STATE),
        ("US-DC", "us-icac-va-north", RouteRule.STATE),
        ("US-IL", "us-icac-il", RouteRule.REST_OF_STATE),
        ("US-NY", "us-icac-ny", RouteRule.REST_OF_STATE),
        ("US-CA", None, RouteRule.SEVERAL_TASK_FORCES),
        ("US-FL", None, RouteRule.SEVERAL_TASK_FORCES),
        ("US-VA", None, RouteRule.SEVERAL_TASK_FORCES),
        ("US", "us-fbi", RouteRule.NO_STATE),
        ("US-PR", "us-fbi", RouteRule.TERRITORY),
        ("GU", "us-fbi", RouteRule.TERRITORY),
        ("US-AE", "us-fbi", RouteRule.MILITARY),
        ("GB", "gb-nca", RouteRule.COUNTRY),
        ("NG", None, RouteRule.NO_CHANNEL),
        ("", None, RouteRule.NO_PLACE),
    ],
)
def test_a_place_decides(place, agency, rule):
    found = route(points(place))

    assert (found.primary, found.rule) == (agency, rule)


def test_every_state_has_somebody_or_says_which_several_there_are():
    for state in TABLES.task_forces:
        found = route(points(f"US-{state}"))

        assert found.primary or found.rule is RouteRule.SEVERAL_TASK_FORCES
        assert found.primary or {one.agency for one in found.competitors} == {
            force.code for force in TABLES.task_forces[state]
        }


def test_the_victim_s_place_and_the_reported_user_s_place_both_hear():
    found = route(points("US-AL"), points("US-CO", whose=VICTIM))

    assert found.primary == "us-icac-al"
    assert heard(found) == ["us-icac-co"]
    assert found.heard[0].whose is VICTIM


def test_an_agency_hears_once():
    same = route(points("US-AL"), points("US-AL", whose=VICTIM))
    both = route(
        points("US-AL"),
        points("US-CO", whose=VICTIM),
        points("US-CO", whose=Whose.RECIPIENT),
    )

    assert heard(same) == []
    assert heard(both) == ["us-icac-co"]


def test_the_victim_s_place_decides_where_the_reported_user_s_has_no_channel():
    found = route(points("NG"), points("US-CO", whose=VICTIM))

    assert found.primary == "us-icac-co"
    assert "no channel for NG" in found.competitors[0].why_not


def test_the_address_where_it_happened_comes_before_the_account():
    there = points("US-OH", whose=Whose.INCIDENT, kind=PointerKind.INCIDENT_ADDRESS)

    found = route(points("US-AL"), there)

    assert (found.primary, heard(found)) == ("us-icac-oh", ["us-icac-al"])


def test_a_stronger_locator_outranks_a_weaker_one_and_says_so():
    address = points("US-OH", kind=PointerKind.ADDRESS)
    estimate = points("US-AL", kind=PointerKind.ESTIMATED_LOCATION)

    found = route(estimate, address)

    assert found.primary == "us-icac-oh"
    assert [one.field for one in found.reasons] == [address.path]
    (outranked,) = found.competitors
    assert outranked.field == estimate.path
    assert "outranked by a postal address" in outranked.why_not


def test_an_upload_outranks_a_login():
    login = points("US-AL", kind=PointerKind.IP_ADDRESS)

    assert route(login, points("US-OH")).primary == "us-icac-oh"


def test_a_weaker_locator_says_the_state_that_a_stronger_one_leaves_open():
    country, state = points("US"), points("US-AL", kind=PointerKind.PHONE)

    found = route(country, state)

    assert found.primary == "us-icac-al"
    assert {one.field for one in found.reasons} == {country.path, state.path}


def test_a_route_says_how_many_kinds_of_evidence_say_the_place():
    address = points("US-AL", kind=PointerKind.ADDRESS)
    estimate = points("US-AL", kind=PointerKind.ESTIMATED_LOCATION)

    assert route(points("US-AL"), estimate).said_by == ("network",)
    assert route(points("US-AL"), address).said_by == ("network", "postal address")
    assert route(points("US-GA"), address).said_by == ("postal address",)


def test_countries_that_are_named_as_strongly_are_a_conflict_and_not_averaged():
    here, there = points("US-AL"), points("DE")

    found = route(here, there)

    assert (found.primary, found.rule) == (None, RouteRule.CONFLICT)
    assert {one.field for one in found.reasons} == {here.path, there.path}
    assert [one.code for one in found.remedies] == ["DECIDE_CONFLICT"]


def test_one_side_s_conflict_leaves_the_other_side_to_decide():
    found = route(points("US-AL"), points("DE"), points("US-CO", whose=VICTIM))

    assert found.primary == "us-icac-co"
    assert sum("several countries" in one.why_not for one in found.competitors) == 2


def test_several_states_are_a_federal_partner_s_and_each_state_hears():
    found = route(points("US-AL"), points("US-GA"))

    assert (found.primary, found.rule) == ("us-fbi", RouteRule.SEVERAL_STATES)
    assert heard(found) == ["us-icac-al", "us-icac-ga"]


@pytest.mark.parametrize("network", [NetworkKind.VPN, NetworkKind.TOR, NetworkKind.HOSTING])
def test_an_exit_places_nobody(network):
    found = route(points("US-AL", network=network))

    assert (found.primary, found.rule) == (None, RouteRule.NO_PLACE)
    assert [one.code for one in found.remedies] == ["ASK_OTHER_EVENTS", "ASK_UPLOAD_ADDRESS"]


def test_what_the_sender_calls_a_proxy_places_nobody():
    assert route(points("US-AL", masked=True)).rule is RouteRule.NO_PLACE


@pytest.mark.parametrize(
    ("incident", "rule"), [("trafficking", RouteRule.TRAFFICKING), ("travel", RouteRule.TRAVEL)]
)
def test_trafficking_is_a_federal_partner_s_and_the_state_hears(incident, rule):
    found = route(points("US-AL"), incident=incident)

    assert (found.primary, found.rule) == ("us-fbi", rule)
    assert found.reasons[0].field == "report.incidentSummary.incidentType"
    assert heard(found) == ["us-icac-al"]


def test_trafficking_abroad_goes_abroad():
    assert route(points("GB"), incident="trafficking").primary == "gb-nca"


def test_trafficking_in_a_state_with_several_task_forces_waits_for_none_of_them():
    found = route(points("US-CA"), incident="trafficking")

    assert found.primary == "us-fbi"


def test_a_zip_code_chooses_among_several_task_forces():
    found = route(
        points("US-CA", zip_code="94110-1234", kind=PointerKind.ADDRESS),
        routing_file="zip,940-949,us-icac-ca-silicon-valley,\n",
    )

    assert (found.primary, found.rule) == ("us-icac-ca-silicon-valley", RouteRule.ZIP)
    assert found.reasons[-1].code == "POSTAL_CODE"
    assert len(found.competitors) == 4


def test_a_county_chooses_where_the_file_says_which_county_a_zip_code_is_in():
    found = route(
        points("US-CA", zip_code="93710", kind=PointerKind.ADDRESS),
        routing_file="zip_county,93700-93799,CA/Fresno,\n",
    )

    assert (found.primary, found.rule) == ("us-icac-ca-central", RouteRule.COUNTY)


def test_a_zip_code_does_not_send_a_report_to_a_task_force_of_another_state():
    found = route(
        points("US-CO", zip_code="10001", kind=PointerKind.ADDRESS),
        routing_file="zip,100,us-icac-ny-city,\n",
    )

    assert (found.primary, found.rule) == ("us-icac-co", RouteRule.STATE)
    (not_chosen,) = found.competitors
    assert not_chosen.agency == "us-icac-ny-city"
    assert "it serves US-NY and not US-CO" in not_chosen.why_not


def test_a_zip_code_may_name_an_agency_that_the_file_adds_or_a_federal_one():
    for agency in ("us-hsi", "ours"):
        found = route(
            points("US-CO", zip_code="80202", kind=PointerKind.ADDRESS),
            routing_file=f"agency,ours,Example unit,\nzip,802,{agency},\n",
        )

        assert (found.primary, found.rule) == (agency, RouteRule.ZIP)


def test_zip_codes_that_name_different_agencies_choose_none():
    found = route(
        points("US-CA", zip_code="94110", kind=PointerKind.ADDRESS),
        points("US-CA", zip_code="92101", kind=PointerKind.ADDRESS),
        routing_file="zip,940-949,us-icac-ca-silicon-valley,\nzip,921,us-icac-ca-san-diego,\n",
    )

    assert (found.primary, found.rule) == (None, RouteRule.SEVERAL_TASK_FORCES)


def test_a_zip_code_decides_though_nothing_says_the_state():
    found = route(
        points("US", zip_code="94110", kind=PointerKind.ADDRESS),
        routing_file="zip,94110,us-icac-ca-silicon-valley,\n",
    )

    assert found.primary == "us-icac-ca-silicon-valley"


def test_the_file_names_a_lead_or_takes_ours_away():
    lead = route(points("US-CA"), routing_file="lead,CA,us-icac-ca-los-angeles,\n")
    none = route(points("US-NY"), routing_file="lead,NY,none,\n")

    assert (lead.primary, lead.rule) == ("us-icac-ca-los-angeles", RouteRule.LEAD)
    assert "none chosen by county or ZIP code" in lead.rule_text
    assert (none.primary, none.rule) == (None, RouteRule.SEVERAL_TASK_FORCES)


def test_the_file_opens_a_channel_and_chooses_a_federal_partner():
    file = "agency,fr-unit,Example unit of France,\ncountry,FR,fr-unit,\nfederal,no_state,us-hsi,\n"

    assert route(points("FR"), routing_file=file).primary == "fr-unit"
    assert route(points("US"), routing_file=file).primary == "us-hsi"


def test_one_line_opens_a_channel_for_every_country_without_a_row():
    file = "country,*,int-interpol,\n"

    other, known = route(points("NG"), routing_file=file), route(points("GB"), routing_file=file)

    assert (other.primary, other.rule) == ("int-interpol", RouteRule.OTHER_COUNTRY)
    assert known.primary == "gb-nca"


def test_what_has_no_place_goes_where_its_whole_cluster_goes():
    placed = points("US-AL")
    subjects = [
        Subject(report_id=7, pointers=()),
        Subject(report_id=5, pointers=(placed,)),
        Subject(report_id=6, pointers=(points("US-AL", kind=PointerKind.PHONE),)),
    ]

    thin, first, _ = route_cluster(subjects, TABLES)

    assert (thin.primary, thin.rule) == ("us-icac-al", RouteRule.CLUSTER)
    assert thin.reasons == first.reasons
    assert thin.reasons[0].report_id == "5"


def test_a_cluster_that_goes_to_two_agencies_places_nothing_else():
    subjects = [
        Subject(report_id=7, pointers=()),
        Subject(report_id=5, pointers=(points("US-AL"),)),
        Subject(report_id=6, pointers=(points("US-GA"),)),
    ]

    assert route_cluster(subjects, TABLES)[0].rule is RouteRule.NO_PLACE


def test_a_conflict_is_no_want_of_a_place_and_follows_nobody():
    subjects = [
        Subject(report_id=7, pointers=(points("US-AL"), points("DE"))),
        Subject(report_id=5, pointers=(points("US-AL"),)),
    ]

    assert route_cluster(subjects, TABLES)[0].rule is RouteRule.CONFLICT
