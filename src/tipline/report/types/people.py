"""People, accounts and what identifies or places them."""

from tipline.report.types.enums import AccountType, AddressType, EmailType, EventName, PhoneType
from tipline.report.types.values import Date, DateTime, Element


class IpCaptureEvent(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An address seen at a time; carrier-grade NAT needs the port and the second too."""

    ip_address: str
    event_name: EventName | None = None
    date_time: DateTime | None = None
    possible_proxy: bool | None = None
    port: int | None = None


class DeviceId(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An identifier of a device; `id_type` is free text such as IMEI."""

    id_type: str
    id_value: str
    event_name: EventName | None = None
    date_time: DateTime | None = None


class Address(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A postal address; `state` and `country` are codes, possibly the empty one."""

    type: AddressType | None = None
    address: str | None = None
    city: str | None = None
    zip_code: str | None = None
    state: str | None = None
    non_usa_state: str | None = None
    country: str | None = None


class Phone(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A phone number; with a calling code, `value` is what follows it."""

    value: str
    type: PhoneType | None = None
    verified: bool | None = None
    verification_date: DateTime | None = None
    country_calling_code: str | None = None
    extension: str | None = None


class Email(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An email address, and whether the provider verified it."""

    value: str
    type: EmailType | None = None
    verified: bool | None = None
    verification_date: DateTime | None = None


class ContactPerson(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Someone whom law enforcement can reach."""

    first_name: str | None = None
    last_name: str | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    address: tuple[Address, ...] = ()


class Person(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A person; `age_assertion_discrepancy` exists since schema 2026-08."""

    first_name: str | None = None
    last_name: str | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    address: tuple[Address, ...] = ()
    age: int | None = None
    age_assertion_discrepancy: bool | None = None
    date_of_birth: Date | None = None


class EstimatedLocation(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Where the provider believes an account to be, and when that was so."""

    verified: bool | None = None
    timestamp: DateTime | None = None
    city: str | None = None
    region: str | None = None
    country_code: str | None = None


class AccountDisabled(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Whether an account was disabled; `reenabled_date` only on a temporary one."""

    value: bool
    disabled_date: DateTime | None = None
    user_notified: bool | None = None
    user_notified_date: DateTime | None = None
    reenabled_date: DateTime | None = None


class AssociatedPlatform(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The platform of an associated account, by its full name."""

    value: str
    third_party_user: bool | None = None


class AssociatedAccount(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Another account of the same person, here or elsewhere."""

    type: AccountType | None = None
    platform: AssociatedPlatform | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    approximate_age: int | None = None
    age_assertion_discrepancy: bool | None = None
    date_of_birth: Date | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    all_emails_reported: bool | None = None
    address: tuple[Address, ...] = ()
    esp_service: str | None = None
    esp_identifier: str | None = None
    profile_url: tuple[str, ...] = ()
    screen_name: str | None = None
    display_name: tuple[str, ...] = ()
    profile_bio: str | None = None
    group_identifier: str | None = None
    compromised_account: bool | None = None
    account_temporarily_disabled: AccountDisabled | None = None
    account_permanently_disabled: AccountDisabled | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    prior_ct_report: tuple[int, ...] = ()
    additional_info: str | None = None


class PersonOrUserReported(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Who is reported: a person, or an account of the provider."""

    person_or_user_reported_person: Person | None = None
    vehicle_description: str | None = None
    esp_identifier: str | None = None
    esp_service: str | None = None
    compromised_account: bool | None = None
    screen_name: str | None = None
    display_name: tuple[str, ...] = ()
    profile_url: tuple[str, ...] = ()
    profile_bio: str | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    third_party_user_reported: bool | None = None
    prior_ct_reports: tuple[int, ...] = ()
    group_identifier: str | None = None
    account_temporarily_disabled: AccountDisabled | None = None
    account_permanently_disabled: AccountDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    associated_account: tuple[AssociatedAccount, ...] = ()
    additional_info: str | None = None


class IntendedRecipient(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Someone to whom the reported material was directed."""

    intended_recipient_person: Person | None = None
    esp_identifier: str | None = None
    esp_service: str | None = None
    compromised_account: bool | None = None
    screen_name: str | None = None
    display_name: tuple[str, ...] = ()
    profile_url: tuple[str, ...] = ()
    profile_bio: str | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    prior_ct_reports: tuple[int, ...] = ()
    group_identifier: str | None = None
    account_temporarily_disabled: AccountDisabled | None = None
    account_permanently_disabled: AccountDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    additional_info: tuple[str, ...] = ()


class Victim(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A child victim; `victim_person` is there even when nothing is known of the child."""

    victim_person: Person = Person()
    esp_identifier: str | None = None
    esp_service: str | None = None
    compromised_account: bool | None = None
    screen_name: str | None = None
    display_name: tuple[str, ...] = ()
    profile_url: tuple[str, ...] = ()
    profile_bio: str | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    school_name: str | None = None
    prior_ct_reports: tuple[int, ...] = ()
    account_temporarily_disabled: AccountDisabled | None = None
    account_permanently_disabled: AccountDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    associated_account: tuple[AssociatedAccount, ...] = ()
    additional_info: str | None = None
