"""Arrange where a report points into what its page shows: by side, by country, source by source.

Pure. Sources stand side by side; nothing is averaged, and an exit's place is told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.views.names import path_in_words
from tipline.desk.location.rules.holders import holder_of
from tipline.desk.location.rules.saying import FLAWS, say_cautions
from tipline.desk.location.types import (
    Caution,
    LocatorKind,
    NetworkKind,
    Recipient,
    Rung,
    Standing,
    Whose,
)
from tipline.desk.triage.views.fields import find_anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tipline.desk.location.types import Ask, Comparison, Hypothesis, Side, Where
    from tipline.desk.triage.views.fields import FieldGroup

ROWS_SHOWN = 40  # of one side; a report may name thousands of addresses
ASKS_SHOWN = 10

SIDES = {
    Whose.VICTIM: "A victim",
    Whose.REPORTED: "The reported person",
    Whose.RECIPIENT: "An intended recipient",
    Whose.INCIDENT: "What happened (the report does not say whose it is)",
}
KINDS = {
    LocatorKind.IP_ADDRESS: "IP address",
    LocatorKind.PHONE: "telephone number",
    LocatorKind.POSTAL_ADDRESS: "postal address",
    LocatorKind.ESTIMATED_LOCATION: "estimate of the sender",
    LocatorKind.COORDINATES: "coordinates",
}
STANDINGS = {
    Standing.SILENT: ("No source names a country", "plain"),
    Standing.SINGLE: ("One source names it, no other", "warn"),
    Standing.AGREED: ("All sources name one country", "good"),
    Standing.CONFLICT: ("Sources name several countries", "bad"),
}
RUNGS = {
    Rung.NOTHING: "Leads nowhere yet",
    Rung.ONE_SOURCE: "Leads to a country by one kind of evidence only",
    Rung.COUNTRY: "Leads to a country by independent kinds of evidence",
    Rung.REGION: "Leads to a region",
    Rung.OPERATOR: "Leads to a network operator who can be asked",
}
_OPERATOR_WORDS = {"address": "[the address]", "port": "[the port]", "time": "[the time, UTC]"}


class PlaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One hypothesis in words; `days` lie between the source's edition and the event."""

    country: str
    region: str
    field: str
    anchor: str | None
    kind: str
    source: str
    licence: str
    days: str
    is_far: bool
    network: str
    cautions: tuple[str, ...]


class ShownSide(msgspec.Struct, frozen=True, kw_only=True):
    """One side of the report: its rows by country, and what points to an exit of others."""

    title: str
    standing: str
    standing_kind: str
    countries: tuple[tuple[str, str], ...]
    rung: str
    differ: tuple[str, ...]
    rows: tuple[PlaceRow, ...]
    exits: tuple[PlaceRow, ...]
    not_shown: int


class ShownAsk(msgspec.Struct, frozen=True, kw_only=True):
    """One question, ready to be copied; of an operator's, what names somebody is left open."""

    whom: str
    about: str
    text: str
    is_open: bool


class ShownWhere(msgspec.Struct, frozen=True, kw_only=True):
    """All of it; `looked_at` of `counted` locators were looked up."""

    counted: int
    looked_at: int
    sides: tuple[ShownSide, ...]
    asks: tuple[ShownAsk, ...]
    asks_not_shown: int


def show_where(where: Where | None, groups: Sequence[FieldGroup]) -> ShownWhere | None:
    """Put where a report points into words; None while it was not located yet."""
    if where is None:
        return None
    return ShownWhere(
        counted=where.counted,
        looked_at=where.looked_at,
        sides=tuple(
            _side(side, _title(side, where.sides), where.hypotheses, groups) for side in where.sides
        ),
        asks=tuple(_ask(ask) for ask in where.asks[:ASKS_SHOWN]),
        asks_not_shown=max(0, len(where.asks) - ASKS_SHOWN),
    )


