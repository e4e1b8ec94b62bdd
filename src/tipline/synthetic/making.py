"""Make account holders: opaque people with mailboxes, phones, devices, a home and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from tipline.synthetic.aliases import TIES, Tie
from tipline.synthetic.clocks import DAY
from tipline.synthetic.hubs import DISPOSABLE
from tipline.synthetic.people import (
    Account,
    Child,
    Device,
    Holder,
    Household,
    follow_tie,
    value_of_hub,
    write_screen_name,
)
from tipline.synthetic.places import draw_place, home_prefix, pool_of
from tipline.synthetic.rates import rate
from tipline.synthetic.slips import mistype_mailbox, mistype_phone
from tipline.synthetic.types import Hub

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.hubs import Hubs, Phonebook
    from tipline.synthetic.kinds import Traits
    from tipline.synthetic.senders import Senders

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


class Kit(msgspec.Struct, frozen=True, kw_only=True):
    """What a person has for all accounts: the number in its mailboxes, one of each, a hub."""

    number: int
    hubs: tuple[Hub, ...]
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
        traits: Traits,
    ) -> None:
        self._dice, self._senders, self._hubs, self._phones = dice, senders, hubs, phones
        self._traits = traits
        self._left_homes: dict[str, str] = {}
        self._next = first
        self._opens_at = opens_at

    def make_holder(
        self,
        accounts: int,
        *,
        lives_with: Child | Household | None = None,
        cohesive: bool = False,
        hub: Hub | None = None,
    ) -> Holder:
        """Make a person with so many accounts; who lives with somebody shares their home.

        A `cohesive` person always uses the same mailbox, phone or device again; `hub` is one that
        the person uses whatever is drawn.
        """
        dice = self._dice
        number, self._next = self._next, self._next + 1
        country, state = draw_place(dice)
        if lives_with:
            country, state = lives_with.country, lives_with.state
        kit = self._make_kit(number, country, accounts, cohesive=cohesive, hub=hub)
        address4 = self._address4(country, kit.hubs)
        household = lives_with if isinstance(lives_with, Household) else None
        home = lives_with.home if lives_with else home_prefix(country, number)
        reassigned = not lives_with and self._is_reassigned()
        if reassigned:
            home = self._take_over(country, home)
        if household and not value_of_hub(kit.hubs, "exit_address"):
            address4 = household.address4
        return Holder(
            number=number,
            country=country,
            state=state,
            home=home,
            address4=address4,
            hubs=kit.hubs,
            accounts=self._make_accounts(kit, accounts, country, household),
            shares_exactly=kit.shares_exactly,
            household=household,
            reassigned=reassigned,
        )

    def draw_hub(self) -> Hub:
        """Draw a hub of any kind, for people who are to use the same one."""
        return self._hubs.draw_any(self._dice)

    def _is_reassigned(self) -> bool:
        chance = self._traits.reassigned_home
        return bool(chance) and self._dice.chance(chance)

    def _take_over(self, country: str, home: str) -> str:
        """Give the network that an unrelated person of the country had before, if there is one."""
        return self._left_homes.pop(country, None) or self._left_homes.setdefault(country, home)

    def make_household(self) -> Household:
        """Make a home for several reported people; it takes a number, as a person does."""
        number, self._next = self._next, self._next + 1
        country, state = draw_place(self._dice)
        shares = self._dice.chance(self._traits.household_device)
        return Household(
            country=country,
            state=state,
            home=home_prefix(country, number),
            address4=self._address4(country, ()),
            device=self._device((), always=True) if shares else None,
        )

    def _make_kit(
        self, number: int, country: str, accounts: int, *, cohesive: bool, hub: Hub | None
    ) -> Kit:
        dice = self._dice
        hubs = () if cohesive else self._hubs.draw(dice)
        if hub:
            hubs = (hub,)
        return Kit(
            number=number,
            hubs=hubs,
            stem=self._stem(),
            mailbox=self._mailbox(number, 0, hubs),
            phone=self._phone(country),
            device=self._device(hubs, always=cohesive),
            shares_exactly=cohesive
            or (accounts > 1 and not self._traits.aliases and not dice.chance(rate("weak_only"))),
        )

    def _stem(self) -> tuple[str, str, int]:
        dice = self._dice
        return dice.pick(COLOURS), dice.pick(THINGS), dice.between(10, 99)

    def _make_accounts(
        self, kit: Kit, count: int, country: str, household: Household | None
    ) -> tuple[Account, ...]:
        accounts = [self._make_account(kit, index) for index in range(count)]
        if self._traits.aliases and not kit.shares_exactly:
            self._tie_aliases(accounts, kit)
        if self._traits.roaming:
            accounts = [accounts[0], *(self._roam(each, country) for each in accounts[1:])]
        if household and household.device:
            accounts = [self._lend(account, household.device) for account in accounts]
        if self._traits.slip:
            accounts = [self._mistype(account, kit) for account in accounts]
        return tuple(accounts)

    def _roam(self, account: Account, country: str) -> Account:
        """Let some further accounts be used elsewhere, and some go by another display name."""
        if self._dice.chance(self._traits.roaming):
            number, self._next = self._next, self._next + 1
            account = replace(account, home=home_prefix(country, number))
        if self._dice.chance(self._traits.other_name):
            account = replace(account, called=self._dice.below(1000))
        return account

    def _lend(self, account: Account, device: Device) -> Account:
        """Let half of the accounts of a home be used on its common device."""
        return replace(account, device=device) if self._dice.chance(0.5) else account

    def _tie_aliases(self, accounts: list[Account], kit: Kit) -> None:
        """Let each further account share one thing with an earlier one, which may need it first."""
        dice = self._dice
        for index in range(1, len(accounts)):
            earlier, tie = dice.below(index), dice.weigh(TIES)
            accounts[earlier] = tied = self._equip(accounts[earlier], tie, kit)
            alias = replace(accounts[index], tie=tie, tied_to=earlier)
            if dice.chance(0.5):
                alias = replace(alias, screen_name=write_screen_name(self._stem(), 0))
            accounts[index] = follow_tie(alias, tied)

    def _equip(self, account: Account, tie: Tie, kit: Kit) -> Account:
        """Give an account the thing that an alias is to share, if it has none of its own."""
        shared = {hub.value for hub in kit.hubs}
        if tie is Tie.MAILBOX and account.email in shared:
            return replace(account, email=self._mailbox(kit.number, 90, ()))
        if tie is Tie.DEVICE and (not account.device or account.device.id_value in shared):
            return replace(account, device=self._device((), always=True))
        if tie is Tie.PHONE and not account.phone:
            return replace(account, phone=self._phones.take())
        if tie is Tie.PAYMENT and not account.payment:
            return replace(account, payment=f"pay-{self._dice.hex(10)}")
        if tie is Tie.PAGE and not account.page:
            return replace(account, page=f"https://pages.example.org/{self._dice.hex(10)}")
        return account

    def _mistype(self, account: Account, kit: Kit) -> Account:
        """Sometimes write a mailbox or a number with a slip; a value that all share is pasted."""
        dice, slips = self._dice, list[str]()
        if account.email not in {hub.value for hub in kit.hubs} and dice.chance(self._traits.slip):
            account = replace(account, email=mistype_mailbox(account.email, dice))
            slips.append("email")
        if account.phone and dice.chance(self._traits.slip):
            account = replace(account, phone=mistype_phone(account.phone, dice))
            slips.append("phone")
        return replace(account, slips=tuple(slips))

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
            email=self._mailbox(kit.number, index, ()) if apart or changed == 1 else kit.mailbox,
            phone=None if apart else kit.phone,
            device=self._device(()) if apart or changed == 2 else kit.device,  # noqa: PLR2004
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

    def _address4(self, country: str, hubs: tuple[Hub, ...]) -> str | None:
        dice = self._dice
        exit_address = value_of_hub(hubs, "exit_address")
        if exit_address:
            return exit_address
        pools = pool_of(country)
        if not pools or not dice.chance(_HAS_IPV4):
            return None
        return str(dice.pick(pools)[dice.between(1, 14)])

    def _mailbox(self, number: int, index: int, hubs: tuple[Hub, ...]) -> str:
        shared = value_of_hub(hubs, "shared_mailbox")
        if shared:
            return shared
        if self._traits.disposable_domain and self._dice.chance(self._traits.disposable_domain):
            return f"{self._dice.pick(THINGS)}.{number:x}.{index}@{DISPOSABLE}"
        return f"{self._dice.pick(THINGS)}.{number:x}.{index}@{self._dice.pick(MAILS)}"

    def _phone(self, country: str) -> str | None:
        if country == "US" and self._dice.chance(_HAS_PHONE):
            return self._phones.take()
        return None

    def _device(self, hubs: tuple[Hub, ...], *, always: bool = False) -> Device | None:
        default = value_of_hub(hubs, "default_device")
        if default:
            return Device(id_type="IMEI", id_value=default)
        if not self._dice.chance(_HAS_DEVICE) and not always:
            return None
        kind = self._dice.pick(DEVICE_TYPES)
        if kind == "IMEI":
            return Device(id_type=kind, id_value=f"00{self._dice.below(10**13):013d}")
        return Device(id_type=kind, id_value=self._dice.hex(16))
