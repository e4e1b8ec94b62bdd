"""Make what routing reads of a report: locators of one side that point to a place."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec

from made_reports import a_report
from tipline.desk.routing.current_tables import tables_with
from tipline.desk.routing.rules.deciding import route_report
from tipline.desk.routing.types import NetworkKind, Pointer, PointerKind, Route, Subject, Whose
from tipline.report.types import Address, EstimatedLocation, Person, Victim

if TYPE_CHECKING:
    from tipline.report.types import Report

TABLES = tables_with(None)
_NUMBERS = count(1)


def points(
    place: str,
    *,
    whose: Whose = Whose.REPORTED,
    kind: PointerKind = PointerKind.UPLOAD_ADDRESS,
    zip_code: str | None = None,
    network: NetworkKind = NetworkKind.RESIDENTIAL,
    masked: bool = False,
    path: str | None = None,
) -> Pointer:
    """A locator that points to `DE`, `US` or `US-TX`; nowhere if empty."""
    return Pointer(
        path=path or f"report.personOrUserReported[1].ipCaptureEvent[{next(_NUMBERS)}]",
        whose=whose,
        kind=kind,
        country=place[:2] or None,
        region=place if "-" in place else None,
        postal_code=zip_code,
        network=network,
        masked=masked,
        source="Example gazetteer, 2026-11-01",
    )


def route(*pointers: Pointer, incident: str | None = None, routing_file: str = "") -> Route:
    """The route of a report with these locators."""
    tables = tables_with(f"kind,where,value,note\n{routing_file}".encode())
    return route_report(Subject(report_id=1, pointers=pointers, incident=incident), tables)


def in_state(state: str, account: str = "u-1", **parts: Any) -> Report:
    """A report about an account that the sender estimates to be in a state."""
    where = EstimatedLocation(country_code="US", region=state)
    return a_report(account=account, reported={"estimated_location": where}, **parts)


def with_victim(report: Report, state: str, zip_code: str | None = None) -> Report:
    """The same report with a victim who has an address in a state."""
    address = Address(state=state, zip_code=zip_code, country="US")
    victim = Victim(victim_person=Person(address=(address,)))
    return msgspec.structs.replace(report, victim=(victim,))
