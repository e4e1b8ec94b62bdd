"""Make what routing reads of a report: locators of one side that point to a place."""

from __future__ import annotations

from itertools import count

from tipline.desk.routing.current_tables import tables_with
from tipline.desk.routing.rules.deciding import route_report
from tipline.desk.routing.types import NetworkKind, Pointer, PointerKind, Route, Subject, Whose

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
