"""Read whether victims, accounts and groups are identified; never who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tipline.desk.triage.rules.reading import Facts
    from tipline.report.types import IntendedRecipient, PersonOrUserReported, Report, Victim

# What leads to a victim, in words, by its field.
_WAYS = {
    "espIdentifier": "an account",
    "screenName": "a screen name",
    "displayName": "a display name",
    "profileUrl": "a profile",
    "victimPerson.email": "a mailbox",
    "victimPerson.phone": "a phone number",
}


class VictimPrint(msgspec.Struct, frozen=True, array_like=True):
    """A keyed fingerprint of one thing that tells a victim from others, and its field.

    `victim` counts the victims of the report from 1. Only prints of one `kind` can show two
    victims to be different: a name and an account may well be of one child.
    """

    victim: int
    kind: str
    print: str
    field: str


def read_people(
    facts: Facts, report: Report, *, fingerprint: Callable[[str], str], in_contact: bool
) -> tuple[VictimPrint, ...]:
    """Add the facts about people; return the keyed fingerprints of the victims.

    `in_contact`: the report shows contact with a child, so that who it is could be known.
    """
    victims: list[VictimPrint] = []
    for position, victim in enumerate(report.victim, 1):
        path = f"report.victim[{position}]"
        facts.count("victims", path)
        _read_victim(facts, victim, path)
        victims += [
            VictimPrint(position, kind, fingerprint(f"{kind}:{value}"), f"{path}.{field}")
            for kind, value, field in _identities(victim)
        ]
    known = ("victim_named", "school_stated", "victim_account", "victim_contact")
    if in_contact and not any(facts.value(name) for name in known):
        facts.add("victim_named", None)
    _read_accounts(facts, report)
    return tuple(victims)


def _read_victim(facts: Facts, victim: Victim, path: str) -> None:
    person = victim.victim_person
    for name, stated in (("firstName", person.first_name), ("lastName", person.last_name)):
        if _says(stated):
            facts.add("victim_named", True, f"{path}.victimPerson.{name}")
    for name, given in (("age", person.age), ("dateOfBirth", person.date_of_birth)):
        if given is not None:
            facts.add("victim_age_stated", True, f"{path}.victimPerson.{name}")
    if _says(victim.school_name):
        facts.add("school_stated", True, f"{path}.schoolName")
    for name, field in _ways_to_a_victim(victim):
        facts.add(name, True, f"{path}.{field}", word=_WAYS[field.partition("[")[0]])


def _ways_to_a_victim(victim: Victim) -> Iterator[tuple[str, str]]:
    for name, stated in (
        ("espIdentifier", victim.esp_identifier),
        ("screenName", victim.screen_name),
    ):
        if _says(stated):
            yield "victim_account", name
    person = victim.victim_person
    repeated: tuple[tuple[str, tuple[object, ...]], ...] = (
        ("displayName", victim.display_name),
        ("profileUrl", victim.profile_url),
        ("victimPerson.email", person.email),
        ("victimPerson.phone", person.phone),
    )
    for name, values in repeated:
        if values:
            account = not name.startswith("victimPerson")
            yield "victim_account" if account else "victim_contact", f"{name}[1]"


def _identities(victim: Victim) -> Iterator[tuple[str, str, str]]:
    """Name the kind, the value and the field of all that tells this victim from others."""
    person = victim.victim_person
    service = f" at {victim.esp_service.casefold()}" if victim.esp_service else ""
    if victim.esp_identifier and _says(victim.esp_identifier):
        yield f"account{service}", victim.esp_identifier, "espIdentifier"
    if victim.screen_name and _says(victim.screen_name):
        yield f"screen name{service}", victim.screen_name, "screenName"
    for number, email in enumerate(person.email, 1):
        yield "email", email.value.casefold(), f"victimPerson.email[{number}]"
    for number, phone in enumerate(person.phone, 1):
        yield "phone", phone.value, f"victimPerson.phone[{number}]"
    names = {"first name": person.first_name, "last name": person.last_name}
    stated = {kind: name.strip().casefold() for kind, name in names.items() if name and _says(name)}
    if stated:
        field = "firstName" if "first name" in stated else "lastName"
        yield " and ".join(stated), " ".join(stated.values()), f"victimPerson.{field}"


def _read_accounts(facts: Facts, report: Report) -> None:
    groups: tuple[tuple[str, Sequence[PersonOrUserReported | IntendedRecipient]], ...] = (
        ("personOrUserReported", report.person_or_user_reported),
        ("intendedRecipient", report.intended_recipient),
    )
    for name, accounts in groups:
        for position, account in enumerate(accounts, 1):
            _read_account(facts, account, f"report.{name}[{position}]")
    for position, victim in enumerate(report.victim, 1):
        for number, _ in enumerate(victim.prior_ct_reports, 1):
            facts.count("prior_reports", f"report.victim[{position}].priorCTReports[{number}]")
    _read_places(facts, report)


def _read_account(
    facts: Facts, account: PersonOrUserReported | IntendedRecipient, path: str
) -> None:
    if _says(account.group_identifier):
        facts.add("group_identifier", True, f"{path}.groupIdentifier")
    for number, _ in enumerate(account.prior_ct_reports, 1):
        facts.count("prior_reports", f"{path}.priorCTReports[{number}]")


def _read_places(facts: Facts, report: Report) -> None:
    """Note that something can point to a place. What it points to is for the location stage."""
    for position, account in enumerate(report.person_or_user_reported, 1):
        path = f"report.personOrUserReported[{position}]"
        for number, _ in enumerate(account.ip_capture_event, 1):
            facts.add("locatable", True, f"{path}.ipCaptureEvent[{number}]")
        if account.estimated_location is not None:
            facts.add("locatable", True, f"{path}.estimatedLocation")


def _says(text: str | None) -> bool:
    return bool(text and text.strip())
