"""The values of deconfliction: partners, keys of an epoch, exchanges and what comes of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Step(StrEnum):
    """Which of the two files of an exchange one is, or that its answer was compared."""

    QUESTION = "question"
    ANSWER = "answer"
    COMPARISON = "comparison"


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Another unit, and what to do to reach it: `call` is its duty desk, nobody's own number."""

    partner_id: UUID
    name: str
    call: str


class EpochKey(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that two units share for an epoch; both days are included.

    `secret` never stands in the database and in no file that is exchanged.
    """

    epoch: str
    first_day: date
    last_day: date
    key_id: str
    secret: bytes

    def holds_on(self, day: date) -> bool:
        """Whether the key may be used on a day."""
        return self.first_day <= day <= self.last_day


class OwnValue(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier that reports of ours name: its kind, normalised value, and where it stands.

    `holders` are pairs of a report and a field path, oldest report first.
    """

    kind: str
    value: str
    holders: tuple[tuple[int, str], ...]


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many values of a kind were not taken into an exchange, and why."""

    kind: str
    why: str
    values: int


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of an exchange says of itself, in clear."""

    format: str
    version: int
    step: Step
    exchange: UUID
    epoch: str
    key_id: str
    from_unit: str
    made_at: datetime
    asked: int
    held: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One element of what the answering unit holds, and its reference for a call."""

    element: bytes
    reference: str


class ExchangeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an exchange: what was asked, and in an answer what the other unit holds."""

    header: Header
    asked: tuple[bytes, ...]
    held: tuple[Held, ...] = ()


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A report of ours names something that a partner holds: whom to call, by which reference."""

    report_id: str
    field: str
    kind: str
    partner: str
    call: str
    reference: str
    found_at: datetime


class OwnReference(msgspec.Struct, frozen=True, kw_only=True):
    """What a reference that a partner names stands for: a report of ours and its field."""

    report_id: str
    field: str
    kind: str
    partner: str
    given_at: datetime
