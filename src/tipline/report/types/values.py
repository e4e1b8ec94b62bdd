"""Times, numbers and leftovers that keep the text they were sent as."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec

from tipline.report.errors import NaiveTime, UnusableTime

_ZONE_AFTER = 19  # a zone, if any, follows the seconds: 2026-03-02T18:41:07


class DateTime(msgspec.Struct, frozen=True, gc=False):
    """A date and time as sent, for example `2026-03-02T18:41:07Z`; equal when the text is equal."""

    raw: str

    @property
    def has_zone(self) -> bool:
        """Whether the text says which zone it is in."""
        tail = self.raw[_ZONE_AFTER:]
        return tail.endswith("Z") or "+" in tail or "-" in tail

    @property
    def utc(self) -> datetime:
        """The instant, aware, in UTC, to the microsecond; raises NaiveTime, UnusableTime."""
        if not self.has_zone:
            raise NaiveTime(f"{self.raw!r} has no zone, so nobody can say when it was")
        try:
            return _read_iso(self.raw).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise UnusableTime(f"{self.raw!r} is not a time that can be used") from error


class Date(msgspec.Struct, frozen=True, gc=False):
    """A calendar date as sent, for example `1990-01-31`; equal when the text is equal."""

    raw: str

    @property
    def day(self) -> date:
        """The calendar day, without its zone if it had one; raises UnusableTime."""
        try:
            return date.fromisoformat(self.raw[:10])
        except ValueError as error:
            raise UnusableTime(f"{self.raw!r} is not a date that can be used") from error


class Double(msgspec.Struct, frozen=True, gc=False):
    """A number as sent, for example `38.80`; equal when the text is equal."""

    raw: str

    @property
    def value(self) -> float:
        """The number; `INF`, `-INF` and `NaN` are numbers to the wire."""
        return float(self.raw)


class Unknown(msgspec.Struct, frozen=True, gc=False):
    """Something that was sent and has no field: kept, never followed.

    `name` is an element's name, `@name` of an attribute, `#text` of stray text. `raw` is the
    source as sent. `line` and `column` count from 1.
    """

    name: str
    raw: str
    line: int
    column: int
    why: str


class Element(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What every element of the report language has."""

    unknown: tuple[Unknown, ...] = ()


def _read_iso(raw: str) -> datetime:
    """Read an XSD dateTime that Python can hold (years 1 to 9999); 24:00 is the next midnight."""
    if raw[10:19] == "T24:00:00":
        return datetime.fromisoformat(f"{raw[:10]}T00{raw[13:]}") + timedelta(days=1)
    if len(raw) > _ZONE_AFTER and raw[_ZONE_AFTER] == ".":
        return datetime.fromisoformat(_shorten_fraction(raw))
    return datetime.fromisoformat(raw)


def _shorten_fraction(raw: str) -> str:
    end = _ZONE_AFTER + 1
    while end < len(raw) and raw[end].isdigit():
        end += 1
    digits = raw[_ZONE_AFTER + 1 : end][:6].ljust(6, "0")
    return f"{raw[:_ZONE_AFTER]}.{digits}{raw[end:]}"
