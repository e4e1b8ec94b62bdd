"""Read from a report what it names exactly: mailboxes, numbers, accounts, devices, files.

Promise: every identifier says which field it was read from; what belongs to the sender of the
report is none; an IP address is none, since thousands can stand behind one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.rules.normalising import (
    digest_of,
    normalise_account,
    normalise_device,
    normalise_email,
    normalise_hash,
    normalise_phone,
)
from tipline.desk.linking.types import Identifier, IdentifierKind, IdentifierRole
from tipline.report.errors import ReportError
from tipline.report.types import AssociatedAccount, PersonOrUserReported, Victim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tipline.report.types import (
        DateTime,
        DeviceId,
        Email,
        FileDetails,
        IntendedRecipient,
        InternetDetails,
        Person,
        Phone,
        Report,
    )

    _Holder = PersonOrUserReported | IntendedRecipient | Victim
    _Group = tuple[str, Sequence[_Holder], IdentifierRole]
    Account = PersonOrUserReported | IntendedRecipient | Victim | AssociatedAccount


class StoredDigests(msgspec.Struct, frozen=True, kw_only=True):
    """The digests of a file as it was received, and its details (counted from 0, or None)."""

    md5: str
    sha256: str
    details: int | None


class _Found:
    """Identifiers in the order of reading; a value that was read before is not taken again."""

    def __init__(self, report: Report) -> None:
        self.identifiers: dict[tuple[IdentifierKind, str], Identifier] = {}
        self._things: dict[str, int] = {}
        self._of_sender = _values_of_sender(report)

    def add(
        self,
        kind: IdentifierKind,
        value: str | None,
        *,
        role: IdentifierRole,
        path: str,
        about: str | None = None,
        at: DateTime | None = None,
    ) -> None:
        """Keep a value, unless it is none or the sender's own; `about` names what it is about."""
        if value is None or value in self._of_sender:
            return
        thing = self._things.setdefault(about or value, len(self._things))
        found = Identifier(
            kind=kind, value=value, role=role, at=_instant(at), path=path, thing=thing
        )
        self.identifiers.setdefault((kind, value), found)


def read_identifiers(
    report: Report,
    files: Sequence[FileDetails] = (),
    stored: Sequence[StoredDigests] = (),
    *,
    sender_name: str,
    content: str,
) -> tuple[Identifier, ...]:
    """Return what a report names, each value once, with its role and field path.

    `stored` are the files as received. `sender_name` stands for the service of accounts that
    name none. `content` is equal for exact copies of a report. Pure.
    """
    found = _Found(report)
    _read_accounts(found, report, sender_name)
    for position, context in enumerate(report.internet_details, 1):
        _read_context(found, context, f"report.internetDetails[{position}]")
    for index, details in enumerate(files):
        _read_file(found, details, index)
    for index, digests in enumerate(stored):
        _read_stored(found, digests, index)
    found.add(
        IdentifierKind.REPORT_CONTENT,
        content,
        role=IdentifierRole.REPORT,
        path="report",
    )
    return tuple(found.identifiers.values())


def _read_accounts(found: _Found, report: Report, sender_name: str) -> None:
    groups: tuple[_Group, ...] = (
        ("personOrUserReported", report.person_or_user_reported, IdentifierRole.REPORTED),
        ("intendedRecipient", report.intended_recipient, IdentifierRole.RECIPIENT),
        ("victim", report.victim, IdentifierRole.VICTIM),
    )
    for name, accounts, role in groups:
        for position, account in enumerate(accounts, 1):
            path = f"report.{name}[{position}]"
            _read_person(found, account, role, path)
            _read_account(found, account, role, path, sender_name)


def _read_person(
    found: _Found,
    account: PersonOrUserReported | IntendedRecipient | Victim,
    role: IdentifierRole,
    path: str,
) -> None:
    person, name = _person_of(account)
    if person is not None:
        _read_contacts(found, person, role, f"{path}.{name}")


def _person_of(
    account: PersonOrUserReported | IntendedRecipient | Victim,
) -> tuple[Person | None, str]:
    if isinstance(account, PersonOrUserReported):
        return account.person_or_user_reported_person, "personOrUserReportedPerson"
    if isinstance(account, Victim):
        return account.victim_person, "victimPerson"
    return account.intended_recipient_person, "intendedRecipientPerson"


def _read_account(
    found: _Found, account: Account, role: IdentifierRole, path: str, sender_name: str
) -> None:
    service = _service_of(account, sender_name)
    if account.esp_identifier and service:
        found.add(
            IdentifierKind.ACCOUNT,
            normalise_account(service, account.esp_identifier),
            role=role,
            path=f"{path}.espIdentifier",
            about=_literal(account.esp_identifier),
        )
    _read_devices(found, account.device_id, role, path)
    for position, other in enumerate(getattr(account, "associated_account", ()), 1):
        inner = f"{path}.associatedAccount[{position}]"
        _read_contacts(found, other, role, inner)
        _read_account(found, other, role, inner, sender_name)


