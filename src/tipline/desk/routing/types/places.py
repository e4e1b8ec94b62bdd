"""What routing reads: where the locators of one report point, and whose each is.

Nothing else of a report is in here, so that a name, a language or a sender cannot reach a route.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tipline.desk.location.types import NetworkKind, Whose

SIDES: dict[Whose, str] = {
    Whose.INCIDENT: "place where it happened",
    Whose.REPORTED: "reported user's place",
    Whose.VICTIM: "victim's place",
    Whose.RECIPIENT: "recipient's place",
}


class PointerKind(StrEnum):
    """What kind of thing points to a place; the strongest first."""

    INCIDENT_ADDRESS = "incident_address"
    ADDRESS = "address"
    VERIFIED_LOCATION = "verified_location"
    UPLOAD_ADDRESS = "upload_ip"
    IP_ADDRESS = "ip"
    REGISTRATION = "registration"
    PHONE = "phone"
    ESTIMATED_LOCATION = "estimated_location"


class Pointer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One locator and the place that it points to, by one source.

    `path` is the locator's field. `country` is ISO 3166-1 alpha-2, `region` ISO 3166-2, either
    None where the source does not say. `source` names the dataset and its edition. `network` is the
    least usable kind that any source says of this locator. `masked`: the sender itself says that
    the address may be a proxy. `cautions` are sentences on how far the source may be trusted with
    this event: the days or minutes between them, and what it does not know.
    """

    path: str
    whose: Whose
    kind: PointerKind
    country: str | None = None
    region: str | None = None
    postal_code: str | None = None
    network: NetworkKind = NetworkKind.UNKNOWN
    masked: bool = False
    source: str = ""
    cautions: tuple[str, ...] = ()


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """One report as routing sees it.

    `incident` is the kind of incident as triage names it (`imagery`, `trafficking`, ...), read at
    the field `incident_path`; None where nobody said.
    """

    report_id: int
    pointers: tuple[Pointer, ...]
    incident: str | None = None
    incident_path: str = "report.incidentSummary.incidentType"
