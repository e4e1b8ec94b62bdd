"""Write whom a report is about: the account and what its provider knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.report.types import (
    AccountDisabled,
    AccountType,
    Address,
    AddressType,
    AssociatedAccount,
    DateTime,
    DeviceId,
    Email,
    EstimatedLocation,
    EventName,
    IpCaptureEvent,
    Person,
    PersonOrUserReported,
    Phone,
    PhoneType,
)
from tipline.synthetic.clocks import DAY, HOUR, write_time
from tipline.synthetic.places import COUNTRIES, STATES

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.drafts import Draft
    from tipline.synthetic.people import Account

_BATCHED = (2, 12)
PAYMENTS = "Example Pay"
_NAMES = 997  # few enough that unrelated people are called alike
_BIO = "[synthetic] profile states a position of trust over children"
_DISABLED = 300  # seconds before the report is sent


def write_subjects(draft: Draft, dice: Dice) -> tuple[PersonOrUserReported, ...]:
    """Write the reported account, or the many bare accounts of a batched report."""
    account = draft.account
    if draft.scenario.name == "batched":
        drawn = _draw_accounts(account, dice.between(*_BATCHED), dice)
        named = (each.user_id for each in draft.names)
        return tuple(
            PersonOrUserReported(esp_identifier=each) for each in (account.user_id, *drawn, *named)
        )
    if draft.shown.thin:
        return (
            PersonOrUserReported(
                esp_identifier=account.user_id, esp_service=account.service.name,
                prior_ct_reports=_prior(draft), group_identifier=draft.case.group,
            ),
        )  # fmt: skip
    return (_write_full_subject(draft, dice),)


def _draw_accounts(account: Account, count: int, dice: Dice) -> list[str]:
    return [f"u{account.sender.number:03d}-{dice.hex(10)}" for _ in range(count)]


def _write_full_subject(draft: Draft, dice: Dice) -> PersonOrUserReported:
    account, shown = draft.account, draft.shown
    return PersonOrUserReported(
        person_or_user_reported_person=_write_person(draft, dice),
        esp_identifier=account.user_id,
        esp_service=account.service.name,
        screen_name=account.screen_name,
        display_name=(f"Person {_number_of(draft) % _NAMES:04d}",),
        profile_url=(
            f"https://{account.service.domain}/u/{account.user_id}",
            *((account.page,) if account.page else ()),
        ),
        profile_bio=_BIO if draft.scenario.name == "position_of_trust" else None,
        ip_capture_event=_write_captures(draft, dice) if shown.ip else (),
        device_id=_write_devices(draft),
        prior_ct_reports=_prior(draft),
        group_identifier=draft.case.group,
        account_permanently_disabled=_write_disabled(draft, dice),
        estimated_location=_write_location(draft),
        all_emails_reported=True if shown.email and dice.chance(0.3) else None,
        associated_account=_write_associated(shown.linked_account, account.payment),
    )


def _number_of(draft: Draft) -> int:
    """Give the number that somebody goes by on this account."""
    called = draft.account.called
    return draft.holder.number if called is None else called


def home_of(draft: Draft) -> str:
    """Give the network from which this account is used."""
    return draft.account.home or draft.holder.home


def _prior(draft: Draft) -> tuple[int, ...]:
    if draft.refers_to is not None:
        return (draft.refers_to.number,)
    if draft.role.value != "follow_up" or draft.origin is None:
        return ()
    return (draft.origin.number,)


def _write_person(draft: Draft, dice: Dice) -> Person | None:
    account, shown = draft.account, draft.shown
    email = (_write_email(account, dice),) if shown.email else ()
    phone = (_write_phone(account.phone, account, dice),) if account.phone and shown.ip else ()
    address = _write_address(draft)
    return Person(email=email, phone=phone, address=address) if email or phone or address else None


def _write_email(account: Account, dice: Dice) -> Email:
    """Write a mailbox as this sender does: sometimes in capitals, which changes nothing."""
    value = account.email.title() if dice.chance(0.15) else account.email
    if not dice.chance(0.6) or "email" in account.slips:  # a slip is found by who verifies
        return Email(value=value)
    checked = write_time(account.created_at + HOUR, account.sender.style)
    return Email(value=value, verified=True, verification_date=checked)


def _write_phone(number: str, account: Account, dice: Dice) -> Phone:
    """Write an E.164 number in one of three ways that mean the same."""
    area, last = number[2:5], number[8:]
    checked = write_time(account.created_at + 2 * HOUR, account.sender.style)
    form = dice.below(3)
    if form == 0:
        return Phone(value=number, type=PhoneType.MOBILE)
    text = f"{area}-555-{last}" if form == 1 else f"({area}) 555-{last}"
    sure = "phone" not in account.slips
    return Phone(
        value=text,
        type=PhoneType.MOBILE,
        verified=True if sure else None,
        verification_date=checked if sure else None,
        country_calling_code="+1",
    )


def _write_address(draft: Draft) -> tuple[Address, ...]:
    """Write a billing address where the state is known and no estimated location tells it."""
    holder, shown = draft.holder, draft.shown
    if not shown.state or holder.state is None or shown.location == "right":
        return ()
    return (
        Address(type=AddressType.BILLING, city="Exampleville", state=holder.state, country="US"),
    )


def _write_location(draft: Draft) -> EstimatedLocation | None:
    holder, shown = draft.holder, draft.shown
    if shown.location == "none":
        return None
    country, state = holder.country, holder.state if shown.state else None
    if shown.location == "wrong":
        country, state = wrong_place(country)
    return EstimatedLocation(
        verified=False,
        timestamp=write_beside_incident(draft, -HOUR),
        city="Exampleville" if state else None,
        region=state,
        country_code=country,
    )


def wrong_place(country: str) -> tuple[str, str | None]:
    """Give the place that a stale address points to: never the right country."""
    index = (COUNTRIES.index(country) + 7) % len(COUNTRIES)
    return COUNTRIES[index], STATES[7] if index == 0 else None


def write_beside_incident(draft: Draft, seconds: int) -> DateTime:
    """Write a time beside the incident by the sender's clock, which may be wrong."""
    at = draft.incident_at + draft.clock_hours * HOUR + seconds
    return write_time(at, draft.account.sender.style)


