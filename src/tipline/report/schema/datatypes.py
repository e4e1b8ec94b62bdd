"""Text to value and back, by the lexical rules of XML Schema 1.0."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING, Any

from tipline.report.schema.shapes import Base, Kind
from tipline.report.types.values import Date, DateTime, Double

if TYPE_CHECKING:
    from collections.abc import Callable


# What XML 1.0 cannot hold in any form.
FORBIDDEN_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DOUBLE = re.compile(r"(?:[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN)\Z")
_YEAR = r"-?(?:[1-9][0-9]{4,}|[0-9]{4})"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DATE = re.compile(rf"({_YEAR})-({_MONTH_DAY}){_ZONE}\Z")
_DATE_TIME = re.compile(rf"({_YEAR})-({_MONTH_DAY})T{_TIME}{_ZONE}\Z")
# Nearly every time: its day exists in any month, so that nothing else has to be looked at.
_USUAL_DATE_TIME = re.compile(
    r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
).fullmatch
_WHITESPACE = " \t\n\r"
# Longer digits say nothing that 64 bits could hold, and int() is slow on very long ones.
_LONGEST_INTEGER = 64
_INT_BITS, _LONG_BITS = 31, 63
_DAYS_OF_EVERY_MONTH = 28
_GREGORIAN_CYCLE = 400


class BadText(ValueError):
    """Text that its kind does not allow; `code` is the schema rule, `expected` what it allows."""

    def __init__(self, code: str, expected: str) -> None:
        super().__init__(expected)
        self.code = code
        self.expected = expected


def collapse(text: str) -> str:
    """Trim, and make every run of white space one blank."""
    return " ".join(text.split(None)) if text.isascii() else _collapse_xml_only(text)


def _collapse_xml_only(text: str) -> str:
    # str.split knows more blanks than XML does.
    return re.sub(f"[{_WHITESPACE}]+", " ", text).strip(" ")


def read_boolean(text: str) -> bool:
    """Read `true`, `false`, `1` or `0`."""
    value = _BOOLEANS.get(text)
    if value is None:
        value = _BOOLEANS.get(text.strip(_WHITESPACE))
    if value is None:
        raise BadText("cvc-datatype-valid.1.2.1", "One of '{true, false, 1, 0}' is expected.")
    return value


def read_flag(text: str) -> bool:
    """Read a flag: empty, or `true`; `false` contradicts it."""
    if text == "":
        return True
    if not read_boolean(text):
        raise BadText("cvc-elt.5.2.2.2.2", "The fixed value 'true' is expected, or no content.")
    return True


def _integer_reader(bits: int, name: str) -> Callable[[str], int]:
    low, high = -(2**bits), 2**bits - 1

    def read_integer(text: str) -> int:
        text = text.strip(_WHITESPACE)
        if _INTEGER.match(text) and len(text) <= _LONGEST_INTEGER:
            value = int(text)
            if low <= value <= high:
                return value
        expected = f"A whole number from {low} to {high} ('{name}') is expected."
        raise BadText("cvc-datatype-valid.1.2.1", expected)

    return read_integer


def read_double(text: str) -> Double:
    """Read a number, `INF`, `-INF` or `NaN`, and keep its text."""
    text = text.strip(_WHITESPACE)
    if not _DOUBLE.match(text):
        raise BadText("cvc-datatype-valid.1.2.1", "A decimal number ('double') is expected.")
    return Double(text)


def read_date(text: str) -> Date:
    """Read a date such as `1990-01-31`, with or without a zone, and keep its text."""
    text = text.strip(_WHITESPACE)
    match = _DATE.match(text)
    if not match or not _day_exists(match[1], match[2]):
        raise BadText(
            "cvc-datatype-valid.1.2.1", "A date such as '2010-01-31' ('date') is expected."
        )
    return Date(text)


def read_date_time(text: str) -> DateTime:
    """Read a time such as `2026-03-02T18:41:07Z`, with or without a zone, and keep its text."""
    if _USUAL_DATE_TIME(text):
        return DateTime(text)
    match = _DATE_TIME.match(text)
    if not match:
        text = text.strip(_WHITESPACE)
        match = _DATE_TIME.match(text)
    if not match or not _day_exists(match[1], match[2]):
        expected = "A time such as '2026-03-02T18:41:07Z' ('dateTime') is expected."
        raise BadText("cvc-datatype-valid.1.2.1", expected)
    return DateTime(text)


def _day_exists(year: str, month_day: str) -> bool:
    if year.lstrip("-") == "0000":  # XML Schema 1.0 knows no year 0
        return False
    day = int(month_day[3:])
    if day <= _DAYS_OF_EVERY_MONTH:
        return True
    # Only the place in the 400-year cycle matters, and years may be longer than Python's.
    cycle = int(year.lstrip("-")[-4:]) % _GREGORIAN_CYCLE or _GREGORIAN_CYCLE
    return day <= monthrange(cycle, int(month_day[:2]))[1]


def _choice_reader(kind: Kind) -> Callable[[str], str]:
    members = kind.members

    def read_choice(text: str) -> str:
        value = members.get(text)
        if value is None:
            raise BadText("cvc-enumeration-valid", f"One of {list_expected(members)} is expected.")
        return value

    return read_choice


_MOST_LISTED = 60


def list_expected(names: dict[str, str] | tuple[str, ...]) -> str:
    """List names as the schema's messages do; very long lists are cut and say so."""
    shown = [name or "''" for name in names][:_MOST_LISTED]
    more = f", ... {len(names)} in all" if len(names) > _MOST_LISTED else ""
    return f"'{{{', '.join(shown)}{more}}}'"


