"""The typed values of linking: what a report names, and which of it joins reports."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class IdentifierKind(StrEnum):
    """What kind of thing a report names exactly; an IP address is none (thousands share one)."""

    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account_at_service"
    DEVICE = "device"
    FILE_HASH = "file_hash"
    REPORT_CONTENT = "report_content"


class IdentifierRole(StrEnum):
    """Whose thing it is in the report; what belongs to the sender is never linked."""

    REPORTED = "reported"
    RECIPIENT = "recipient"
    VICTIM = "victim"
    INCIDENT = "incident"
    FILE = "file"
    REPORT = "report"


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
    """One line of the graph between reports and values; `value` is any sortable key.

    `is_viral`: the report marks the file as viral or a meme.
    """

    report: int
    value: str
    thing: int
    is_file: bool = False
    is_viral: bool = False


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a much-shared value joins its reports, and why, as counts that can be checked.

    Of `pairs` drawn pairs of its reports, `corroborated` also share something else, or hang
    together through other drawn reports that do.
    """

    joins: bool
    reports: int
    pairs: int
    corroborated: int
