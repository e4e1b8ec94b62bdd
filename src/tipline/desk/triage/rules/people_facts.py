"""Read whether victims, accounts and groups are identified; never who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tipline.desk.triage.rules.reading import Facts
    from tipline.report.types import IntendedRecipient, PersonOrUserReported, Report, Victim


def read_people(
    facts: Facts, report: Report, *, fingerprint: Callable[[str], str], in_contact: bool
) -> tuple[str, ...]:
    """Add the facts about people; return a keyed fingerprint of every victim that has one.

    `in_contact`: the report shows contact with a child, so that who it is could be known.
    """
    victims = []
    for position, victim in enumerate(report.victim, 1):
        path = f"report.victim[{position}]"
        facts.count("victims", path)
        _read_victim(facts, victim, path)
        if identity := _identity(victim):
            victims.append(fingerprint(identity))
    known = ("victim_named", "school_stated", "victim_identifiers")
    if in_contact and not any(facts.value(name) for name in known):
        facts.add("victim_named", None)
    _read_accounts(facts, report)
    return tuple(dict.fromkeys(victims))


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
    for field in _ways_to_a_victim(victim):
        facts.add("victim_identifiers", True, f"{path}.{field}")


def _ways_to_a_victim(victim: Victim) -> Iterator[str]:
    for name, stated in (
        ("espIdentifier", victim.esp_identifier),
        ("screenName", victim.screen_name),
    ):
        if _says(stated):
            yield name
    person = victim.victim_person
    repeated: tuple[tuple[str, tuple[object, ...]], ...] = (
        ("displayName", victim.display_name),
        ("profileUrl", victim.profile_url),
        ("victimPerson.email", person.email),
        ("victimPerson.phone", person.phone),
    )
    for name, values in repeated:
        if values:
            yield f"{name}[1]"


def _identity(victim: Victim) -> str | None:
    """Return what tells this victim from another: the account, else the name with age or school."""
    person = victim.victim_person
    account = victim.esp_identifier or victim.screen_name
    if _says(account):
        return f"account:{account}"
    contacts = [email.value for email in person.email] + [phone.value for phone in person.phone]
    if contacts:
        return f"contact:{contacts[0]}"
    name = " ".join(part for part in (person.first_name, person.last_name) if part).casefold()
    return f"name:{name}:{person.age}:{victim.school_name}" if name else None


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
