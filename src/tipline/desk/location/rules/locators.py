"""Read from a report what can point to a place, in the order of the document.

Promise: every locator says its field and whose it is; what belongs to the sender of the report is
none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.rules.times import read_event_time
from tipline.desk.location.types import Locator, LocatorKind, Whose
from tipline.report.types import (
    Address,
    AssociatedAccount,
    CellPhoneIncident,
    EstimatedLocation,
    IntendedRecipient,
    IpCaptureEvent,
    Person,
    PersonOrUserReported,
    Phone,
    Victim,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.report.types import FileDetails, InternetDetails, Report

    _Account = PersonOrUserReported | IntendedRecipient | Victim


class Named(msgspec.Struct, frozen=True):
    """A locator and the element of the report that it was read from."""

    locator: Locator
    sent: IpCaptureEvent | Phone | Address | EstimatedLocation | CellPhoneIncident


def read_locators(report: Report, files: Sequence[FileDetails] = ()) -> Iterator[Named]:
    """List what can point to a place. Pure and lazy: a long list costs what is taken of it."""
    groups: tuple[tuple[str, Sequence[_Account], Whose], ...] = (
        ("victim", report.victim, Whose.VICTIM),
        ("personOrUserReported", report.person_or_user_reported, Whose.REPORTED),
        ("intendedRecipient", report.intended_recipient, Whose.RECIPIENT),
    )
    for name, accounts, whose in groups:
        for position, account in enumerate(accounts, 1):
            yield from _read_account(account, f"report.{name}[{position}]", whose)
    for position, context in enumerate(report.internet_details, 1):
        yield from _read_context(context, f"report.internetDetails[{position}]")
    for position, details in enumerate(files, 1):
        if details.ip_capture_event:
            path = f"fileDetails[{position}].ipCaptureEvent"
            yield _read_capture(details.ip_capture_event, path, Whose.INCIDENT)


def _read_account(account: _Account, path: str, whose: Whose) -> Iterator[Named]:
    person, name = _person_of(account)
    if person is not None:
        yield from _read_contacts(person, f"{path}.{name}", whose)
    if account.estimated_location:
        estimate = account.estimated_location
        yield Named(
            Locator(
                path=f"{path}.estimatedLocation",
                kind=LocatorKind.ESTIMATED_LOCATION,
                whose=whose,
                event=read_event_time(estimate.timestamp),
                verified=estimate.verified,
            ),
            estimate,
        )
    yield from _read_captures(account.ip_capture_event, path, whose)
    for position, other in enumerate(getattr(account, "associated_account", ()), 1):
        inner = f"{path}.associatedAccount[{position}]"
        yield from _read_contacts(other, inner, whose)
        yield from _read_captures(other.ip_capture_event, inner, whose)


def _person_of(account: _Account) -> tuple[Person | None, str]:
    if isinstance(account, PersonOrUserReported):
        return account.person_or_user_reported_person, "personOrUserReportedPerson"
    if isinstance(account, Victim):
        return account.victim_person, "victimPerson"
    return account.intended_recipient_person, "intendedRecipientPerson"


def _read_contacts(holder: Person | AssociatedAccount, path: str, whose: Whose) -> Iterator[Named]:
    for position, address in enumerate(holder.address, 1):
        yield _read_postal(address, f"{path}.address[{position}]", whose)
    for position, phone in enumerate(holder.phone, 1):
        yield _read_phone(phone, f"{path}.phone[{position}]", whose)


def _read_postal(address: Address, path: str, whose: Whose) -> Named:
    locator = Locator(
        path=path, kind=LocatorKind.POSTAL_ADDRESS, whose=whose, address_type=address.type
    )
    return Named(locator, address)


def _read_phone(phone: Phone, path: str, whose: Whose) -> Named:
    locator = Locator(
        path=path,
        kind=LocatorKind.PHONE,
        whose=whose,
        event=read_event_time(phone.verification_date),
        verified=phone.verified,
    )
    return Named(locator, phone)


def _read_captures(captures: Sequence[IpCaptureEvent], path: str, whose: Whose) -> Iterator[Named]:
    for position, capture in enumerate(captures, 1):
        yield _read_capture(capture, f"{path}.ipCaptureEvent[{position}]", whose)


def _read_capture(capture: IpCaptureEvent, path: str, whose: Whose) -> Named:
    locator = Locator(
        path=path,
        kind=LocatorKind.IP_ADDRESS,
        whose=whose,
        event=read_event_time(capture.date_time),
        event_name=capture.event_name,
        has_port=capture.port is not None,
    )
    return Named(locator, capture)


def _read_context(context: InternetDetails, path: str) -> Iterator[Named]:
    whose = Whose.INCIDENT
    if context.peer2peer_incident:
        inner = f"{path}.peer2peerIncident"
        yield from _read_captures(context.peer2peer_incident.ip_capture_event, inner, whose)
    if context.non_internet_incident:
        for position, address in enumerate(context.non_internet_incident.incident_address, 1):
            inner = f"{path}.nonInternetIncident.incidentAddress[{position}]"
            yield _read_postal(address, inner, whose)
    cell = context.cell_phone_incident
    if cell and cell.phone_number:
        yield _read_phone(cell.phone_number, f"{path}.cellPhoneIncident.phoneNumber", whose)
    if cell and cell.latitude and cell.longitude:
        inner = f"{path}.cellPhoneIncident.latitude"
        yield Named(Locator(path=inner, kind=LocatorKind.COORDINATES, whose=whose), cell)
