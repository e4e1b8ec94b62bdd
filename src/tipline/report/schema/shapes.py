"""The words in which the tables say what the wire allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum


class Version(StrEnum):
    """Which edition of the wire: `2026-08` is `2025-11` and what clients of 2026 add to it."""

    V2025_11 = "2025-11"
    V2026_08 = "2026-08"


class Base(Enum):
    """The kinds of text, by the names that XML Schema gives them."""

    STRING = "string"
    TOKEN = "token"  # noqa: S105  a kind of text, not a password
    BOOLEAN = "boolean"
    FLAG = "flag"
    INT = "int"
    LONG = "long"
    DOUBLE = "double"
    DATE = "date"
    DATE_TIME = "dateTime"
    CHOICE = "enumeration"


class Must(Enum):
    """What the documentation demands beyond the schema; `rules` judges it, the schema does not."""

    NON_BLANK = "not blank"
    PAST = "not later than now"
    URL = "a valid URL"
    EMAIL = "a well-formed email address"
    IP = "a valid IPv4 or IPv6 address"
    PORT = "1 to 65535"
    AGE = "0 to 150"
    CALLING_CODE = "a plus sign and one to three digits"
    DIGITS = "digits only"
    REPORT_ID = "an existing report's id"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of text; `members` maps each allowed text of an enumeration to its value."""

    name: str
    base: Base
    members: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its kind of text, and the limits of the documentation."""

    name: str
    kind: Kind
    required: bool = False
    limit: int | None = None
    must: tuple[Must, ...] = ()
    since: Version = Version.V2025_11


@dataclass(frozen=True, slots=True)
class Child:
    """An element inside another: `shape` names a table, or is a kind of text.

    Children of one element that share a `slot` exclude each other.
    """

    name: str
    shape: Kind | str
    required: bool = False
    repeatable: bool = False
    limit: int | None = None
    must: tuple[Must, ...] = ()
    since: Version = Version.V2025_11
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """Children in exactly this order."""

    struct: type
    children: tuple[Child, ...]
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """Exactly one of these children."""

    struct: type
    children: tuple[Child, ...]
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Flags:
    """Empty elements that assert something, in any order, each at most once."""

    enum: type[StrEnum]
    since: dict[str, Version] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """Text with attributes; the text becomes `value`."""

    struct: type
    kind: Kind
    attributes: tuple[Attribute, ...]
    limit: int | None = None
    must: tuple[Must, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """No content, only attributes."""

    struct: type
    attributes: tuple[Attribute, ...]


Shape = Sequence | OneOf | Flags | Text | Empty


def enumeration(name: str, members: type[StrEnum]) -> Kind:
    """Make a kind of text whose allowed values are the members."""
    return Kind(name, Base.CHOICE, {member.value: member for member in members})


def codes(name: str, allowed: tuple[str, ...]) -> Kind:
    """Make a kind of text whose allowed values are these codes."""
    return Kind(name, Base.CHOICE, {code: code for code in allowed})
