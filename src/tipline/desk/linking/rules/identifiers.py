"""Read from a report what it names exactly: mailboxes, numbers, accounts, devices, files.

Promise: every identifier says which field it was read from; what belongs to the sender of the
report is none; an IP address is none, since thousands can stand behind one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.linking.rules.file_identifiers import (
    is_marked_viral,
    read_devices,
    read_file,
    read_stored,
)
from tipline.desk.linking.rules.found import Found
from tipline.desk.linking.rules.normalising import (
    normalise_account,
    normalise_email,
    normalise_phone,
)
from tipline.desk.linking.types import Identifier, IdentifierKind, IdentifierRole
from tipline.report.types import AssociatedAccount, PersonOrUserReported, Victim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.linking.rules.file_identifiers import StoredDigests
    from tipline.report.types import (
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
    found = Found(report)
    _read_accounts(found, report, sender_name)
    for position, context in enumerate(report.internet_details, 1):
        _read_context(found, context, f"report.internetDetails[{position}]")
    for index, details in enumerate(files):
        read_file(found, details, index)
    for index, digests in enumerate(stored):
        described = files[digests.details] if digests.details is not None else None
        viral = described is not None and is_marked_viral(described)
        read_stored(found, digests, index, is_viral=viral)
    found.add(
        IdentifierKind.REPORT_CONTENT,
        content,
        role=IdentifierRole.REPORT,
        path="report",
    )
    return tuple(found.identifiers.values())


def _read_accounts(found: Found, report: Report, sender_name: str) -> None:
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
    found: Found,
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
    found: Found, account: Account, role: IdentifierRole, path: str, sender_name: str
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
    read_devices(found, account.device_id, role, path)
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
    found: Found, holder: Person | AssociatedAccount, role: IdentifierRole, path: str
) -> None:
    _read_emails(found, holder.email, role, f"{path}.email")
    for position, phone in enumerate(holder.phone, 1):
        _read_phone(found, phone, role, f"{path}.phone[{position}]")


def _read_emails(found: Found, emails: Sequence[Email], role: IdentifierRole, path: str) -> None:
    for position, email in enumerate(emails, 1):
        found.add(
            IdentifierKind.EMAIL,
            normalise_email(email.value),
            role=role,
            path=f"{path}[{position}]",
            at=email.verification_date,
        )


def _read_phone(found: Found, phone: Phone, role: IdentifierRole, path: str) -> None:
    found.add(
        IdentifierKind.PHONE,
        normalise_phone(phone),
        role=role,
        path=path,
        at=phone.verification_date,
    )


def _read_context(found: Found, context: InternetDetails, path: str) -> None:
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


def _literal(identifier: str) -> str:
    """Return what an identifier literally says, so that one name used twice is one thing."""
    return normalise_email(identifier) or identifier.strip()
