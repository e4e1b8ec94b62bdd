"""Say what each person or account of a report claims: the agencies of its place, and why.

Promise: every holder is placed by its own locators; a place that cannot lead is heard all the same.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.rules.holders import holder_of, position_of
from tipline.desk.routing.rules.agencies import FederalCase
from tipline.desk.routing.rules.destinations import Destination, federal, find_destination
from tipline.desk.routing.rules.sides import SidePlace, decide_side
from tipline.desk.routing.types import Reason, Whose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.desk.routing.rules.sides import Place
    from tipline.desk.routing.types import Pointer, Subject

# Who can act against the account works the report; who can protect a child hears of it at once.
ORDER = (Whose.INCIDENT, Whose.REPORTED, Whose.VICTIM, Whose.RECIPIENT)
FEDERAL_INCIDENTS = {
    "trafficking": FederalCase.TRAFFICKING,
    "travel": FederalCase.TRAVEL,
}
_TO_A_PARTNER = "the kind of incident goes to a federal partner"
_PERSON_ALONE = 2  # numbers in the position of a person; an associated account has one more


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """Where one person, account or happening of a report is."""

    whose: Whose
    place: SidePlace


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What one holder says: the agency of its place, and the locators that say so.

    `leads`: whether the agency may have the report; where places contradict each other, those who
    serve them hear of it and none of them leads.
    """

    whose: Whose
    in_the_us: bool
    destination: Destination
    reasons: tuple[Reason, ...]
    said_by: tuple[str, ...] = ()
    leads: bool = True

    @property
    def told(self) -> tuple[str, ...]:
        """The agencies that this claim concerns: the one it names, else all that may be it."""
        agency = self.destination.agency
        return (agency,) if agency else self.destination.informed


def place_holders(subject: Subject) -> tuple[Holding, ...]:
    """Return where each holder of a report is, in the order of their precedence. Pure."""
    return tuple(
        Holding(whose=whose, place=decide_side(found, subject.report_id))
        for whose in ORDER
        for found in _by_holder([one for one in subject.pointers if one.whose is whose])
    )


def _by_holder(pointers: Iterable[Pointer]) -> Iterator[Sequence[Pointer]]:
    """Part the locators of one side by holder, those first that name none.

    What names no holder, such as the address of an upload, is the one person's where there is one;
    of several, nobody can say whose it is.
    """
    by_holder: dict[str, list[Pointer]] = defaultdict(list)
    for one in pointers:
        by_holder[holder_of(one.path)].append(one)
    people = [holder for holder in by_holder if len(position_of(holder)) == _PERSON_ALONE]
    if len(people) == 1:
        by_holder[people[0]] += by_holder.pop("", [])
    return (by_holder[holder] for holder in sorted(by_holder, key=position_of))


def list_claims(subject: Subject, holdings: Iterable[Holding], tables: Tables) -> tuple[Claim, ...]:
    """Return what every holder claims, who leads first. Pure."""
    claims = [claim for one in holdings for claim in _claim(one, tables)]
    return tuple(_add_federal_partner(subject, claims, tables))


def _claim(holding: Holding, tables: Tables) -> Iterator[Claim]:
    """Say where a holder sends the report; one in several countries leads it to none of them."""
    side = holding.place
    countries = {place.country for place in side.places}
    if len(side.places) > 1 and countries == {"US"}:
        states = ", ".join(map(str, side.places))
        text = f"its strongest locators name several states: {states}"
        yield Claim(
            whose=holding.whose,
            in_the_us=True,
            destination=federal(FederalCase.SEVERAL_STATES, text, tables),
            reasons=side.reasons,
        )
    for place in side.places:
        yield _claim_place(holding, place, tables, leads=len(countries) == 1)


def _claim_place(holding: Holding, place: Place, tables: Tables, *, leads: bool) -> Claim:
    side = holding.place
    codes = side.postal_codes if len(side.places) == 1 else ()
    return Claim(
        whose=holding.whose,
        in_the_us=place.country == "US",
        destination=find_destination(place, codes, tables),
        reasons=side.reasons_for(place),
        said_by=side.said_by[place],
        leads=leads,
    )


def _add_federal_partner(
    subject: Subject, claims: Sequence[Claim], tables: Tables
) -> Iterator[Claim]:
    """Put the federal partner before the first place in the US where the incident is theirs."""
    case = FEDERAL_INCIDENTS.get(subject.incident or "")
    in_the_us = sorted((one for one in claims if one.in_the_us), key=lambda one: not one.leads)
    first = in_the_us[0] if in_the_us else None
    for claim in claims:
        if case and claim is first:
            reason = _cite_incident(subject)
            yield msgspec.structs.replace(
                claim,
                destination=federal(case, _TO_A_PARTNER, tables),
                reasons=(reason, *claim.reasons),
            )
        yield claim


def _cite_incident(subject: Subject) -> Reason:
    return Reason(
        code=f"INCIDENT_{subject.incident}".upper(),
        text=_TO_A_PARTNER,
        field=subject.incident_path,
        report_id=str(subject.report_id),
    )
