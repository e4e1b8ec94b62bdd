"""Take from what the location stage found of a report what a route may rest on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tipline.desk.location.rules.saying import CAUTIONS, say_cautions
from tipline.desk.location.types import (
    EXITS,
    Caution,
    Flaw,
    Hypothesis,
    Locator,
    LocatorKind,
    NetworkKind,
    Whose,
)
from tipline.desk.routing.types import Pointer, PointerKind
from tipline.report.types import EventName

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLACES = frozenset({LocatorKind.POSTAL_ADDRESS, LocatorKind.COORDINATES})
# What the kind of locator or the list of exits says already.
_SAID_OTHERWISE = frozenset(
    {
        Caution.KIND_IS_HEURISTIC,
        Caution.REGISTERED_NOT_LOCATED,
        Caution.PLACE_OF_AN_EXIT,
        Caution.LIST_OF_ANOTHER_HOUR,
        Caution.NUMBER_CAN_MOVE,
        Caution.ESTIMATE_OF_SENDER,
    }
)


def read_pointers(hypotheses: Iterable[Hypothesis]) -> tuple[Pointer, ...]:
    """Return where the locators of one report point, one for each that a source speaks of. Pure.

    What one source calls an exit is none for the others either: a list of VPN ranges knows
    nothing of places, and a list of places nothing of VPNs.
    """
    by_path: dict[str, list[Hypothesis]] = defaultdict(list)
    for hypothesis in hypotheses:
        by_path[hypothesis.locator.path].append(hypothesis)
    return tuple(
        _point(one, _network_of(group), _late_lists(group))
        for group in by_path.values()
        for one in group
    )


def _network_of(group: Iterable[Hypothesis]) -> NetworkKind:
    # A list of exits of another hour warns, and excludes nothing: exits come and go.
    kinds = {one.network for one in group if Caution.LIST_OF_ANOTHER_HOUR not in one.cautions}
    exits = sorted(kinds & EXITS)
    if exits:
        return exits[0]
    return NetworkKind.MOBILE if NetworkKind.MOBILE in kinds else NetworkKind.UNKNOWN


def _late_lists(group: Iterable[Hypothesis]) -> tuple[str, ...]:
    """Say of the address how far the list of exits is from the event that names it."""
    late = Caution.LIST_OF_ANOTHER_HOUR
    return tuple(
        CAUTIONS[late].format(minutes=one.minutes) for one in group if late in one.cautions
    )


def _point(hypothesis: Hypothesis, network: NetworkKind, late: tuple[str, ...]) -> Pointer:
    locator, source = hypothesis.locator, hypothesis.source
    edition = f", {source.edition.isoformat()}" if source.edition else ""
    return Pointer(
        path=locator.path,
        whose=_side_of(locator),
        kind=_kind_of(hypothesis),
        country=hypothesis.country,
        region=hypothesis.region,
        postal_code=hypothesis.postal_code,
        network=network,
        masked=Flaw.SAID_TO_BE_PROXY in locator.flaws,
        source=f"{source.name}{edition}",
        cautions=_worth_saying(hypothesis) + late,
    )


def _worth_saying(hypothesis: Hypothesis) -> tuple[str, ...]:
    sentences = zip(hypothesis.cautions, say_cautions(hypothesis), strict=True)
    return tuple(text for caution, text in sentences if caution not in _SAID_OTHERWISE)


def _side_of(locator: Locator) -> Whose:
    """Return whose place a locator tells of.

    Where it happened is a place of its own; any other locator of the incident, such as the address
    that a file was uploaded from, is that of the account that is reported.
    """
    if locator.whose is Whose.INCIDENT and locator.kind not in _PLACES:
        return Whose.REPORTED
    return locator.whose


def _kind_of(hypothesis: Hypothesis) -> PointerKind:
    locator = hypothesis.locator
    if locator.kind in _PLACES:
        at_incident = locator.whose is Whose.INCIDENT
        return PointerKind.INCIDENT_ADDRESS if at_incident else PointerKind.ADDRESS
    if locator.kind is LocatorKind.ESTIMATED_LOCATION:
        verified = locator.verified is True
        return PointerKind.VERIFIED_LOCATION if verified else PointerKind.ESTIMATED_LOCATION
    if locator.kind is LocatorKind.PHONE:
        return PointerKind.PHONE
    if Caution.REGISTERED_NOT_LOCATED in hypothesis.cautions:
        return PointerKind.REGISTRATION
    of_upload = locator.event_name is EventName.UPLOAD or locator.path.startswith("fileDetails")
    return PointerKind.UPLOAD_ADDRESS if of_upload else PointerKind.IP_ADDRESS