def _side(
    side: Side, title: str, found: Iterable[Hypothesis], groups: Sequence[FieldGroup]
) -> ShownSide:
    exits = {one.locator.path for one in side.exits}
    own = [
        one
        for one in found
        if one.locator.whose is side.whose and holder_of(one.locator.path) == side.holder
    ]
    rows = [_row(one, groups) for one in _by_country(own) if one.locator.path not in exits]
    words, kind = STANDINGS[side.country.standing]
    return ShownSide(
        title=title,
        standing=words,
        standing_kind=kind,
        countries=_countries(side.country),
        rung=_rung(side),
        differ=_say_what_differs(side),
        rows=tuple(rows[:ROWS_SHOWN]),
        exits=tuple(_row(one, groups) for one in side.exits[:ROWS_SHOWN]),
        not_shown=max(0, len(rows) - ROWS_SHOWN) + max(0, len(side.exits) - ROWS_SHOWN),
    )


def _title(side: Side, sides: Sequence[Side]) -> str:
    """Say whose it is, and of several people on one side which of them."""
    words = SIDES[side.whose]
    if sum(one.whose is side.whose for one in sides) == 1:
        return words
    return f"{words}: {path_in_words(side.holder.removeprefix('report.'))}"


def _rung(side: Side) -> str:
    if side.country.standing is Standing.CONFLICT:
        return "Leads to several countries: ask, or decide which event counts"
    return RUNGS[side.rung]


def _say_what_differs(side: Side) -> tuple[str, ...]:
    """Say in what else than the country the sources contradict each other."""
    levels = (
        (side.region, "regions"),
        (side.operator, "network operators"),
        (side.network, "kinds of network"),
    )
    return tuple(
        f"Sources name several {words}: {', '.join(claim.value for claim in level.claims)}"
        for level, words in levels
        if level.standing is Standing.CONFLICT
    )


def _by_country(found: Iterable[Hypothesis]) -> list[Hypothesis]:
    """Order by country, those without one last; inside, as they stand in the report."""
    return sorted(found, key=lambda one: (one.country is None, one.country or ""))


def _countries(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    return tuple((claim.value, _evidence(claim.independent)) for claim in comparison.claims)


def _evidence(kinds: int) -> str:
    return f"{kinds} {'kind' if kinds == 1 else 'independent kinds'} of evidence"


def _row(one: Hypothesis, groups: Sequence[FieldGroup]) -> PlaceRow:
    return PlaceRow(
        country=one.country or "Not said",
        region=one.region or "",
        field=path_in_words(one.locator.path.removeprefix("report.")),
        anchor=find_anchor(one.locator.path, groups),
        kind=KINDS[one.locator.kind],
        source=one.source.title,
        licence=one.source.licence or "",
        days=_days(one),
        is_far=Caution.EDITION_FAR_FROM_EVENT in one.cautions,
        network=_network(one),
        cautions=(*say_cautions(one), *(FLAWS[flaw] for flaw in one.locator.flaws)),
    )


def _days(one: Hypothesis) -> str:
    if one.minutes is not None:
        return f"{one.minutes:,} {'minute' if one.minutes == 1 else 'minutes'}"
    if one.days is None:
        return "No edition" if one.source.edition is None else "Not known: no usable time was sent"
    return f"{one.days:,} {'day' if one.days == 1 else 'days'}"


def _network(one: Hypothesis) -> str:
    parts = [one.operator or ""]
    if one.network is not NetworkKind.UNKNOWN:
        parts.append(f"{one.network} network")
    return ", ".join(part for part in parts if part)


def _ask(ask: Ask) -> ShownAsk:
    is_open = ask.recipient is Recipient.NETWORK_OPERATOR
    whom = "the sender"
    if is_open:
        whom = f"the network operator{f', {ask.operator}' if ask.operator else ''}"
    return ShownAsk(
        whom=whom,
        about=path_in_words(ask.paths[0].removeprefix("report.")),
        text=ask.text.format(**_OPERATOR_WORDS) if is_open else ask.text,
        is_open=is_open,
    )
