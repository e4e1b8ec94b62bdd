"""Write whom it happened to and who else was there: children as opaque accounts, recipients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.report.types import (
    AccountType,
    Address,
    AddressType,
    AssociatedAccount,
    Email,
    EstimatedLocation,
    EventName,
    IntendedRecipient,
    IpCaptureEvent,
    Person,
    Victim,
)
from tipline.synthetic.clocks import HOUR
from tipline.synthetic.subjects import write_address6, write_beside_incident

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.drafts import Draft
    from tipline.synthetic.people import Child


_SELF_REPORT = "[synthetic] reported by the child's own account"


def write_recipients(draft: Draft, dice: Dice) -> tuple[IntendedRecipient, ...]:
    """Write the accounts that something was sent to; nothing is known of them but the account."""
    if not draft.scenario.recipients or draft.shown.thin:
        return ()
    account = draft.account
    return tuple(
        IntendedRecipient(
            esp_identifier=f"u{account.sender.number:03d}-{dice.hex(10)}",
            esp_service=account.service.name,
        )
        for _ in range(dice.between(1, 3))
    )


def write_victims(draft: Draft, dice: Dice) -> tuple[Victim, ...]:
    """Write the children of the story, each as far as the story says."""
    if not draft.scenario.victims or draft.shown.thin:
        return ()
    return tuple(_write_victim(draft, child, dice) for child in draft.case.children)


def _write_victim(draft: Draft, child: Child, dice: Dice) -> Victim:
    detail = draft.scenario.victim_detail
    if detail == "age":
        return Victim(victim_person=Person(age=child.age))
    if detail == "network":
        return Victim(
            victim_person=Person(age=child.age), ip_capture_event=_write_login(draft, child, dice)
        )
    return Victim(
        victim_person=_write_child(detail, child),
        esp_identifier=child.user_id,
        esp_service=draft.account.service.name,
        screen_name=f"account_{child.user_id[2:]}",
        ip_capture_event=_write_login(draft, child, dice),
        school_name=f"Example School {child.number % 1000:03d}" if detail == "name" else None,
        estimated_location=_write_location(draft, child),
        associated_account=_write_guardian(draft) if detail == "household" else (),
        additional_info=_SELF_REPORT if detail == "self_report" else None,
    )


def _write_child(detail: str, child: Child) -> Person:
    """Write what the story tells of the child; where it tells a name, that is a number."""
    if detail == "name":
        return Person(
            first_name="Child", last_name=f"{child.number:07d} (synthetic)", age=child.age
        )
    if detail == "self_report":
        return Person(
            email=(Email(value=f"child.{child.number:x}@mail.example.org"),), age=child.age
        )
    return Person(address=_write_household(child) if detail == "household" else (), age=child.age)


def _write_household(child: Child) -> tuple[Address, ...]:
    return (
        Address(
            type=AddressType.HOME,
            address=f"{child.number % 900 + 1} Example Street",
            city="Exampleville",
            state=child.state,
            country=child.country,
        ),
    )


def _write_guardian(draft: Draft) -> tuple[AssociatedAccount, ...]:
    """Write the reported account as the one that looks after the child's."""
    return (
        AssociatedAccount(
            type=AccountType.PARENT_OR_GUARDIAN,
            esp_service=draft.account.service.name,
            esp_identifier=draft.account.user_id,
        ),
    )


def _write_login(draft: Draft, child: Child, dice: Dice) -> tuple[IpCaptureEvent, ...]:
    return (
        IpCaptureEvent(
            ip_address=write_address6(child.home, dice),
            event_name=EventName.LOGIN,
            date_time=write_beside_incident(draft, -HOUR),
        ),
    )


def _write_location(draft: Draft, child: Child) -> EstimatedLocation:
    return EstimatedLocation(
        timestamp=write_beside_incident(draft, -HOUR),
        region=child.state,
        country_code=child.country,
    )
