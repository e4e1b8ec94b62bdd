"""Hold who made-up people are: mailboxes, phones, devices, a home, accounts and hubs."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tipline.synthetic.aliases import Tie
from tipline.synthetic.senders import Sender, Service
from tipline.synthetic.types import Hub


class Device(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A device by the identifier that a provider sees."""

    id_type: str
    id_value: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What one provider knows of a person: identifiers in normal form, and since when.

    `tie` is what an alias shares with the account at index `tied_to` of the same person; `slips`
    names what was mistyped. `home` is another network than the person's own, `called` the number
    in another display name, if this account has them.
    """

    sender: Sender
    service: Service
    user_id: str
    screen_name: str
    email: str
    phone: str | None
    device: Device | None
    created_at: int
    home: str | None = None
    called: int | None = None
    payment: str | None = None
    page: str | None = None
    tie: Tie | None = None
    tied_to: int = 0
    slips: tuple[str, ...] = ()


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """A home of several reported people, who are nevertheless different actors."""

    country: str
    state: str | None
    home: str
    address4: str | None
    device: Device | None


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up account holder; `address4` is shared with others (NAT) or is a VPN exit."""

    number: int
    country: str
    state: str | None
    home: str
    address4: str | None
    hubs: tuple[Hub, ...]
    accounts: tuple[Account, ...]
    shares_exactly: bool
    household: Household | None = None
    reassigned: bool = False

    @property
    def key(self) -> str:
        """Name the person in the truth; nothing in a report says it."""
        return f"person-{self.number:08d}"

    def uses(self, kind: str) -> bool:
        """Whether this person uses a hub of a kind."""
        return value_of_hub(self.hubs, kind) is not None


def value_of_hub(hubs: tuple[Hub, ...], kind: str) -> str | None:
    """Give the value of the hub of a kind among those that somebody uses."""
    return next((hub.value for hub in hubs if hub.kind == kind), None)


class Child(msgspec.Struct, frozen=True, kw_only=True):
    """A child as an opaque synthetic account with a place."""

    number: int
    age: int
    country: str
    state: str | None
    home: str
    user_id: str


_COPIED = {
    Tie.MAILBOX: "email",
    Tie.DEVICE: "device",
    Tie.PHONE: "phone",
    Tie.PAYMENT: "payment",
    Tie.PAGE: "page",
}


def follow_tie(alias: Account, tied: Account) -> Account:
    """Give an alias the thing that it shares with an earlier account, by its tie."""
    if alias.tie is Tie.REFERENCE:  # only the same provider knows the number of its earlier report
        user_id = f"u{tied.sender.number:03d}-{alias.user_id.rpartition('-')[2]}"
        return replace(alias, sender=tied.sender, service=tied.service, user_id=user_id)
    if alias.tie is None or alias.tie is Tie.NAMED:
        return alias
    field = _COPIED[alias.tie]
    return replace(alias, **{field: getattr(tied, field)})


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
