"""The typed values of linking: what a report names, how it weighs, what people judged."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class IdentifierKind(StrEnum):
    """What kind of thing a report names."""

    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account_at_service"
    PROFILE_URL = "profile_url"
    PRIOR_REPORT = "prior_report"
    REPORT_CONTENT = "report_content"
    SESSION = "address_port_minute"
    DEVICE = "device"
    HOME_NETWORK = "home_network"
    ADDRESS = "address_in_window"
    FILE_HASH = "file_hash"
    LOOK_ALIKE = "look_alike_file"
    SCREEN_NAME = "screen_name"
    DISPLAY_NAME = "display_name"


class IdentifierRole(StrEnum):
    """Whose thing it is in the report; what belongs to the sender is never linked.

    `listed`: one of the many that a batched report, or a long list, names. It joins nobody, and
    neither does what is a victim's or a recipient's: two offenders may have the same victim.
    """

    REPORTED = "reported"
    RECIPIENT = "recipient"
    VICTIM = "victim"
    INCIDENT = "incident"
    FILE = "file"
    REPORT = "report"
    LISTED = "listed"


JOINS_NOBODY = frozenset({IdentifierRole.LISTED, IdentifierRole.RECIPIENT, IdentifierRole.VICTIM})


class Identifier(msgspec.Struct, frozen=True, kw_only=True):
    """One normalised value that a report names, and where.

    `thing` numbers what the values of one report are about: the MD5 and the SHA-1 of one file
    are two values of one thing, so that neither counts as a second witness for the other.
    `is_viral`: the report marks the file as viral or a meme.
    """

    kind: IdentifierKind
    value: str
    role: IdentifierRole
    at: datetime | None
    path: str
    thing: int
    is_viral: bool = False


class Naming(msgspec.Struct, frozen=True, order=True):
    """One line of the graph between reports and values; `value` is any sortable key of one kind.

    `lot` is the report's place in every sample (see rules.sampling). `is_viral`: the report marks
    the file as viral or a meme. `is_listed`: the report only lists the value, or names it as a
    victim's or a recipient's (JOINS_NOBODY).
    """

    report: int
    value: str
    kind: IdentifierKind
    thing: int
    lot: int
    is_viral: bool = False
    is_listed: bool = False


class Cohesion(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a much-shared value joins its reports, and why, as counts that can be checked.

    Of `pairs` pairs of sampled reports, `corroborated` also hang together through other things.
    """

    joins: bool
    reports: int
    pairs: int
    corroborated: int


class Judgement(StrEnum):
    """What a person says of two reports."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot-tell"


class JudgedPair(msgspec.Struct, frozen=True, order=True):
    """Two reports, the lower id first, and what a person said of them last."""

    one: int
    other: int
    judgement: Judgement
