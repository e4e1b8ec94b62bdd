"""Decide the route of a report, and of the reports of a cluster together.

Promise: every report has exactly one primary agency or none with the reasons; the victim's place
and the reported user's place both hear; nothing but places and the kind of incident is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.routing.rules.agencies import FederalCase
from tipline.desk.routing.rules.destinations import Destination, federal, find_destination
from tipline.desk.routing.rules.sides import SidePlace, decide_side
from tipline.desk.routing.rules.unroutable import no_place, say_conflict
from tipline.desk.routing.types import (
    Competitor,
    Heard,
    Reason,
    Route,
    RouteRule,
    Whose,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.desk.routing.types import Subject

# Who can act against the account works the report; who can protect a child hears of it at once.
ORDER = (Whose.INCIDENT, Whose.REPORTED, Whose.VICTIM, Whose.RECIPIENT)
FEDERAL_INCIDENTS = frozenset({"trafficking", "travel"})

_TRAFFICKING = "the kind of incident goes to a federal partner"


class _Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What one side says: the agency of its place, and the locators that say so."""

    whose: Whose
    in_the_us: bool
    destination: Destination
    reasons: tuple[Reason, ...]
    said_by: tuple[str, ...] = ()


def route_report(subject: Subject, tables: Tables) -> Route:
    """Return the route of one report. Pure."""
    sides = {
        whose: decide_side(
            [one for one in subject.pointers if one.whose is whose], subject.report_id
        )
        for whose in ORDER
    }
    claims = [claim for whose in ORDER for claim in _claims(whose, sides[whose], tables)]
    claims = _put_trafficking_first(subject, claims, tables)
    decided = next((one for one in claims if one.destination.agency), None)
    if decided is None:
        return _unroutable(subject, sides, claims)
    return Route(
        report_id=str(subject.report_id),
        primary=decided.destination.agency,
        rule=decided.destination.rule,
        rule_text=decided.destination.text,
        reasons=_with_zip(decided),
        said_by=decided.said_by,
        heard=tuple(_hear(claims, decided)),
        competitors=tuple(_compete(sides, claims)),
    )


def route_cluster(subjects: Sequence[Subject], tables: Tables) -> tuple[Route, ...]:
    """Return the routes of the reports of a cluster, in the order given.

    A report in which nothing points to a place goes where all the others of its cluster go, if
    they go to one agency; its reasons cite the report that could be placed.
    """
    routes = [route_report(subject, tables) for subject in subjects]
    placed = sorted((one for one in routes if one.primary), key=lambda one: int(one.report_id))
    agencies = {one.primary for one in placed}
    if len(agencies) != 1:
        return tuple(routes)
    return tuple(follow(one, placed[0]) for one in routes)


def follow(route: Route, leading: Route) -> Route:
    """Return the route of a report that nothing places: where `leading` of its cluster goes."""
    if route.rule is not RouteRule.NO_PLACE:
        return route
    return msgspec.structs.replace(
        route,
        primary=leading.primary,
        rule=RouteRule.CLUSTER,
        rule_text="nothing in it points to a place; all placed reports of its cluster go here",
        reasons=leading.reasons,
        remedies=(),
    )


def _claims(whose: Whose, side: SidePlace, tables: Tables) -> Iterator[_Claim]:
    """Say where a side sends the report; a side in several countries sends it nowhere."""
    countries = {place.country for place in side.places}
    if len(countries) != 1:
        return
    us = countries == {"US"}
    if len(side.places) > 1:
        states = ", ".join(map(str, side.places))
        text = f"its strongest locators name several states: {states}"
        destination = federal(FederalCase.SEVERAL_STATES, text, tables)
        yield _Claim(whose=whose, in_the_us=us, destination=destination, reasons=side.reasons)
    for place in side.places:
        codes = side.postal_codes if len(side.places) == 1 else ()
        destination = find_destination(place, codes, tables)
        reasons = side.reasons_for(place)
        yield _Claim(
            whose=whose,
            in_the_us=us,
            destination=destination,
            reasons=reasons,
            said_by=side.said_by[place],
        )


def _put_trafficking_first(
    subject: Subject, claims: Sequence[_Claim], tables: Tables
) -> list[_Claim]:
    """Let the federal partner lead where the kind of incident is theirs and the place is the US."""
    first = next((one for one in claims if one.destination.agency or one.in_the_us), None)
    if subject.incident not in FEDERAL_INCIDENTS or first is None or not first.in_the_us:
        return list(claims)
    reason = Reason(
        code=f"INCIDENT_{subject.incident}".upper(),
        text=_TRAFFICKING,
        field=subject.incident_path,
        report_id=str(subject.report_id),
    )
    destination = federal(FederalCase.TRAFFICKING, _TRAFFICKING, tables)
    return [
        msgspec.structs.replace(first, destination=destination, reasons=(reason, *first.reasons)),
        *claims,
    ]


def _with_zip(claim: _Claim) -> tuple[Reason, ...]:
    """Add the field of the ZIP code where that decided; the locator's own reason stays."""
    field = claim.destination.decided_at
    if field is None:
        return claim.reasons
    said = next(one for one in claim.reasons if one.field == field)
    reason = Reason(
        code="POSTAL_CODE", text=claim.destination.text, field=field, report_id=said.report_id
    )
    return (*claim.reasons, reason)


def _hear(claims: Sequence[_Claim], decided: _Claim) -> Iterator[Heard]:
    told = {decided.destination.agency}
    for claim in claims:
        agency = claim.destination.agency
        if agency is None or agency in told:
            continue
        told.add(agency)
        yield Heard(
            agency=agency,
            whose=claim.whose,
            rule=claim.destination.rule,
            reasons=_with_zip(claim),
        )


def _compete(sides: Mapping[Whose, SidePlace], claims: Sequence[_Claim]) -> Iterator[Competitor]:
    for claim in claims:
        field = claim.reasons[0].field
        for agency, why_not in claim.destination.not_chosen:
            yield Competitor(agency=agency, field=field, why_not=why_not)
        if claim.destination.agency is None and not claim.destination.not_chosen:
            yield Competitor(agency=None, field=field, why_not=claim.destination.text)
    for side in sides.values():
        if len({place.country for place in side.places}) > 1:
            yield from say_conflict(side)
        yield from side.outweighed
        yield from side.unusable


def _unroutable(
    subject: Subject, sides: Mapping[Whose, SidePlace], claims: Sequence[_Claim]
) -> Route:
    if claims:
        stuck = claims[0].destination
        rule, text, remedies = stuck.rule, stuck.text, stuck.remedies
        reasons = claims[0].reasons
    else:
        rule, text, reasons, remedies = no_place(subject, sides)
    return Route(
        report_id=str(subject.report_id),
        primary=None,
        rule=rule,
        rule_text=text,
        reasons=reasons,
        competitors=tuple(_compete(sides, claims)),
        remedies=remedies,
    )
