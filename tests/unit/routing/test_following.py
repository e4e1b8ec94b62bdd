"""A report without a place follows its cluster only where that truly goes to one agency."""

from __future__ import annotations

from made_places import TABLES, points
from tipline.desk.routing.rules.choosing import hear_instead
from tipline.desk.routing.rules.deciding import route_cluster, route_report
from tipline.desk.routing.types import RouteRule, Subject, Whose

THIN = Subject(report_id=9, pointers=())
OHIO = Subject(
    report_id=1,
    pointers=(points("US-OH"), points("US-CO", whose=Whose.VICTIM, path="report.victim[1].x")),
)


def heard(found) -> list[str]:
    return [one.agency for one in found.heard]


def test_a_report_in_a_country_without_a_channel_is_placed_and_parts_the_cluster():
    abroad = Subject(report_id=2, pointers=(points("FR"),))

    *_, thin = route_cluster([OHIO, abroad, THIN], TABLES)

    assert (thin.primary, thin.rule) == (None, RouteRule.NO_PLACE)


def test_so_is_one_in_a_conflict_and_one_in_a_state_of_several_task_forces():
    for pointers in ((points("DE"), points("GB")), (points("US-CA"),)):
        other = Subject(report_id=2, pointers=pointers)

        assert route_cluster([OHIO, other, THIN], TABLES)[-1].rule is RouteRule.NO_PLACE


def test_who_hears_of_the_one_that_leads_hears_of_those_that_follow():
    lead, thin = route_cluster([OHIO, THIN], TABLES)

    assert (thin.primary, heard(thin)) == ("us-icac-oh", ["us-icac-co"])
    assert thin.said_by == lead.said_by
    assert thin.whose is Whose.REPORTED


def test_a_person_s_choice_for_the_lead_takes_its_followers_along_and_says_so():
    _, thin = route_cluster([OHIO, THIN], TABLES, {"1": "us-icac-co"})

    assert (thin.primary, heard(thin)) == ("us-icac-co", ["us-icac-oh"])
    assert thin.reasons[0].code == "CHOSEN_BY_A_PERSON"
    assert thin.reasons[0].report_id == "1"


def test_a_person_s_choice_for_one_of_two_parts_the_cluster():
    second = Subject(report_id=2, pointers=(points("US-OH"),))

    *_, thin = route_cluster([OHIO, second, THIN], TABLES, {"2": "us-hsi"})

    assert thin.rule is RouteRule.NO_PLACE


def test_the_agency_of_the_rules_hears_while_somebody_else_has_the_report():
    found = route_report(OHIO, TABLES)

    told = {code: [one.agency for one in hear_instead(found, code)] for code in
            (None, "us-icac-co", "us-hsi", "us-icac-oh")}  # fmt: skip

    assert told == {
        None: ["us-icac-co"],
        "us-icac-co": ["us-icac-oh"],
        "us-hsi": ["us-icac-oh", "us-icac-co"],
        "us-icac-oh": ["us-icac-co"],
    }
    assert hear_instead(found, "us-hsi")[0].reasons == found.reasons
