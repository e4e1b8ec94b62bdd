"""Write what was found of a report as one JSON value, each locator and source in it once."""

from __future__ import annotations

import msgspec

from tipline.desk.location.types import (
    Caution,
    Hypothesis,
    Located,
    Locator,
    NetworkKind,
    Source,
)


class _Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A hypothesis; `locator` and `source` count from 0 in the lists beside it."""

    locator: int
    source: int
    country: str | None = None
    region: str | None = None
    postal_code: str | None = None
    operator: str | None = None
    network: NetworkKind = NetworkKind.UNKNOWN
    days: int | None = None
    minutes: int | None = None
    cautions: tuple[Caution, ...] = ()


class Found(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that is kept of one report in one generation."""

    locators: tuple[Locator, ...] = ()
    sources: tuple[Source, ...] = ()
    hypotheses: tuple[_Kept, ...] = ()


def pack(located: Located) -> Found:
    """Return what is kept of a report; `unpack` gives the same back."""
    sources: dict[Source, int] = {}
    place = {locator.path: at for at, locator in enumerate(located.locators)}
    kept = [
        _Kept(
            locator=place[one.locator.path],
            source=sources.setdefault(one.source, len(sources)),
            country=one.country,
            region=one.region,
            postal_code=one.postal_code,
            operator=one.operator,
            network=one.network,
            days=one.days,
            minutes=one.minutes,
            cautions=one.cautions,
        )
        for one in located.hypotheses
    ]
    return Found(locators=located.locators, sources=tuple(sources), hypotheses=tuple(kept))


def unpack(report_id: int, counted: int, found: Found) -> Located:
    """Return what was found of a report, from what was kept of it."""
    hypotheses = [
        Hypothesis(
            locator=found.locators[one.locator],
            source=found.sources[one.source],
            country=one.country,
            region=one.region,
            postal_code=one.postal_code,
            operator=one.operator,
            network=one.network,
            days=one.days,
            minutes=one.minutes,
            cautions=one.cautions,
        )
        for one in found.hypotheses
    ]
    return Located(
        report_id=report_id,
        counted=counted,
        locators=found.locators,
        hypotheses=tuple(hypotheses),
    )
