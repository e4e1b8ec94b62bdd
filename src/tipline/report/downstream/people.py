"""Persons of the downstream JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.report.downstream.section import joined
from tipline.report.schema.codes import STATE_CODES
from tipline.report.schema.kinds import COUNTRY, DATE, DATE_TIME, EVENT_NAME, INT
from tipline.report.types import (
    Address,
    Email,
    IntendedRecipient,
    IpCaptureEvent,
    Person,
    PersonOrUserReported,
    Phone,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.report.downstream.section import Section

_STATES = frozenset(STATE_CODES)


def read_reported_user(section: Section) -> PersonOrUserReported:
    """Read one of the reported persons."""
    events, profiles = read_captures(section)
    return PersonOrUserReported(
        person_or_user_reported_person=_read_person(section),
        vehicle_description=section.text("vehicleDescription"),
        esp_identifier=section.text("espUserId"),
        esp_service=section.text("espService"),
        screen_name=_read_screen_name(section),
        profile_url=profiles.get("Profile URL", ()),
        ip_capture_event=events,
        additional_info=joined(section, "additionalInformations"),
    )


def read_recipient(section: Section) -> IntendedRecipient:
    """Read one of the intended recipients."""
    events, profiles = read_captures(section)
    notes = joined(section, "additionalInformations")
    return IntendedRecipient(
        intended_recipient_person=_read_person(section),
        esp_identifier=section.text("espUserId"),
        esp_service=section.text("espService"),
        screen_name=_read_screen_name(section),
        profile_url=profiles.get("Profile URL", ()),
        ip_capture_event=events,
        additional_info=(notes,) if notes else (),
    )


def read_captures(
    section: Section, links: tuple[str, ...] = ("Profile URL",)
) -> tuple[tuple[IpCaptureEvent, ...], dict[str, tuple[str, ...]]]:
    """Read addresses, and links of the named types; a capture of another type is noted."""
    events: list[IpCaptureEvent] = []
    found: dict[str, tuple[str, ...]] = {}
    source = section.section("sourceInformation")
    for capture in source.sections("sourceCaptures"):
        kind, value = capture.text("captureType"), capture.text("value")
        if value is None:
            capture.note("value", "a capture without a value says nothing; it was left out")
        elif kind == "IP Address":
            events.append(_read_event(capture, value))
        elif kind in links:
            found[kind] = (*found.get(kind, ()), value)
        else:
            capture.note("captureType", "the report language has no field for this capture")
    source.close()
    return tuple(events), found


def _read_event(capture: Section, address: str) -> IpCaptureEvent:
    return IpCaptureEvent(
        ip_address=address,
        event_name=capture.value("eventName", EVENT_NAME),
        date_time=capture.value("dateTime", DATE_TIME),
        port=capture.value("port", INT),
    )


def _read_person(section: Section) -> Person | None:
    person = Person(
        first_name=section.text("firstName"),
        last_name=section.text("lastName"),
        phone=tuple(_read_phones(section)),
        email=tuple(_read_emails(section)),
        address=tuple(_read_addresses(section)),
        age=section.value("approximateAge", INT),
        date_of_birth=section.value("dateOfBirth", DATE),
    )
    return None if person == Person() else person


def _read_screen_name(section: Section) -> str | None:
    name = section.section("screenName")
    value = name.text("value")
    name.close()
    return value


def _read_emails(section: Section) -> Iterator[Email]:
    several = section.section("emails")
    for one in several.sections("emails"):
        value, verified = one.text("value"), one.claim("verified")
        if value is not None:
            yield Email(value=value, verified=verified)
    several.close()


def _read_phones(section: Section) -> Iterator[Phone]:
    several = section.section("phones")
    for one in several.sections("phones"):
        value, verified = one.text("value"), one.claim("verified")
        if value is not None:
            yield Phone(value=value, verified=verified)
    several.close()


def _read_addresses(section: Section) -> Iterator[Address]:
    several = section.section("addresses")
    for one in several.sections("addresses"):
        streets = [one.text("street1"), one.text("street2")]
        state = one.text("state")
        address = Address(
            address="\n".join(street for street in streets if street) or None,
            city=one.text("city"),
            zip_code=one.text("postalCode"),
            state=state if state in _STATES else None,
            non_usa_state=None if state in _STATES else state,
            country=one.value("country", COUNTRY),
        )
        if address != Address():
            yield address
    several.close()