def _service_of(account: Account, sender_name: str) -> str | None:
    """Name the service that an account identifier belongs to, or None if nobody says.

    Without a service it is the sender's, except where the sender says that the user is another's.
    """
    if account.esp_service:
        return account.esp_service
    platform = account.platform if isinstance(account, AssociatedAccount) else None
    if platform is not None:
        return platform.value
    of_third_party = getattr(account, "third_party_user_reported", None)
    return None if of_third_party else sender_name


def _read_contacts(
    found: _Found, holder: Person | AssociatedAccount, role: IdentifierRole, path: str
) -> None:
    _read_emails(found, holder.email, role, f"{path}.email")
    for position, phone in enumerate(holder.phone, 1):
        _read_phone(found, phone, role, f"{path}.phone[{position}]")


def _read_emails(found: _Found, emails: Sequence[Email], role: IdentifierRole, path: str) -> None:
    for position, email in enumerate(emails, 1):
        found.add(
            IdentifierKind.EMAIL,
            normalise_email(email.value),
            role=role,
            path=f"{path}[{position}]",
            at=email.verification_date,
        )


def _read_phone(found: _Found, phone: Phone, role: IdentifierRole, path: str) -> None:
    found.add(
        IdentifierKind.PHONE,
        normalise_phone(phone),
        role=role,
        path=path,
        at=phone.verification_date,
    )


def _read_devices(
    found: _Found, devices: Sequence[DeviceId], role: IdentifierRole, path: str
) -> None:
    for position, device in enumerate(devices, 1):
        found.add(
            IdentifierKind.DEVICE,
            normalise_device(device),
            role=role,
            path=f"{path}.deviceId[{position}].idValue",
            at=device.date_time,
        )


def _read_context(found: _Found, context: InternetDetails, path: str) -> None:
    role = IdentifierRole.INCIDENT
    if context.email_incident:
        emails = context.email_incident.email_address
        _read_emails(found, emails, role, f"{path}.emailIncident.emailAddress")
    if context.newsgroup_incident:
        emails = context.newsgroup_incident.email_address
        _read_emails(found, emails, role, f"{path}.newsgroupIncident.emailAddress")
    if context.cell_phone_incident and context.cell_phone_incident.phone_number:
        phone = context.cell_phone_incident.phone_number
        _read_phone(found, phone, role, f"{path}.cellPhoneIncident.phoneNumber")


def _read_file(found: _Found, details: FileDetails, index: int) -> None:
    path = f"fileDetails[{index + 1}]"
    for value, field in _hashes_of(details, path):
        found.add(
            IdentifierKind.FILE_HASH,
            value,
            role=IdentifierRole.FILE,
            path=field,
            about=path,
            at=details.uploaded_to_esp_timestamp,
        )
    _read_devices(found, details.device_id, IdentifierRole.FILE, path)


def _hashes_of(details: FileDetails, path: str) -> Iterator[tuple[str | None, str]]:
    for position, original in enumerate(details.original_file_hash, 1):
        yield normalise_hash(original), f"{path}.originalFileHash[{position}]"
    for group, facts in enumerate(details.details, 1):
        for position, pair in enumerate(facts.name_value_pair, 1):
            field = f"{path}.details[{group}].nameValuePair[{position}].value"
            yield digest_of(pair.name, pair.value), field


def _read_stored(found: _Found, digests: StoredDigests, index: int) -> None:
    about = f"storedFile[{index + 1}]"
    path = about
    if digests.details is not None:
        about = f"fileDetails[{digests.details + 1}]"
        path = f"{about}.fileId"
    for value in (digest_of("md5", digests.md5), digest_of("sha256", digests.sha256)):
        found.add(IdentifierKind.FILE_HASH, value, role=IdentifierRole.FILE, path=path, about=about)


def _values_of_sender(report: Report) -> frozenset[str | None]:
    people = (report.reporter.reporting_person, report.reporter.contact_person)
    contacts = [person for person in people if person is not None]
    emails = (normalise_email(email.value) for person in contacts for email in person.email)
    phones = (normalise_phone(phone) for person in contacts for phone in person.phone)
    return frozenset(emails) | frozenset(phones)


def _literal(identifier: str) -> str:
    """Return what an identifier literally says, so that one name used twice is one thing."""
    return normalise_email(identifier) or identifier.strip()


def _instant(moment: DateTime | None) -> datetime | None:
    """Return the instant, or None where the text names none; a time is never guessed."""
    if moment is None:
        return None
    try:
        return moment.utc
    except ReportError:
        return None
