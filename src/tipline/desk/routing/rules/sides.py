"""Decide where one side of a report is, from everything of that side that points to a place.

Promise: places that disagree are never averaged. A stronger kind of locator outranks a weaker one
and the reason says why; where the strongest disagree among themselves, the side has no place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.rules.states import TERRITORIES, US_CODES
from tipline.desk.routing.types import Competitor, NetworkKind, Pointer, PointerKind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Strongest first. The words stand in every reason, so that a reader can object to them.
STRENGTHS: dict[PointerKind, str] = {
    PointerKind.INCIDENT_ADDRESS: "the address where it happened",
    PointerKind.ADDRESS: "a postal address of the account, where somebody may receive",
    PointerKind.VERIFIED_LOCATION: "a location that the sender says it verified",
    PointerKind.UPLOAD_ADDRESS: "the network address of the upload itself",
    PointerKind.IP_ADDRESS: "a network address of another event of the account",
    PointerKind.REGISTRATION: "a registry of addresses: the seat of the network, not of its user",
    PointerKind.PHONE: "a phone number's range: the number may have moved with its holder",
    PointerKind.ESTIMATED_LOCATION: "the sender's estimate, often itself read from an address",
}
# An estimate is often read from an address, and a registry knows of networks only: whatever speaks
# of one thing is one kind of evidence, however many sources repeat it.
_EVIDENCE: dict[PointerKind, str] = {
    PointerKind.INCIDENT_ADDRESS: "postal address",
    PointerKind.ADDRESS: "postal address",
    PointerKind.VERIFIED_LOCATION: "verified location",
    PointerKind.UPLOAD_ADDRESS: "network",
    PointerKind.IP_ADDRESS: "network",
    PointerKind.REGISTRATION: "network",
    PointerKind.PHONE: "phone",
    PointerKind.ESTIMATED_LOCATION: "network",
}
_ORDER = {kind: at for at, kind in enumerate(STRENGTHS)}

_POINTS_ELSEWHERE: dict[NetworkKind, str] = {
    NetworkKind.VPN: "the address is an exit of a VPN: it says where the exit is, not who used it",
    NetworkKind.TOR: "the address is a Tor exit: it says where the exit is, not who used it",
    NetworkKind.HOSTING: "the address belongs to a hosting network: no household is behind it",
}
_MASKED = "the sender says that the address may be a proxy"


class Place(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A place as routing tells places apart: a country, and in the United States a state.

    `state` is a USPS code: a state, DC, a territory or a military one; empty where unknown.
    """

    country: str
    state: str = ""

    def __str__(self) -> str:
        """Write the place as its codes: `US-TX`, `DE`."""
        return f"{self.country}-{self.state}" if self.state else self.country


class SidePlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a side is: one place, several that outrank each other not, or none.

    `cited` are the locators that decided, each with its place; `outweighed` those that said
    something else, `unusable` those that point to nobody. `postal_codes` are pairs of a code and
    its field. `said_by` is every place that is said, with the kinds of evidence that say it.
    """

    places: tuple[Place, ...]
    said_by: dict[Place, tuple[str, ...]]
    postal_codes: tuple[tuple[str, str], ...]
    cited: tuple[tuple[Place, Reason], ...]
    outweighed: tuple[Competitor, ...]
    unusable: tuple[Competitor, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All that decided, the strongest first."""
        return tuple(reason for _, reason in self.cited)

    def reasons_for(self, place: Place) -> tuple[Reason, ...]:
        """Return what says one of the places, or says it less exactly."""
        return tuple(
            reason for said, reason in self.cited if said == place or is_wider(said, {place})
        )


def place_of(pointer: Pointer) -> Place | None:
    """Return the place that a locator points to, None where it names no country."""
    country = (pointer.country or "").upper()
    if country in TERRITORIES:
        return Place(country="US", state=country)
    if not country:
        return None
    if country != "US":
        return Place(country=country)
    state = (pointer.region or "").upper().removeprefix("US-")
    return Place(country="US", state=state if state in US_CODES else "")


def why_unusable(pointer: Pointer) -> str | None:
    """Say why a locator may not decide a place, None where it may."""
    if pointer.network in _POINTS_ELSEWHERE:
        return _POINTS_ELSEWHERE[pointer.network]
    if pointer.masked:
        return _MASKED
    return None if place_of(pointer) else "nothing says which country it points to"


def decide_side(pointers: Iterable[Pointer], report_id: int) -> SidePlace:
    """Return where a side is. Pure; the order of the locators does not matter."""
    ordered = sorted(pointers, key=lambda one: (_ORDER[one.kind], one.path, one.source))
    unusable = [
        Competitor(agency=None, field=one.path, why_not=why)
        for one in ordered
        if (why := why_unusable(one))
    ]
    usable = [(one, place) for one in ordered if not why_unusable(one) and (place := place_of(one))]
    deciding = _deciding(usable)
    places = {place for _, place in deciding}
    exact = {place for place in places if not is_wider(place, places - {place})}
    return SidePlace(
        places=tuple(sorted(exact)),
        said_by=_count_evidence(usable),
        postal_codes=tuple(
            dict.fromkeys((one.postal_code, one.path) for one, _ in deciding if one.postal_code)
        ),
        cited=tuple((place, _say(one, place, report_id)) for one, place in deciding),
        outweighed=tuple(_say_outweighed(usable, deciding)),
        unusable=tuple(unusable),
    )


def _count_evidence(usable: Sequence[tuple[Pointer, Place]]) -> dict[Place, tuple[str, ...]]:
    found: dict[Place, set[str]] = {}
    for one, place in usable:
        found.setdefault(place, set()).add(_EVIDENCE[one.kind])
    return {place: tuple(sorted(kinds)) for place, kinds in found.items()}


def _deciding(usable: Sequence[tuple[Pointer, Place]]) -> list[tuple[Pointer, Place]]:
    """Return the locators that decide: the strongest, and for their state those that know it."""
    strongest = _strongest(usable)
    if {place for _, place in strongest} != {Place(country="US")}:
        return strongest
    in_a_state = [one for one in usable if one[1].country == "US" and one[1].state]
    return strongest + _strongest(in_a_state)


def _strongest(found: Sequence[tuple[Pointer, Place]]) -> list[tuple[Pointer, Place]]:
    """Return those of the strongest kind; `found` is ordered by strength."""
    return [one for one in found if one[0].kind is found[0][0].kind]


def _say(pointer: Pointer, place: Place, report_id: int) -> Reason:
    by = f" ({pointer.source})" if pointer.source else ""
    words = [STRENGTHS[pointer.kind], *pointer.cautions]
    return Reason(
        code=f"{pointer.whose}_{pointer.kind}".upper(),
        text=f"{place}{by}: {'; '.join(words)}",
        field=pointer.path,
        report_id=str(report_id),
    )


def _say_outweighed(
    usable: Sequence[tuple[Pointer, Place]], deciding: Sequence[tuple[Pointer, Place]]
) -> Iterable[Competitor]:
    said = {place for _, place in deciding}
    for one, place in usable:
        if (one, place) in deciding or place in said or is_wider(place, said):
            continue
        by = STRENGTHS[deciding[0][0].kind]
        yield Competitor(
            agency=None, field=one.path, why_not=f"it says {place}, but is outranked by {by}"
        )


def is_wider(place: Place, said: set[Place]) -> bool:
    """Whether a place only says less exactly what was said."""
    return not place.state and any(one.country == place.country for one in said)