_READERS: dict[Base, Callable[[str], Any]] = {
    Base.STRING: str,
    Base.TOKEN: collapse,
    Base.BOOLEAN: read_boolean,
    Base.FLAG: read_flag,
    Base.INT: _integer_reader(_INT_BITS, "int"),
    Base.LONG: _integer_reader(_LONG_BITS, "long"),
    Base.DOUBLE: read_double,
    Base.DATE: read_date,
    Base.DATE_TIME: read_date_time,
}


def reader_of(kind: Kind) -> Callable[[str], Any]:
    """Return what reads text of this kind: a function that raises BadText."""
    if kind.base is Base.CHOICE:
        return _choice_reader(kind)
    return _READERS[kind.base]


def _format_string(value: str) -> str:
    return value


def _format_token(value: str) -> str:
    if collapse(value) != value:
        raise BadText("token", "text without blanks at the ends or several in a row is expected")
    return value


def _format_boolean(value: bool) -> str:
    return "true" if value else "false"


def _integer_writer(bits: int) -> Callable[[int], str]:
    low, high = -(2**bits), 2**bits - 1

    def format_integer(value: int) -> str:
        if not low <= value <= high:
            raise BadText("integer", f"a whole number from {low} to {high} is expected")
        return str(int(value))

    return format_integer


def _kept_text_writer(
    read: Callable[[str], Date | DateTime | Double],
) -> Callable[[Date | DateTime | Double], str]:
    def format_kept_text(value: Date | DateTime | Double) -> str:
        if read(value.raw) != value:
            raise BadText("kept-text", "text without blanks around it is expected")
        return value.raw

    return format_kept_text


def _choice_writer(kind: Kind) -> Callable[[str], str]:
    def format_choice(value: str) -> str:
        text = str(value)
        if text not in kind.members:
            expected = f"one of {list_expected(kind.members)} is expected"
            raise BadText("choice", expected)
        return text

    return format_choice


_WRITERS: dict[Base, Callable[[Any], str]] = {
    Base.STRING: _format_string,
    Base.TOKEN: _format_token,
    Base.BOOLEAN: _format_boolean,
    Base.FLAG: _format_boolean,
    Base.INT: _integer_writer(_INT_BITS),
    Base.LONG: _integer_writer(_LONG_BITS),
    Base.DOUBLE: _kept_text_writer(read_double),
    Base.DATE: _kept_text_writer(read_date),
    Base.DATE_TIME: _kept_text_writer(read_date_time),
}


def writer_of(kind: Kind) -> Callable[[Any], str]:
    """Return what turns a value of this kind into text: a function that raises BadText."""
    if kind.base is Base.CHOICE:
        return _choice_writer(kind)
    return _WRITERS[kind.base]
