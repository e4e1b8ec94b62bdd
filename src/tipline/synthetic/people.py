"""Make account holders: opaque people with mailboxes, phones, devices, a home and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.synthetic.clocks import DAY
from tipline.synthetic.places import draw_place, home_prefix, pool_of
from tipline.synthetic.rates import rate
from tipline.synthetic.senders import Sender, Senders, Service
from tipline.synthetic.types import Hub

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.hubs import Hubs, Phonebook

COLOURS = (
    "amber",
    "azure",
    "coral",
    "green",
    "indigo",
    "ivory",
    "olive",
    "silver",
    "teal",
    "umber",
)
THINGS = ("anchor", "bridge", "candle", "ferry", "hammer", "kettle", "ladder", "lantern", "marble")
MAILS = ("example.com", "example.net", "example.org", "mail.example.com", "mail.example.net")
DEVICE_TYPES = ("IMEI", "AndroidId", "IDFV", "BrowserId")
_HAS_PHONE, _HAS_IPV4, _HAS_DEVICE = 0.4, 0.45, 0.7  # assumed; no figures


class Device(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A device by the identifier that a provider sees."""

    id_type: str
    id_value: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What one provider knows of a person: identifiers in normal form, and since when."""

    sender: Sender
    service: Service
    user_id: str
    screen_name: str
    email: str
    phone: str | None
    device: Device | None
    created_at: int


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up account holder; `address4` is shared with others (NAT) or is a VPN exit."""

    number: int
    country: str
    state: str | None
    home: str
    address4: str | None
    hub: Hub | None
    accounts: tuple[Account, ...]
    shares_exactly: bool

    @property
    def key(self) -> str:
        """Name the person in the truth; nothing in a report says it."""
        return f"person-{self.number:08d}"


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """A child as an opaque synthetic account with a place."""

    number: int
    age: int
    country: str
    state: str | None
    home: str
    user_id: str


class Kit(msgspec.Struct, frozen=True, kw_only=True):
    """What a person has for all accounts: the number in its mailboxes, one of each, a hub."""

    number: int
    hub: Hub | None
    stem: tuple[str, str, int]
    mailbox: str
    phone: str | None
    device: Device | None
    shares_exactly: bool


class Maker:
    """Makes the people of one block; `first` is the number of its first person."""

    def __init__(
        self,
        dice: Dice,
        *,
        senders: Senders,
        hubs: Hubs,
        phones: Phonebook,
        first: int,
        opens_at: int,
    ) -> None:
        self._dice, self._senders, self._hubs, self._phones = dice, senders, hubs, phones
        self._next = first
        self._opens_at = opens_at

    def make_holder(
        self, accounts: int, *, lives_with: Child | None = None, cohesive: bool = False
    ) -> Holder:
        """Make a person with so many accounts; one who lives with a child shares its home.

        A `cohesive` person always uses the same mailbox, phone or device again.
        """
        dice = self._dice
        number, self._next = self._next, self._next + 1
        country, state = draw_place(dice)
        if lives_with:
            country, state = lives_with.country, lives_with.state
        kit = self._make_kit(number, country, accounts, cohesive=cohesive)
        return Holder(
            number=number,
            country=country,
            state=state,
            home=lives_with.home if lives_with else home_prefix(country, number),
            address4=self._address4(country, kit.hub),
            hub=kit.hub,
            accounts=tuple(self._make_account(kit, index) for index in range(accounts)),
            shares_exactly=kit.shares_exactly,
        )

    def _make_kit(self, number: int, country: str, accounts: int, *, cohesive: bool) -> Kit:
        dice = self._dice
        hub = None if cohesive else self._hubs.draw(dice)
        return Kit(
            number=number,
            hub=hub,
            stem=(dice.pick(COLOURS), dice.pick(THINGS), dice.between(10, 99)),
            mailbox=self._mailbox(number, 0, hub),
            phone=self._phone(country),
            device=self._device(hub, always=cohesive),
            shares_exactly=cohesive or (accounts > 1 and not dice.chance(rate("weak_only"))),
        )

    def _make_account(self, kit: Kit, index: int) -> Account:
        """Make an account that shares a mailbox, phone or device, or that shares nothing exact."""
        apart = index > 0 and not kit.shares_exactly
        sender, service = self._senders.draw(self._dice)
        changed = self._dice.below(3)  # a mailbox, a device, or neither is another one here
        return Account(
            sender=sender,
            service=service,
            user_id=f"u{sender.number:03d}-{self._dice.hex(10)}",
            screen_name=write_screen_name(kit.stem, index),
            email=self._mailbox(kit.number, index, None) if apart or changed == 1 else kit.mailbox,
            phone=None if apart else kit.phone,
            device=self._device(None) if apart or changed == 2 else kit.device,  # noqa: PLR2004
            created_at=self._opens_at - self._dice.between(1, 900 * DAY),
        )

    def make_child(self) -> Child:
        """Make a child; numbered with the account holders, so no two share a home."""
        dice = self._dice
        number, self._next = self._next, self._next + 1
        country, state = draw_place(dice)
        return Child(
            number=number,
            age=dice.between(9, 17),
            country=country,
            state=state,
            home=home_prefix(country, number),
            user_id=f"c-{dice.hex(10)}",
        )

    def _address4(self, country: str, hub: Hub | None) -> str | None:
        dice = self._dice
        if hub is not None and hub.kind == "exit_address":
            return hub.value
        pools = pool_of(country)
        if not pools or not dice.chance(_HAS_IPV4):
            return None
        return str(dice.pick(pools)[dice.between(1, 14)])

    def _mailbox(self, number: int, index: int, hub: Hub | None) -> str:
        if hub is not None and hub.kind == "shared_mailbox":
            return hub.value
        return f"{self._dice.pick(THINGS)}.{number:x}.{index}@{self._dice.pick(MAILS)}"

    def _phone(self, country: str) -> str | None:
        if country == "US" and self._dice.chance(_HAS_PHONE):
            return self._phones.take()
        return None

    def _device(self, hub: Hub | None, *, always: bool = False) -> Device | None:
        if hub is not None and hub.kind == "default_device":
            return Device(id_type="IMEI", id_value=hub.value)
        if not self._dice.chance(_HAS_DEVICE) and not always:
            return None
        kind = self._dice.pick(DEVICE_TYPES)
        if kind == "IMEI":
            return Device(id_type=kind, id_value=f"00{self._dice.below(10**13):013d}")
        return Device(id_type=kind, id_value=self._dice.hex(16))


def write_screen_name(stem: tuple[str, str, int], index: int) -> str:
    """Write a person's habit of naming in one of four ways; alike to an eye, never equal."""
    colour, thing, number = stem
    forms = (
        f"{colour}{thing}{number}",
        f"{colour}_{thing}_{number}",
        f"{thing}.{colour}{number}",
        f"x{colour}{thing}{number}x",
    )
    written = forms[index % len(forms)]
    return written if index < len(forms) else f"{written}_{index}"
