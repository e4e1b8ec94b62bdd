"""Add people, accounts and what identifies them to a graph."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from tipline.desk.routing.packet.case_uco.graph import Graph, moment, typed
from tipline.desk.routing.packet.numbers import write_number
from tipline.report.errors import ReportError
from tipline.report.types import IntendedRecipient, PersonOrUserReported

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.desk.routing.packet.types import PacketReport
    from tipline.report.types import Address, DateTime, DeviceId, IpCaptureEvent, Person, Victim

    Holder = PersonOrUserReported | IntendedRecipient | Victim
    Reference = dict[str, str]


def add_people(graph: Graph, report: PacketReport, sender: Reference) -> Iterator[Reference]:
    """Add every account and person of a report; yield the references."""
    said = report.documents.report
    groups: tuple[tuple[str, str, Sequence[Holder]], ...] = (
        ("personOrUserReported", "Reported", said.person_or_user_reported),
        ("intendedRecipient", "Intended recipient", said.intended_recipient),
        ("victim", "Possible victim", said.victim),
    )
    for name, role, holders in groups:
        for position, holder in enumerate(holders, 1):
            path = f"{report.report_id} report.{name}[{position}]"
            yield from _add_holder(graph, holder, role, path, sender)


def _add_holder(
    graph: Graph, holder: Holder, role: str, path: str, sender: Reference
) -> Iterator[Reference]:
    account = graph.add(
        "uco-observable:DigitalAccount",
        path,
        uco_core__name=f"{role} account",
        uco_core__hasFacet=[
            graph.facet(
                "uco-observable:AccountFacet",
                path,
                uco_observable__accountIdentifier=holder.esp_identifier,
                uco_observable__accountIssuer=sender,
            ),
            graph.facet(
                "uco-observable:DigitalAccountFacet",
                path,
                uco_observable__accountLogin=holder.screen_name,
                uco_observable__displayName=next(iter(holder.display_name), None),
            ),
        ],
    )
    yield account
    yield from _add_person(graph, _person_of(holder), role, path, account)
    for position, event in enumerate(holder.ip_capture_event, 1):
        yield from add_event(graph, event, f"{path}.ipCaptureEvent[{position}]", account)
    for position, device in enumerate(holder.device_id, 1):
        yield _add_device(graph, device, f"{path}.deviceId[{position}]", account)
    for position, url in enumerate(holder.profile_url, 1):
        yield _add_profile(graph, url, f"{path}.profileUrl[{position}]", account)


def _person_of(holder: Holder) -> Person | None:
    if isinstance(holder, PersonOrUserReported):
        return holder.person_or_user_reported_person
    if isinstance(holder, IntendedRecipient):
        return holder.intended_recipient_person
    return holder.victim_person


def _add_person(
    graph: Graph, person: Person | None, role: str, path: str, account: Reference
) -> Iterator[Reference]:
    if person is None:
        return
    if person.first_name or person.last_name:
        name = graph.facet(
            "uco-identity:SimpleNameFacet",
            path,
            uco_identity__givenName=person.first_name,
            uco_identity__familyName=person.last_name,
        )
        who = graph.add("uco-identity:Person", path, uco_core__name=role, uco_core__hasFacet=[name])
        graph.relate("Has_Account", who, account)
        yield who
    for position, email in enumerate(person.email, 1):
        yield _add_email(graph, email.value, f"{path}.email[{position}]", account)
    for position, phone in enumerate(person.phone, 1):
        yield _add_phone(graph, write_number(phone), f"{path}.phone[{position}]", account)
    for position, address in enumerate(person.address, 1):
        yield _add_address(graph, address, f"{path}.address[{position}]", account)


def _add_email(graph: Graph, value: str, path: str, account: Reference) -> Reference:
    facet = graph.facet(
        "uco-observable:EmailAddressFacet", path, uco_observable__addressValue=value
    )
    email = graph.add("uco-observable:EmailAddress", path, uco_core__hasFacet=[facet])
    graph.relate("Has_Email_Address", account, email)
    return email


def _add_phone(graph: Graph, number: str, path: str, account: Reference) -> Reference:
    facet = graph.facet(
        "uco-observable:PhoneAccountFacet", path, uco_observable__phoneNumber=number
    )
    phone = graph.add("uco-observable:PhoneAccount", path, uco_core__hasFacet=[facet])
    graph.relate("Has_Phone", account, phone)
    return phone


def _add_address(graph: Graph, address: Address, path: str, account: Reference) -> Reference:
    facet = graph.facet(
        "uco-location:SimpleAddressFacet",
        path,
        uco_location__street=address.address,
        uco_location__locality=address.city,
        uco_location__region=address.state or address.non_usa_state,
        uco_location__postalCode=address.zip_code,
        uco_location__country=address.country,
        uco_location__addressType=address.type,
    )
    place = graph.add("uco-location:Location", path, uco_core__hasFacet=[facet])
    graph.relate("Has_Address", account, place)
    return place


def add_event(
    graph: Graph, event: IpCaptureEvent, path: str, used_by: Reference
) -> Iterator[Reference]:
    """Add the address of an event, and that it was used, when, and from which port.

    What is no address is left to the report itself.
    """
    try:
        version = ip_address(event.ip_address).version
    except ValueError:
        return
    facet = graph.facet(
        f"uco-observable:IPv{version}AddressFacet",
        path,
        uco_observable__addressValue=event.ip_address,
    )
    address = graph.add(f"uco-observable:IPv{version}Address", path, uco_core__hasFacet=[facet])
    said = [event.event_name, event.date_time.raw if event.date_time else "no time sent"]
    said.append(f"source port {event.port}" if event.port is not None else "no source port sent")
    graph.relate(
        "Connected_From",
        used_by,
        address,
        uco_core__description="; ".join(one for one in said if one),
        uco_core__startTime=_instant(event.date_time),
    )
    yield address


def _add_device(graph: Graph, device: DeviceId, path: str, account: Reference) -> Reference:
    facets = []
    if device.id_type.strip().upper() == "IMEI":
        facets = [
            graph.facet(
                "uco-observable:MobileDeviceFacet", path, uco_observable__IMEI=device.id_value
            )
        ]
    reference = graph.facet(
        "uco-core:ExternalReference",
        path,
        uco_core__definingContext=device.id_type,
        uco_core__externalIdentifier=device.id_value,
    )
    found = graph.add(
        "uco-observable:Device",
        path,
        uco_core__hasFacet=facets,
        uco_core__externalReference=[reference],
    )
    graph.relate("Used_Device", account, found)
    return found


def _add_profile(graph: Graph, url: str, path: str, account: Reference) -> Reference:
    facet = graph.facet("uco-observable:URLFacet", path, uco_observable__fullValue=url)
    page = graph.add("uco-observable:URL", path, uco_core__hasFacet=[facet])
    graph.relate("Has_Profile", account, page)
    return page


def _instant(at: DateTime | None) -> dict[str, str] | None:
    """Return the time as a literal; one without a zone is left to the words beside it."""
    if at is None:
        return None
    try:
        return moment(at.utc)
    except ReportError:
        return None


def quantity(value: int) -> dict[str, Any]:
    """Return a whole number as a literal."""
    return typed(str(value), "integer")
