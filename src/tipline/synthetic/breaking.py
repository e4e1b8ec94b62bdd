"""Break documents on purpose, each in one named way that a receiver must refuse with a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.synthetic.dice import Dice

_INCIDENT_TIME = re.compile(rb"(<incidentDateTime>[^<]{19})[^<]*(</incidentDateTime>)")
_INCIDENT_TYPE = re.compile(rb"<incidentType>[^<]*</incidentType>")
_PORT = re.compile(rb"<port>\d+</port>")
_SUMMARY = re.compile(rb"(<incidentSummary>.*?</incidentSummary>)(.*?</reporter>)", re.DOTALL)


def _drop_zone(xml: bytes) -> bytes:
    return _INCIDENT_TIME.sub(rb"\1\2", xml, count=1)


def _change_order(xml: bytes) -> bytes:
    return _SUMMARY.sub(rb"\2\1", xml, count=1)


def _zero_port(xml: bytes) -> bytes:
    return _PORT.sub(b"<port>0</port>", xml, count=1)


def _leave_list(xml: bytes) -> bytes:
    return _INCIDENT_TYPE.sub(b"<incidentType>Something Else</incidentType>", xml, count=1)


def _add_doctype(xml: bytes) -> bytes:
    return xml.replace(b"?>", b'?>\n<!DOCTYPE report [<!ENTITY who "nobody">]>', 1)


def _truncate(xml: bytes) -> bytes:
    return xml[: len(xml) * 2 // 3]


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "naive_time": _drop_zone,
    "wrong_order": _change_order,
    "port_zero": _zero_port,
    "wrong_enum": _leave_list,
    "doctype": _add_doctype,
    "truncated": _truncate,
}


def break_document(xml: bytes, dice: Dice) -> tuple[bytes, str]:
    """Break a report in a way drawn from those that change it; give the bytes and the way."""
    way = dice.pick(list(WAYS))
    broken = WAYS[way](xml)
    if broken == xml:  # no port to set to zero
        return _drop_zone(xml), "naive_time"
    return broken, way
