"""Set what several sources say of one person beside each other; nothing is averaged or voted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.rules.holders import holder_of, position_of
from tipline.desk.location.types import (
    Caution,
    Claim,
    Comparison,
    Flaw,
    Level,
    LocatorKind,
    NetworkKind,
    Rung,
    Side,
    Standing,
    Whose,
    Witness,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tipline.desk.location.types import Hypothesis, Located

# A sender's estimate is often itself read from an address, so that both are one kind of evidence.
_FAMILY = {LocatorKind.ESTIMATED_LOCATION: LocatorKind.IP_ADDRESS}
_SEVERAL = 2
# With any of these an operator cannot tell which of its subscribers it was.
_UNANSWERABLE = frozenset(
    {
        Flaw.PORT_MISSING,
        Flaw.TIME_MISSING,
        Flaw.ZONE_MISSING,
        Flaw.TIME_UNUSABLE,
        Flaw.SAID_TO_BE_PROXY,
    }
)


def compare_sides(located: Located) -> tuple[Side, ...]:
    """Return what is said of each person that anything is said of, a victim first. Pure.

    What is said of one person is never set beside what is said of another.
    """
    order = (Whose.VICTIM, Whose.REPORTED, Whose.RECIPIENT, Whose.INCIDENT)
    of_holder: dict[tuple[int, tuple[int, ...], str], list[Hypothesis]] = {}
    for one in located.hypotheses:
        holder = holder_of(one.locator.path)
        key = (order.index(one.locator.whose), position_of(holder), holder)
        of_holder.setdefault(key, []).append(one)
    return tuple(
        _compare(order[whose], holder, found)
        for (whose, _, holder), found in sorted(of_holder.items(), key=lambda pair: pair[0])
    )


def points_to_an_exit(hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis says where an exit is rather than who used it.

    A list of exits of another hour is a caution and no more: exits come and go.
    """
    said = Flaw.SAID_TO_BE_PROXY in hypothesis.locator.flaws
    was_one_then = Caution.LIST_OF_ANOTHER_HOUR not in hypothesis.cautions
    return said or (Caution.PLACE_OF_AN_EXIT in hypothesis.cautions and was_one_then)


def _compare(whose: Whose, holder: str, found: Sequence[Hypothesis]) -> Side:
    masked = {one.locator.path for one in found if points_to_an_exit(one)}
    own = [one for one in found if one.locator.path not in masked]
    country = _compare_level(Level.COUNTRY, [(one.country, one) for one in own])
    region = _compare_level(Level.REGION, [(one.region, one) for one in own])
    known = [one for one in own if one.network is not NetworkKind.UNKNOWN]
    return Side(
        whose=whose,
        holder=holder,
        country=country,
        region=region,
        operator=_compare_level(Level.OPERATOR, [(one.operator, one) for one in own]),
        network=_compare_level(Level.NETWORK, [(one.network.value, one) for one in known]),
        exits=tuple(one for one in found if one.locator.path in masked),
        rung=_rung(country, region, own),
    )


def _compare_level(level: Level, said: Iterable[tuple[str | None, Hypothesis]]) -> Comparison:
    by_value: dict[str, list[Hypothesis]] = {}
    for value, one in said:
        if value is not None:
            by_value.setdefault(value, []).append(one)
    claims = tuple(_claim(value, by_value[value]) for value in sorted(by_value))
    return Comparison(level=level, standing=_standing(by_value), claims=claims)


def _claim(value: str, found: Sequence[Hypothesis]) -> Claim:
    return Claim(
        value=value,
        witnesses=tuple(
            Witness(
                path=one.locator.path,
                kind=one.locator.kind,
                source=one.source.title,
                cautions=one.cautions,
            )
            for one in found
        ),
        independent=len({_FAMILY.get(one.locator.kind, one.locator.kind) for one in found}),
    )


def _standing(by_value: Mapping[str, Sequence[Hypothesis]]) -> Standing:
    """Return how what is said stands; editions of one dataset are one source."""
    if not by_value:
        return Standing.SILENT
    if len(by_value) > 1:
        return Standing.CONFLICT
    sources = {one.source.name for found in by_value.values() for one in found}
    return Standing.AGREED if len(sources) > 1 else Standing.SINGLE


def _rung(country: Comparison, region: Comparison, own: Sequence[Hypothesis]) -> Rung:
    """Return the highest rung whose conditions, and those of all below it, hold."""
    if country.standing is Standing.SILENT:
        return Rung.NOTHING
    if country.standing is Standing.CONFLICT or country.claims[0].independent < _SEVERAL:
        return Rung.ONE_SOURCE
    if region.standing not in (Standing.SINGLE, Standing.AGREED):
        return Rung.COUNTRY
    can_be_asked = any(one.operator and not _UNANSWERABLE & set(one.locator.flaws) for one in own)
    return Rung.OPERATOR if can_be_asked else Rung.REGION
