"""Whatever places a report names, its route keeps what routing promises."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from made_places import TABLES
from tipline.desk.location.rules.holders import holder_of
from tipline.desk.routing.rules.deciding import route_cluster, route_report
from tipline.desk.routing.types import NetworkKind, Pointer, PointerKind, Route, Subject, Whose

PLACES = st.sampled_from(
    [(None, None), ("US", None), ("DE", None), ("GB", None), ("NG", None), ("PR", None)]
    + [("US", f"US-{state}") for state in ("AL", "CA", "NY", "DC", "AE", "GU", "XX")]
)


# Two of each, and what stands at nobody; several sources may speak of one field.
FIELDS = st.sampled_from(
    [
        (whose, f"report.{role}[{number}].{field}[{at}]")
        for whose, role in (
            (Whose.REPORTED, "personOrUserReported"),
            (Whose.VICTIM, "victim"),
            (Whose.RECIPIENT, "intendedRecipient"),
        )
        for number in (1, 2)
        for field in ("ipCaptureEvent", "associatedAccount[1].phone")
        for at in (1, 2)
        if whose is not Whose.RECIPIENT or field == "ipCaptureEvent"
    ]
    + [(Whose.REPORTED, f"fileDetails[{number}].ipCaptureEvent") for number in (1, 2)]
    + [(Whose.INCIDENT, "report.internetDetails[1].nonInternetIncident.incidentAddress[1]")]
)


@st.composite
def pointers(draw: st.DrawFn) -> tuple[Pointer, ...]:
    """What up to eight sources say of fields of up to two people on each side."""
    made = []
    for number in range(draw(st.integers(0, 8))):
        country, region = draw(PLACES)
        whose, path = draw(FIELDS)
        made.append(
            Pointer(
                path=path,
                whose=whose,
                kind=draw(st.sampled_from(list(PointerKind))),
                country=country,
                region=region,
                postal_code=draw(st.sampled_from([None, "94110", "x"])),
                network=draw(st.sampled_from(list(NetworkKind))),
                masked=draw(st.booleans()),
                source=f"Example gazetteer {number}",
            )
        )
    return tuple(made)


INCIDENTS = st.sampled_from([None, "imagery", "trafficking", "travel"])


def subject(found: tuple[Pointer, ...], incident: str | None = None, number: int = 1) -> Subject:
    return Subject(report_id=number, pointers=found, incident=incident)


@given(pointers(), INCIDENTS)
def test_there_is_exactly_one_primary_agency_or_reasons_and_remedies_why_not(found, incident):
    route = route_report(subject(found, incident), TABLES)

    assert route.reasons
    assert (route.primary in TABLES.agencies) != route.rule.value.startswith("U-")
    assert route.primary or route.remedies


@given(pointers(), INCIDENTS)
def test_each_agency_hears_once_and_the_primary_is_not_among_those_that_hear(found, incident):
    route = route_report(subject(found, incident), TABLES)

    codes = [one.agency for one in route.heard]
    assert len(codes) == len(set(codes))
    assert route.primary not in codes
    assert all(one.reasons for one in route.heard)


def told(route: Route) -> set[str]:
    return {one.agency for one in route.heard} | ({route.primary} if route.primary else set())


@given(pointers(), INCIDENTS)
def test_whoever_hears_of_a_person_hears_of_them_among_others_too(found, incident):
    people = [one for one in found if one.path.startswith("report.")]
    together = told(route_report(subject(tuple(people), incident), TABLES))

    for holder in {(one.whose, holder_of(one.path)) for one in people}:
        own = tuple(one for one in people if (one.whose, holder_of(one.path)) == holder)
        assert told(route_report(subject(own, incident), TABLES)) <= together


@given(pointers(), INCIDENTS)
def test_removing_a_field_removes_every_reason_that_cites_it(found, incident):
    route = route_report(subject(found, incident), TABLES)
    cited = {one.field for one in route.reasons} - {"report", "report.incidentSummary.incidentType"}

    for field in cited:
        left = tuple(one for one in found if one.path != field)
        again = route_report(subject(left, incident), TABLES)
        fields = {one.field for one in again.reasons}
        fields |= {one.field for heard in again.heard for one in heard.reasons}
        fields |= {one.field for one in again.competitors}
        assert field not in fields


@given(pointers(), INCIDENTS)
def test_every_reason_cites_a_field_that_was_read(found, incident):
    route = route_report(subject(found, incident), TABLES)

    known = {one.path for one in found} | {"report", "report.incidentSummary.incidentType"}
    cited = [*route.reasons, *(one for heard in route.heard for one in heard.reasons)]
    assert {one.field for one in cited} <= known


@given(pointers().flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_the_locators_changes_nothing(both):
    found, shuffled = both

    encode = msgspec.json.Encoder(order="deterministic").encode
    assert encode(route_report(subject(found), TABLES)) == encode(
        route_report(subject(tuple(shuffled)), TABLES)
    )


@given(st.lists(pointers(), min_size=1, max_size=4))
def test_a_report_that_has_a_place_is_not_moved_by_its_cluster(several):
    subjects = [subject(found, number=at) for at, found in enumerate(several, 1)]

    for own, route in zip(subjects, route_cluster(subjects, TABLES), strict=True):
        alone = route_report(own, TABLES)
        assert route == alone or alone.rule.value == "U-NO-PLACE"


def test_nothing_but_places_and_the_kind_of_incident_can_reach_a_route():
    read = {field.name for type_ in (Subject, Pointer) for field in msgspec.structs.fields(type_)}

    assert read == {
        "report_id", "pointers", "incident", "incident_path",
        "path", "whose", "kind", "country", "region", "postal_code", "network", "masked", "source",
        "cautions",
    }  # fmt: skip
