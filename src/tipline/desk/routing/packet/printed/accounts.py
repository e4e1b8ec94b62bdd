"""Whom a report names: each account and person with everything that identifies them, in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.packet.numbers import write_number
from tipline.desk.routing.packet.printed.styles import HEADING, IDENTIFIER, NOTE, paragraph
from tipline.desk.routing.packet.printed.tables import label_rows
from tipline.report.types import IntendedRecipient, PersonOrUserReported, Victim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportlab.platypus import Flowable

    from tipline.desk.routing.packet.types import PacketReport
    from tipline.report.types import Address, Email, Person, Phone

    Holder = PersonOrUserReported | IntendedRecipient | Victim

_ACCOUNTS = 100
_MOST = 200  # rows of one account


def account_parts(report: PacketReport) -> Iterator[Flowable]:
    """Yield a heading and a table for each account; roles are said, never guilt."""
    said = report.documents.report
    groups: tuple[tuple[str, Sequence[Holder]], ...] = (
        ("Reported account", said.person_or_user_reported),
        ("Intended recipient", said.intended_recipient),
        ("Possible victim", said.victim),
    )
    for title, holders in groups:
        for position, holder in enumerate(holders[:_ACCOUNTS], 1):
            number = f" {position} of {len(holders)}" if len(holders) > 1 else ""
            yield paragraph(f"{title}{number}", HEADING)
            rows = list(_account_rows(holder))
            if rows:
                yield label_rows(rows[:_MOST], IDENTIFIER)
            if len(rows) > _MOST:
                yield paragraph(f"The first {_MOST} of {len(rows):,}; report.xml has all.", NOTE)
            if not rows:
                yield paragraph("Nothing identifies this account.", NOTE)
        if len(holders) > _ACCOUNTS:
            yield paragraph(f"The first {_ACCOUNTS} of {len(holders):,}; report.xml has all.", NOTE)


def _account_rows(holder: Holder) -> Iterator[tuple[str, str]]:
    single = (
        ("Account", holder.esp_identifier),
        ("At the service", holder.esp_service),
        ("Screen name", holder.screen_name),
        ("School", holder.school_name if isinstance(holder, Victim) else None),
        (
            "Group",
            None if isinstance(holder, Victim) else holder.group_identifier,
        ),
    )
    yield from ((label, value) for label, value in single if value)
    yield from (("Display name", name) for name in holder.display_name)
    yield from (("Profile", url) for url in holder.profile_url)
    yield from _person_rows(_person_of(holder))
    for device in holder.device_id:
        yield f"Device ({device.id_type})", device.id_value
    for number in holder.prior_ct_reports:
        yield "Earlier report", str(number)


def _person_of(holder: Holder) -> Person | None:
    if isinstance(holder, PersonOrUserReported):
        return holder.person_or_user_reported_person
    if isinstance(holder, IntendedRecipient):
        return holder.intended_recipient_person
    return holder.victim_person


def _person_rows(person: Person | None) -> Iterator[tuple[str, str]]:
    if person is None:
        return
    name = " ".join(part for part in (person.first_name, person.last_name) if part)
    if name:
        yield "Name", name
    if person.date_of_birth:
        yield "Born", person.date_of_birth.raw
    if person.age is not None:
        yield "Age", str(person.age)
    yield from (("E-mail", f"{one.value} {_verified(one)}") for one in person.email)
    yield from (("Phone", f"{_number(one)} {_verified(one)}") for one in person.phone)
    yield from (("Address", _address(one)) for one in person.address)


def _verified(contact: Email | Phone) -> str:
    words = {True: "verified by the sender", False: "not verified", None: "verified: not said"}
    return f"({words[contact.verified]})"


def _number(phone: Phone) -> str:
    number = write_number(phone)
    return f"{number} ext. {phone.extension}" if phone.extension else number


def _address(address: Address) -> str:
    parts = (
        address.address,
        address.city,
        address.state or address.non_usa_state,
        address.zip_code,
        address.country,
        f"({address.type.value})" if address.type else None,
    )
    return ", ".join(part for part in parts if part)
