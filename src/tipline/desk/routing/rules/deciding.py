"""Decide the route of a report, and of the reports of a cluster together.

Promise: every report has exactly one primary agency or none with the reasons; the place of every
victim and of every reported user hears; nothing but places and the kind of incident is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.rules.choosing import follow
from tipline.desk.routing.rules.claims import list_claims, place_holders
from tipline.desk.routing.rules.unroutable import is_at_odds, no_place, say_conflict
from tipline.desk.routing.types import Competitor, Heard, Reason, Remedy, Route, RouteRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.desk.routing.rules.claims import Claim
    from tipline.desk.routing.rules.sides import SidePlace
    from tipline.desk.routing.types import Subject


def route_report(subject: Subject, tables: Tables) -> Route:
    """Return the route of one report. Pure."""
    holdings = place_holders(subject)
    claims = list_claims(subject, holdings, tables)
    sides = [one.place for one in holdings]
    decided = next((one for one in claims if one.leads and one.destination.agency), None)
    if decided is None:
        return _unroutable(subject, sides, claims)
    return Route(
        report_id=str(subject.report_id),
        primary=decided.destination.agency,
        rule=decided.destination.rule,
        rule_text=decided.destination.text,
        reasons=_with_zip(decided),
        said_by=decided.said_by,
        whose=decided.whose,
        heard=tuple(_hear(claims, decided.destination.agency)),
        competitors=tuple(_compete(sides, claims)),
        remedies=_remedies(claims),
    )


def route_cluster(
    subjects: Sequence[Subject], tables: Tables, chosen: Mapping[str, str] | None = None
) -> tuple[Route, ...]:
    """Return the routes of the reports of a cluster, in the order given.

    A report in which nothing points to a place goes where all the others of its cluster go, if
    they go to one agency; its reasons cite the report that could be placed. A report in a conflict,
    or whose place has no agency, is placed too: then the cluster does not go to one. `chosen` are
    the agencies that people chose, by number of the report.
    """
    routes = [route_report(subject, tables) for subject in subjects]
    by_people = chosen or {}
    placed = sorted(
        (one for one in routes if one.rule is not RouteRule.NO_PLACE),
        key=lambda one: int(one.report_id),
    )
    agencies = {by_people.get(one.report_id, one.primary) for one in placed}
    if len(agencies) != 1 or None in agencies:
        return tuple(routes)
    lead = placed[0]
    return tuple(follow(one, lead, by_people.get(lead.report_id)) for one in routes)


def _with_zip(claim: Claim) -> tuple[Reason, ...]:
    """Add the field of the ZIP code where that decided; the locator's own reason stays."""
    field = claim.destination.decided_at
    if field is None:
        return claim.reasons
    said = next(one for one in claim.reasons if one.field == field)
    reason = Reason(
        code="POSTAL_CODE", text=claim.destination.text, field=field, report_id=said.report_id
    )
    return (*claim.reasons, reason)


def _hear(claims: Sequence[Claim], primary: str | None) -> Iterator[Heard]:
    told = {primary}
    for claim in claims:
        for agency in claim.told:
            if agency in told:
                continue
            told.add(agency)
            yield Heard(
                agency=agency,
                whose=claim.whose,
                rule=claim.destination.rule,
                reasons=_with_zip(claim),
            )


def _remedies(claims: Sequence[Claim]) -> tuple[Remedy, ...]:
    """Return what would give each claim without an agency one, each remedy once."""
    found = [remedy for claim in claims for remedy in claim.destination.remedies]
    return tuple({(one.code, one.text): one for one in found}.values())


def _compete(sides: Sequence[SidePlace], claims: Sequence[Claim]) -> Iterator[Competitor]:
    for claim in claims:
        field = claim.reasons[0].field
        for agency, why_not in claim.destination.not_chosen:
            yield Competitor(agency=agency, field=field, why_not=why_not)
        if claim.destination.agency is None and not claim.destination.not_chosen:
            yield Competitor(agency=None, field=field, why_not=claim.destination.text)
    for side in sides:
        if is_at_odds(side):
            yield from say_conflict(side)
        yield from side.outweighed
        yield from side.unusable


def _unroutable(subject: Subject, sides: Sequence[SidePlace], claims: Sequence[Claim]) -> Route:
    stuck = next((one for one in claims if one.leads), None)
    if stuck:
        rule, text, reasons = stuck.destination.rule, stuck.destination.text, stuck.reasons
        remedies: tuple[Remedy, ...] = ()
    else:
        rule, text, reasons, remedies = no_place(subject, sides)
    return Route(
        report_id=str(subject.report_id),
        primary=None,
        rule=rule,
        rule_text=text,
        reasons=reasons,
        heard=tuple(_hear(claims, None)),
        competitors=tuple(_compete(sides, claims)),
        remedies=(*remedies, *_remedies(claims)),
    )
