"""Who and where: reported users, victims, and the addresses that they were seen at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.report.completeness.assessment import is_said
from tipline.report.types import EventName

if TYPE_CHECKING:
    from tipline.report.completeness.assessment import Assessment
    from tipline.report.types import (
        Email,
        IpCaptureEvent,
        Person,
        PersonOrUserReported,
        Phone,
        Report,
        Victim,
    )


def assess_reported_users(report: Report, seen: Assessment) -> None:
    """Judge every person or user reported; without any, that is the gap."""
    if not report.person_or_user_reported:
        seen.gap("no-reported-user", "report.personOrUserReported[1]")
    count = len(report.person_or_user_reported)
    for number, reported in enumerate(report.person_or_user_reported, start=1):
        place = "the reported user" if count == 1 else f"reported user {number}"
        _assess_reported_user(reported, f"report.personOrUserReported[{number}]", place, seen)


def assess_victims(report: Report, seen: Assessment) -> None:
    """Judge every victim; without any, that is the gap."""
    if not report.victim:
        seen.gap("no-victim", "report.victim[1]")
    count = len(report.victim)
    for number, victim in enumerate(report.victim, start=1):
        place = "the victim" if count == 1 else f"victim {number}"
        _assess_victim(victim, f"report.victim[{number}]", place, seen)


def assess_event(event: IpCaptureEvent, path: str, place: str, seen: Assessment) -> None:
    """Judge one captured address by what finding its user takes: time, zone, port."""
    seen.fact("address", f"{path}.ipAddress", place)
    if event.date_time is None:
        seen.gap("address-without-time", f"{path}.dateTime", place)
    elif not event.date_time.has_zone:
        seen.gap("address-without-zone", f"{path}.dateTime", place)
    else:
        seen.fact("address-time", f"{path}.dateTime", place)
    if event.port is not None:
        seen.fact("address-port", f"{path}.port", place)
    elif _may_be_shared(event.ip_address):
        seen.gap("address-without-port", f"{path}.port", place)
    if event.event_name in (None, EventName.UNKNOWN):
        seen.gap("address-without-event", f"{path}.eventName", place)
    else:
        seen.fact("address-event", f"{path}.eventName", place)
    codes = ("proxy-likely", "proxy-unlikely", "proxy-unknown")
    seen.say(event.possible_proxy, codes, f"{path}.possibleProxy", place)


def _may_be_shared(address: str) -> bool:
    """Whether many subscribers may stand behind one address, so that only a port parts them.

    Operators share IPv4 addresses for want of them (RFC 6888); an IPv6 network is its user's own.
    """
    return ":" not in address or "." in address


def _assess_reported_user(
    reported: PersonOrUserReported, path: str, place: str, seen: Assessment
) -> None:
    if reported.third_party_user_reported is True:
        # The sender says that nothing more is known; questions would be in vain.
        seen.fact("third-party-user", f"{path}.thirdPartyUserReported", place)
        _assess_account_id(reported, path, place, seen)
        return
    _assess_account_id(reported, path, place, seen, required=True)
    person = reported.person_or_user_reported_person
    has_contact = _assess_person(person, f"{path}.personOrUserReportedPerson", place, seen)
    if not has_contact:
        seen.gap("no-contact", f"{path}.personOrUserReportedPerson.email[1]", place)
    _assess_all_emails(reported, path, place, seen)
    _assess_devices(reported, path, place, seen, required=True)
    _assess_events(reported, path, place, seen)
    if not _assess_place(reported, person, path, place, seen):
        seen.gap("no-place", f"{path}.estimatedLocation.countryCode", place)


def _assess_victim(victim: Victim, path: str, place: str, seen: Assessment) -> None:
    person = victim.victim_person
    _assess_account_id(victim, path, place, seen)
    has_contact = _assess_person(person, f"{path}.victimPerson", place, seen)
    named = (victim.esp_identifier, victim.screen_name, person.first_name, person.last_name)
    if not (has_contact or any(is_said(name) for name in named)):
        seen.gap("no-victim-identifier", f"{path}.espIdentifier", place)
    if person.age is not None:
        seen.fact("victim-age", f"{path}.victimPerson.age", place)
    elif person.date_of_birth is not None:
        seen.fact("victim-age", f"{path}.victimPerson.dateOfBirth", place)
    else:
        seen.gap("no-victim-age", f"{path}.victimPerson.age", place)
    has_school = is_said(victim.school_name)
    if has_school:
        seen.fact("victim-school", f"{path}.schoolName", place)
    _assess_devices(victim, path, place, seen)
    _assess_events(victim, path, place, seen)
    has_place = _assess_place(victim, person, path, place, seen)
    if not (has_place or has_school or victim.ip_capture_event):
        seen.gap("no-place", f"{path}.estimatedLocation.countryCode", place)


def _assess_account_id(
    account: PersonOrUserReported | Victim,
    path: str,
    place: str,
    seen: Assessment,
    *,
    required: bool = False,
) -> None:
    if is_said(account.esp_identifier):
        seen.fact("account-id", f"{path}.espIdentifier", place)
    elif required:
        seen.gap("no-account-id", f"{path}.espIdentifier", place)
    if is_said(account.screen_name):
        seen.fact("handle", f"{path}.screenName", place)


def _assess_person(person: Person | None, path: str, place: str, seen: Assessment) -> bool:
    """Judge the name and every contact; returns whether there is any contact."""
    if person is None:
        return False
    if is_said(person.first_name):
        seen.fact("name", f"{path}.firstName", place)
    elif is_said(person.last_name):
        seen.fact("name", f"{path}.lastName", place)
    for number, email in enumerate(person.email, start=1):
        _assess_contact(email, f"{path}.email[{number}]", f"email {number} of {place}", seen)
    for number, phone in enumerate(person.phone, start=1):
        _assess_contact(phone, f"{path}.phone[{number}]", f"phone {number} of {place}", seen)
    return bool(person.email or person.phone)


def _assess_contact(contact: Email | Phone, path: str, place: str, seen: Assessment) -> None:
    seen.fact("contact", path, place)
    codes = ("contact-verified", "contact-not-verified", "contact-verification-unknown")
    seen.say(contact.verified, codes, f"{path}.@verified", place)
    if contact.verified is True and contact.verification_date is None:
        seen.gap("verification-undated", f"{path}.@verificationDate", place)


def _assess_all_emails(
    reported: PersonOrUserReported, path: str, place: str, seen: Assessment
) -> None:
    codes = ("emails-all", "emails-more", "other-emails-unknown")
    seen.say(reported.all_emails_reported, codes, f"{path}.allEmailsReported", place)


def _assess_devices(
    account: PersonOrUserReported | Victim,
    path: str,
    place: str,
    seen: Assessment,
    *,
    required: bool = False,
) -> None:
    for number in range(1, len(account.device_id) + 1):
        name = f"device {number} of {place}"
        seen.fact("device", f"{path}.deviceId[{number}].idValue", name)
    if required and not account.device_id:
        seen.gap("no-device", f"{path}.deviceId[1]", place)


def _assess_events(
    account: PersonOrUserReported | Victim, path: str, place: str, seen: Assessment
) -> None:
    if not account.ip_capture_event:
        seen.gap("no-address", f"{path}.ipCaptureEvent[1]", place)
    for number, event in enumerate(account.ip_capture_event, start=1):
        name = f"IP address {number} of {place}"
        assess_event(event, f"{path}.ipCaptureEvent[{number}]", name, seen)


def _assess_place(
    account: PersonOrUserReported | Victim,
    person: Person | None,
    path: str,
    place: str,
    seen: Assessment,
) -> bool:
    """Note every statement of a place other than an address; returns whether there is any."""
    person_path = f"{path}.{'victimPerson' if 'victim[' in path else 'personOrUserReportedPerson'}"
    found = _list_places(person, person_path)
    estimated = account.estimated_location
    if estimated is not None:
        at = f"{path}.estimatedLocation"
        if estimated.country_code or estimated.city or estimated.region:
            found.insert(0, at)
        if estimated.timestamp is None:
            seen.gap("place-undated", f"{at}.@timestamp", place)
        else:
            seen.fact("place-time", f"{at}.@timestamp", place)
    for statement in found:
        seen.fact("place", statement, place)
    return bool(found)


def _list_places(person: Person | None, path: str) -> list[str]:
    if person is None:
        return []
    addresses = [f"{path}.address[{number}]" for number in range(1, len(person.address) + 1)]
    phones = [
        f"{path}.phone[{number}].@countryCallingCode"
        for number, phone in enumerate(person.phone, start=1)
        if phone.country_calling_code
    ]
    return addresses + phones
