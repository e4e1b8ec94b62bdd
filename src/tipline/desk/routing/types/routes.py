"""What routing decides: one primary agency or none, who else must hear, and why."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tipline.desk.location.types import Whose


class RouteRule(StrEnum):
    """The rule that decided a route; those that begin with U- leave a report without a primary."""

    ZIP = "R-ZIP"
    COUNTY = "R-COUNTY"
    STATE = "R-STATE"
    REST_OF_STATE = "R-REST-OF-STATE"
    LEAD = "R-LEAD"
    NO_STATE = "R-FEDERAL-NO-STATE"
    SEVERAL_STATES = "R-FEDERAL-SEVERAL-STATES"
    TERRITORY = "R-FEDERAL-TERRITORY"
    MILITARY = "R-FEDERAL-MILITARY"
    TRAFFICKING = "R-FEDERAL-TRAFFICKING"
    TRAVEL = "R-FEDERAL-TRAVEL"
    COUNTRY = "R-COUNTRY"
    OTHER_COUNTRY = "R-OTHER-COUNTRY"
    CLUSTER = "R-CLUSTER"
    NO_PLACE = "U-NO-PLACE"
    CONFLICT = "U-CONFLICT"
    NO_CHANNEL = "U-NO-CHANNEL"
    SEVERAL_TASK_FORCES = "U-SEVERAL-TASK-FORCES"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One cause of a route: machine code, words, and the field that it was read from."""

    code: str
    text: str
    field: str
    report_id: str


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """An agency that must hear of the report though it is not the primary one, and why."""

    agency: str
    whose: Whose
    rule: RouteRule
    reasons: tuple[Reason, ...]


class Competitor(msgspec.Struct, frozen=True, kw_only=True):
    """An agency or a locator that might have decided, and why it did not; `agency` may be None."""

    agency: str | None
    field: str
    why_not: str


class Remedy(msgspec.Struct, frozen=True, kw_only=True):
    """What would make an unroutable report routable: a question to the sender, or a table row."""

    code: str
    text: str


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The route of one report.

    `primary` is the code of exactly one agency, or None: unroutable. The same report, places and
    tables give the same route, byte for byte; no clock is in it, and the version of the tables
    stands beside it, so that a new version that changes nothing is no new route. `said_by` are the
    kinds of evidence that say the primary's place: by one alone it wants to be confirmed; `whose`
    place that is. `remedies` are there for an unroutable report, and for a place of a routed one
    whose agency cannot be told.
    """

    report_id: str
    primary: str | None
    rule: RouteRule
    rule_text: str
    reasons: tuple[Reason, ...]
    said_by: tuple[str, ...] = ()
    whose: Whose | None = None
    heard: tuple[Heard, ...] = ()
    competitors: tuple[Competitor, ...] = ()
    remedies: tuple[Remedy, ...] = ()
