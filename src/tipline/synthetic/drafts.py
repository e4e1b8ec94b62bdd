"""Hold what is decided about a report before a word of it is written."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from tipline.synthetic.files import FileUse, Origin
from tipline.synthetic.people import Account, Child, Holder
from tipline.synthetic.scenarios import Scenario
from tipline.synthetic.types import WorldFile

if TYPE_CHECKING:
    from collections.abc import Iterator

Identifier = tuple[str, str]


class Role(StrEnum):
    """How a report came to be in its case."""

    PRIMARY = "primary"
    FOLLOW_UP = "follow_up"
    NEAR_DUPLICATE = "near_duplicate"
    DUPLICATE = "duplicate"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One story with its people; `group` is what a ring shares, `labelled` a file of its label."""

    scenario: Scenario
    children: tuple[Child, ...] = ()
    group: str | None = None
    placed: bool = False
    labelled: WorldFile | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the sender tells and what is missing; `location` is right, wrong or none.

    `viewed` is what the sender says of its files: true, false or nothing.
    """

    thin: bool
    email: bool
    ip: bool
    capture_time: bool
    port: bool
    state: bool
    location: str
    time_meaning: bool
    viewed: bool | None
    linked_account: Account | None
    generated: bool


class Draft(msgspec.Struct, kw_only=True):
    """One report before it is written; times in seconds since 1970, UTC.

    `scenario` is what this report shows by itself, the case's or something more ordinary.
    `refers_to` is an earlier report on another account of the person, which this one names;
    `names` are accounts of others that a batched report lists. `number` is given when all
    reports of the block are in order of `sent_at`.
    """

    case: Case
    holder: Holder
    account: Account
    scenario: Scenario
    role: Role
    incident_at: int
    sent_at: int
    clock_hours: int
    files: list[FileUse]
    shown: Shown
    environment: str
    origin: Draft | None = None
    refers_to: Draft | None = None
    is_referred_to: bool = False
    names: tuple[Account, ...] = ()
    number: int = 0

    def identifiers(self) -> Iterator[Identifier]:
        """Give the exact identifiers that this report shows and that are not shared by all."""
        if self.scenario.name == "batched":
            yield "account", self.account.user_id
            return
        if self.refers_to or self.is_referred_to:
            yield "reference", str((self.refers_to or self).number)
        yield "account", f"{self.account.service.name}|{self.account.user_id}"
        if self.shown.thin:
            return
        yield from self._contact_identifiers()
        for use in self.files:
            if use.origin in {Origin.NEW, Origin.OWN, Origin.COINCIDENCE}:
                yield "file", use.file.token

    def _contact_identifiers(self) -> Iterator[Identifier]:
        account = self.account
        shared = {hub.value for hub in self.holder.hubs}
        household = self.holder.household
        if household and household.device:
            shared.add(household.device.id_value)
        if self.shown.email and account.email not in shared:
            yield "email", account.email
        if account.phone and self.shown.ip:
            yield "phone", account.phone
        if account.payment:
            yield "payment", account.payment
        if account.page:
            yield "page", account.page
        if account.device and account.device.id_value not in shared:
            yield "device", f"{account.device.id_type}|{account.device.id_value}"
        linked = self.shown.linked_account
        if linked:
            yield "account", f"{linked.service.name}|{linked.user_id}"
