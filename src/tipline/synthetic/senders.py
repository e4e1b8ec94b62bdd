"""Make the providers that send reports, each with its services, its habits and its clock."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

import msgspec

from tipline.report.types import (
    Address,
    AddressType,
    ContactPerson,
    Email,
    EmailType,
    Person,
    Phone,
    PhoneType,
    Reporter,
)
from tipline.synthetic.clocks import Style
from tipline.synthetic.dice import Dice, Weighted
from tipline.synthetic.rates import rate

LARGEST = 5
_SPLIT_OF_LARGEST = (0.40, 0.24, 0.16, 0.12, 0.08)  # assumed; only their sum is published


class Kind(StrEnum):
    """What a service is for; it decides in which context a report describes an incident."""

    CHAT = "Chat"
    SOCIAL = "Social"
    STORAGE = "Storage"
    MAIL = "Mail"
    GAME = "Game"


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One product of a provider, with the domain that its addresses are under."""

    name: str
    kind: Kind
    domain: str


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """One provider: its name, services, the reporter block it always sends, and its habits."""

    number: int
    name: str
    services: tuple[Service, ...]
    reporter: Reporter
    style: Style
    flags_viral: bool


class Senders(msgspec.Struct, frozen=True):
    """All providers of a world, drawn by how many reports each makes."""

    drawn: Weighted[Sender]

    def draw(self, dice: Dice) -> tuple[Sender, Service]:
        """Draw a provider by its share of reports, and one of its services."""
        sender = dice.weigh(self.drawn)
        return sender, dice.pick(sender.services)


@lru_cache(maxsize=2)
def make_senders(seed: int) -> Senders:
    """Make as many providers as reported in a year; the five largest make their share."""
    dice = Dice(seed, "senders")
    senders = [_make_sender(dice, number) for number in range(1, int(rate("senders")) + 1)]
    five = rate("five_largest_senders")
    small = (1 - five) / (len(senders) - LARGEST)
    weights = [five * part for part in _SPLIT_OF_LARGEST] + [small] * (len(senders) - LARGEST)
    return Senders(Weighted(list(zip(senders, weights, strict=True))))


def _make_sender(dice: Dice, number: int) -> Sender:
    domain = f"p{number:03d}.example.com"
    kinds = [dice.pick(list(Kind)) for _ in range(dice.between(1, 3))]
    return Sender(
        number=number,
        name=f"Example Provider {number:03d}",
        services=tuple(
            Service(
                name=f"Example {kind} {number:03d}-{index}",
                kind=kind,
                domain=f"{kind.value.lower()}{index}.{domain}",
            )
            for index, kind in enumerate(kinds, 1)
        ),
        reporter=_make_reporter(number, domain),
        style=Style.ZULU if dice.chance(0.6) else dice.pick(list(Style)),
        flags_viral=number % 2 == 1,  # alternating, so that the five largest disagree
    )


def _make_reporter(number: int, domain: str) -> Reporter:
    return Reporter(
        reporting_person=Person(
            first_name="Trust",
            last_name=f"Desk {number:03d}",
            email=(Email(value=f"reports@{domain}"),),
            address=(
                Address(
                    type=AddressType.BUSINESS,
                    address=f"{number} Example Street",
                    city="Exampleville",
                    zip_code="00000",
                    country="US",
                ),
            ),
        ),
        contact_person=ContactPerson(
            first_name="Legal",
            last_name=f"Desk {number:03d}",
            phone=(
                Phone(
                    type=PhoneType.WORK,
                    value=f"202-555-01{number % 100:02d}",
                    country_calling_code="+1",
                ),
            ),
            email=(Email(type=EmailType.WORK, value=f"legal@{domain}"),),
        ),
        company_template=f"[synthetic] Serve process at legal@{domain}; kept for one year.",
        legal_url=f"https://www.{domain}/law-enforcement",
    )