def _write_captures(draft: Draft, dice: Dice) -> tuple[IpCaptureEvent, ...]:
    """Write the registration from home and a login, through an exit or a shared address if so."""
    holder, account, shown = draft.holder, draft.account, draft.shown
    registered = write_time(account.created_at, account.sender.style)
    seen_at = write_beside_incident(draft, -dice.between(60, 3 * DAY))
    home = home_of(draft)
    address = holder.address4 or write_address6(home, dice)
    proxied = holder.uses("exit_address") and dice.chance(0.5)
    return (
        IpCaptureEvent(
            ip_address=write_address6(home, dice),
            event_name=EventName.REGISTRATION,
            date_time=registered if shown.capture_time else None,
        ),
        IpCaptureEvent(
            ip_address=address,
            event_name=EventName.LOGIN,
            date_time=seen_at if shown.capture_time else None,
            possible_proxy=True if proxied else None,
            port=dice.between(1024, 65535) if shown.port else None,
        ),
    )


def write_address6(home: str, dice: Dice) -> str:
    """Write an address of a home's /64, as privacy addresses change: another each time."""
    return f"{home}:{dice.bits(16):x}:{dice.bits(16):x}:{dice.bits(16):x}:{dice.bits(16) | 1:x}"


def _write_devices(draft: Draft) -> tuple[DeviceId, ...]:
    device = draft.account.device
    if device is None:
        return ()
    return (
        DeviceId(
            id_type=device.id_type,
            id_value=device.id_value,
            event_name=EventName.LOGIN,
            date_time=write_beside_incident(draft, -HOUR) if draft.shown.capture_time else None,
        ),
    )


def _write_disabled(draft: Draft, dice: Dice) -> AccountDisabled | None:
    if not dice.chance(0.6):
        return None
    at = max(draft.sent_at - _DISABLED, draft.incident_at)
    return AccountDisabled(
        value=True, disabled_date=write_time(at, draft.account.sender.style), user_notified=False
    )


def _write_associated(linked: Account | None, payment: str | None) -> tuple[AssociatedAccount, ...]:
    """Write an account that the sender knows to be the same person's, and a payment handle."""
    written = []
    if linked is not None:
        written.append(
            AssociatedAccount(
                type=AccountType.LINKED,
                esp_service=linked.service.name,
                esp_identifier=linked.user_id,
                screen_name=linked.screen_name,
            )
        )
    if payment is not None:
        written.append(
            AssociatedAccount(
                type=AccountType.BILLING, esp_service=PAYMENTS, esp_identifier=payment
            )
        )
    return tuple(written)
