"""Read from a report what it names: mailboxes, numbers, accounts, homes, devices, files, names.

Promise: every identifier says which field it was read from; what belongs to the sender of the
report is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.linking.evidence.account import normalise_account
from tipline.desk.linking.evidence.device import read_devices
from tipline.desk.linking.evidence.email import normalise_email
from tipline.desk.linking.evidence.file import is_marked_viral, read_file, read_stored
from tipline.desk.linking.evidence.found import Found
from tipline.desk.linking.evidence.name import normalise_display_name, normalise_screen_name
from tipline.desk.linking.evidence.network import read_addresses
from tipline.desk.linking.evidence.phone import normalise_phone
from tipline.desk.linking.evidence.prior_report import read_own, read_prior
from tipline.desk.linking.evidence.profile_url import normalise_profile_url
from tipline.desk.linking.types import Identifier, IdentifierKind, IdentifierRole
from tipline.report.types import AssociatedAccount, PersonOrUserReported, Victim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.linking.evidence.file import StoredDigests
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
    own_number: int | None = None,
) -> tuple[Identifier, ...]:
    """Return what a report names, each value once, with its role and field path.

    `stored` are the files as received. `sender_name` stands for the service of accounts that
    name none. `content` is equal for exact copies of a report. `own_number` is the number that
    its sender was given for it here; the `reportId` of details is often one and the same
    placeholder in many reports, and is not read. Pure.
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
    if own_number is not None:
        read_own(found, own_number, sender_name, "report")
    found.add(
        IdentifierKind.REPORT_CONTENT,
        content,
        role=IdentifierRole.REPORT,
        path="report",
    )
    return found.all()


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
            prior = f"{path}.priorCTReports"
            read_prior(found, account.prior_ct_reports, sender_name, role, prior)


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
    _read_profiles(found, account, role, path)
    read_devices(found, account.device_id, role, path)
    if role is IdentifierRole.REPORTED:
        _read_names(found, account, role, path)
        read_addresses(found, account.ip_capture_event, role, path)
    for position, other in enumerate(getattr(account, "associated_account", ()), 1):
        inner = f"{path}.associatedAccount[{position}]"
        _read_contacts(found, other, role, inner)
        _read_account(found, other, role, inner, sender_name)
        read_prior(found, other.prior_ct_report, sender_name, role, f"{inner}.priorCTReport")


def _read_profiles(found: Found, account: Account, role: IdentifierRole, path: str) -> None:
    """Add an account's profile pages; one whose address spells the account is the same thing."""
    identifier = (account.esp_identifier or "").strip()
    for position, url in enumerate(account.profile_url, 1):
        spelled = bool(identifier) and identifier in url
        found.add(
            IdentifierKind.PROFILE_URL,
            normalise_profile_url(url),
            role=role,
            path=f"{path}.profileUrl[{position}]",
            about=_literal(identifier) if spelled else None,
        )


def _read_names(found: Found, account: Account, role: IdentifierRole, path: str) -> None:
    """Add how an account is called: names alone join nobody, and other people's are not read."""
    if account.screen_name:
        found.add(
            IdentifierKind.SCREEN_NAME,
            normalise_screen_name(account.screen_name),
            role=role,
            path=f"{path}.screenName",
        )
    for position, name in enumerate(account.display_name, 1):
        found.add(
            IdentifierKind.DISPLAY_NAME,
            normalise_display_name(name),
            role=role,
            path=f"{path}.displayName[{position}]",
        )


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
    if context.peer2peer_incident:
        events = context.peer2peer_incident.ip_capture_event
        read_addresses(found, events, role, f"{path}.peer2peerIncident")


def _literal(identifier: str) -> str:
    """Return what an identifier literally says, so that one name used twice is one thing."""
    return normalise_email(identifier) or identifier.strip()
