"""What pages, commands and packets show of routes."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tipline.desk.routing.types.routes import Heard, Route


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A person's choice of agency for a report; `agency` None: the choice before was taken back."""

    agency: str | None
    reason: str
    actor: str
    at: datetime


class RoutedReport(msgspec.Struct, frozen=True, kw_only=True):
    """The route of a report as it stands.

    `agency` is the primary agency that holds: the person's choice where `override` is set, else
    `route.primary`; None: unroutable. `heard` are those that must hear while that one has it: after
    a choice the agency of the rules is among them. `table_version` names the tables that the route
    follows from.
    """

    report_id: str
    agency: str | None
    agency_name: str | None
    heard: tuple[Heard, ...]
    route: Route
    override: Override | None
    generation: int
    table_version: str
    decided_at: datetime


class RouteLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list of routes."""

    report_id: str
    cluster_id: str
    agency: str | None
    rule: str
    heard: tuple[str, ...]
    overridden: bool


class AgencyCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many reports go to an agency as the primary one, and of how many more it must hear."""

    agency: str
    name: str
    primary: int
    hears: int


class UnroutableCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many reports a rule leaves without a primary agency."""

    rule: str
    reports: int


class RoutingOverview(msgspec.Struct, frozen=True, kw_only=True):
    """All reports by agency, largest first, and those without one by rule."""

    agencies: tuple[AgencyCount, ...]
    unroutable: tuple[UnroutableCount, ...]
    overridden: int
    table_version: str
