"""The agencies that a report can go to, and the tables that say which of them serves a place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import msgspec


class AgencyKind(StrEnum):
    """What kind of agency; `own` are those that an agency's routing file adds."""

    TASK_FORCE = "task force"
    FEDERAL = "federal"
    ABROAD = "abroad"
    OWN = "own"


class FederalCase(StrEnum):
    """What sends a report of the United States to a federal partner, or has one hear of it."""

    NO_STATE = "no_state"
    SEVERAL_STATES = "several_states"
    TERRITORY = "territory"
    MILITARY = "military"
    TRAFFICKING = "trafficking"
    TRAVEL = "travel"
    SEVERAL_TASK_FORCES = "several_task_forces"


class Agency(msgspec.Struct, frozen=True, kw_only=True):
    """An agency that reports are handed to. `part` says which part of a state it serves."""

    code: str
    name: str
    kind: AgencyKind
    host: str = ""
    part: str = ""


class TaskForce(msgspec.Struct, frozen=True, kw_only=True):
    """Which states, and which counties of them, a task force serves.

    `serves_the_rest`: it serves whatever of the state no other is named for.
    """

    code: str
    states: tuple[str, ...]
    counties: tuple[str, ...]
    serves_the_rest: bool


class ZipRange(NamedTuple):
    """ZIP codes from `first` to `last`, both included, and what they stand for."""

    first: int
    last: int
    value: str


class Tables(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything that routing looks up.

    `zips` (ZIP to agency) and `zip_counties` (ZIP to `CA/Fresno`) are sorted and free of overlap.
    `leads` names the agency that takes what no county or ZIP decides, by state; None: nobody.
    `version` names edition and content: routes of another version are derived anew.
    """

    version: str
    agencies: Mapping[str, Agency]
    task_forces: Mapping[str, tuple[TaskForce, ...]]
    counties: Mapping[str, str]
    zips: tuple[ZipRange, ...]
    zip_counties: tuple[ZipRange, ...]
    leads: Mapping[str, str | None]
    federal: Mapping[FederalCase, str]
    countries: Mapping[str, str]

    def agency_of_zip(self, postal_code: str | None) -> str | None:
        """Return the agency that the routing file names for a ZIP code, or None."""
        return _find(self.zips, self._zip_starts, postal_code)

    def county_of_zip(self, postal_code: str | None) -> str | None:
        """Return `state/county` as the routing file maps a ZIP code, or None."""
        return _find(self.zip_counties, self._county_starts, postal_code)

    @cached_property
    def _zip_starts(self) -> list[int]:
        return [one.first for one in self.zips]

    @cached_property
    def _county_starts(self) -> list[int]:
        return [one.first for one in self.zip_counties]


def read_zip(postal_code: str | None) -> int | None:
    """Return the five digits of a ZIP or ZIP+4 code as a number, None for anything else."""
    first = (postal_code or "").strip().partition("-")[0]
    five = len(first) == ZIP_DIGITS and first.isascii() and first.isdigit()
    return int(first) if five else None


ZIP_DIGITS = 5


def _find(ranges: tuple[ZipRange, ...], starts: list[int], postal_code: str | None) -> str | None:
    number = read_zip(postal_code)
    if number is None or not ranges:
        return None
    at = bisect_right(starts, number) - 1
    return ranges[at].value if at >= 0 and number <= ranges[at].last else None
