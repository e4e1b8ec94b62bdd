"""Find the agency that serves a place, or say why the tables name none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.rules.states import MILITARY, TERRITORIES
from tipline.desk.routing.rules.agencies import FederalCase
from tipline.desk.routing.rules.routing_file import EVERY_OTHER
from tipline.desk.routing.types import Remedy, RouteRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.routing.rules.agencies import Tables, TaskForce
    from tipline.desk.routing.rules.sides import Place

RULE_OF_CASE = {
    FederalCase.NO_STATE: RouteRule.NO_STATE,
    FederalCase.SEVERAL_STATES: RouteRule.SEVERAL_STATES,
    FederalCase.TERRITORY: RouteRule.TERRITORY,
    FederalCase.MILITARY: RouteRule.MILITARY,
    FederalCase.TRAFFICKING: RouteRule.TRAFFICKING,
    FederalCase.TRAVEL: RouteRule.TRAVEL,
    FederalCase.SEVERAL_TASK_FORCES: RouteRule.SEVERAL_TASK_FORCES,
}


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """The agency that serves a place, by which rule; None with what would change that.

    `decided_at` is the field of the ZIP code where one decided; `not_chosen` are the other
    agencies that serve a part of the same place, each with why it was not chosen. `informed` are
    those that hear of it while none is chosen: any of them may be the one that can act.
    """

    agency: str | None
    rule: RouteRule
    text: str
    decided_at: str | None = None
    not_chosen: tuple[tuple[str, str], ...] = ()
    remedies: tuple[Remedy, ...] = ()
    informed: tuple[str, ...] = ()


def find_destination(
    place: Place, postal_codes: Sequence[tuple[str, str]], tables: Tables
) -> Destination:
    """Return who serves a place. `postal_codes` are pairs of a code and its field. Pure."""
    if place.country != "US":
        return _abroad(place, tables)
    if place.state in MILITARY:
        return federal(FederalCase.MILITARY, f"{place} is a military address", tables)
    if place.state in TERRITORIES:
        text = f"{place} is a territory, and no task force is named for it"
        return federal(FederalCase.TERRITORY, text, tables)
    if not place.state:
        by_zip = _by_zip(place, postal_codes, tables, ())
        if by_zip is not None:
            return by_zip
        text = "the United States, and nothing says which state"
        return federal(FederalCase.NO_STATE, text, tables)
    return _in_state(place, postal_codes, tables)


def federal(case: FederalCase, text: str, tables: Tables) -> Destination:
    """Return the federal partner that the tables name for a case."""
    return Destination(agency=tables.federal[case], rule=RULE_OF_CASE[case], text=text)


def _abroad(place: Place, tables: Tables) -> Destination:
    agency = tables.countries.get(place.country)
    if agency:
        text = f"the liaison table names one agency for {place.country}"
        return Destination(agency=agency, rule=RouteRule.COUNTRY, text=text)
    every_other = tables.countries.get(EVERY_OTHER)
    if every_other:
        text = f"the liaison table has no row for {place.country}; the routing file names a channel"
        text += " for all countries without one"
        return Destination(agency=every_other, rule=RouteRule.OTHER_COUNTRY, text=text)
    remedy = Remedy(
        code="ADD_LIAISON",
        text=f"Add a line to the routing file: country,{place.country},<code of the agency>, or"
        f" country,{EVERY_OTHER},int-interpol, for every country without a row.",
    )
    return Destination(
        agency=None,
        rule=RouteRule.NO_CHANNEL,
        text=f"the liaison table has no channel for {place.country}, and none is guessed",
        remedies=(remedy,),
    )


def _in_state(place: Place, postal_codes: Sequence[tuple[str, str]], tables: Tables) -> Destination:
    serving = tables.task_forces.get(place.state, ())
    by_zip = _by_zip(place, postal_codes, tables, serving)
    if by_zip is not None:
        return by_zip
    elsewhere = _elsewhere(place, postal_codes, tables)
    found = _by_state(place, tables, serving)
    return msgspec.structs.replace(found, not_chosen=found.not_chosen + elsewhere)


def _by_state(place: Place, tables: Tables, serving: Sequence[TaskForce]) -> Destination:
    if len(serving) == 1:
        text = f"one task force serves {place}"
        return Destination(agency=serving[0].code, rule=RouteRule.STATE, text=text)
    if not serving:
        text = f"no task force is named for {place}"
        return federal(FederalCase.NO_STATE, text, tables)
    return _several(place, tables, serving)


def _by_zip(
    place: Place,
    postal_codes: Sequence[tuple[str, str]],
    tables: Tables,
    serving: Sequence[TaskForce],
) -> Destination | None:
    """Return what the ZIP codes decide; nothing where they name different agencies, or none.

    Nor do they decide anything where one names a task force of another state.
    """
    found = [
        one
        for code, field in postal_codes
        if (one := _of_zip(code, field, place, tables, serving)) is not None
    ]
    if len({one.agency for one in found}) != 1 or _elsewhere(place, postal_codes, tables):
        return None
    others = tuple(
        (one.code, f"it serves {place} too; {found[0].text}")
        for one in serving
        if one.code != found[0].agency
    )
    return msgspec.structs.replace(found[0], not_chosen=others)


def _elsewhere(
    place: Place, postal_codes: Sequence[tuple[str, str]], tables: Tables
) -> tuple[tuple[str, str], ...]:
    """Return task forces that ZIP codes name and that do not serve the state, each with why not.

    An agency that the routing file adds serves whatever that file says.
    """
    if not place.state or not postal_codes:
        return ()
    serves: dict[str, list[str]] = {}
    for state, forces in tables.task_forces.items():
        for one in forces:
            serves.setdefault(one.code, []).append(state)
    named = {tables.agency_of_zip(code) for code, _ in postal_codes}
    return tuple(
        (code, f"a ZIP code names it, and it serves {_name(serves[code])} and not {place}")
        for code in sorted(one for one in named if one)
        if place.state not in serves.get(code, [place.state])
    )


def _name(states: Sequence[str]) -> str:
    return " and ".join(f"US-{state}" for state in states)


def _of_zip(
    code: str, field: str, place: Place, tables: Tables, serving: Sequence[TaskForce]
) -> Destination | None:
    agency = tables.agency_of_zip(code)
    if agency:
        text = "the routing file names the agency for this ZIP code"
        return Destination(agency=agency, rule=RouteRule.ZIP, text=text, decided_at=field)
    county = tables.county_of_zip(code)
    if not county or not county.startswith(f"{place.state}/"):
        return None
    name = county.partition("/")[2]
    named = tables.counties.get(county) or next(
        (one.code for one in serving if name in one.counties), None
    )
    if named is None:
        return None
    text = f"the tables name the agency for {name} County"
    return Destination(agency=named, rule=RouteRule.COUNTY, text=text, decided_at=field)


def _several(place: Place, tables: Tables, serving: Sequence[TaskForce]) -> Destination:
    none_chosen = f"{len(serving)} task forces serve {place}, none chosen by county or ZIP code"
    rest = next((one.code for one in serving if one.serves_the_rest), None)
    lead = tables.leads.get(place.state, rest)
    others = tuple((one.code, none_chosen) for one in serving if one.code != lead)
    remedies = tuple(_remedies(place, serving)) if lead is None else ()
    if lead is None:
        return Destination(
            agency=None,
            rule=RouteRule.SEVERAL_TASK_FORCES,
            text=f"{none_chosen}, and no lead is named",
            not_chosen=others,
            remedies=remedies,
            informed=(
                tables.federal[FederalCase.SEVERAL_TASK_FORCES],
                *(one.code for one in serving),
            ),
        )
    if place.state in tables.leads:
        text = f"{none_chosen}; the routing file names the lead"
        return Destination(agency=lead, rule=RouteRule.LEAD, text=text, not_chosen=others)
    text = f"{none_chosen}; it goes to the one that serves the rest of the state"
    return Destination(agency=lead, rule=RouteRule.REST_OF_STATE, text=text, not_chosen=others)


def _remedies(place: Place, serving: Sequence[TaskForce]) -> list[Remedy]:
    names = ", ".join(one.code for one in serving)
    return [
        Remedy(code="ASK_ZIP", text="Ask the sender for the postal code of the account."),
        Remedy(
            code="ADD_AREA",
            text=f"Add lines to the routing file: zip,<from-to>,<one of {names}>, or"
            f" lead,{place.state},<one of them>,",
        ),
    ]
