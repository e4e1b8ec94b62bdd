"""Read at which networks people were seen, as keyed fingerprints, and when last.

Promise: where a network is, and whose, is not read; only whether two reports name the same one.
A /64 of IPv6 is one household's as a rule; behind one IPv4 address thousands can stand, so that
those are not compared.
"""

from __future__ import annotations

import socket
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING

import msgspec

from tipline.report.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tipline.report.types import (
        DateTime,
        FileDetails,
        IpCaptureEvent,
        PersonOrUserReported,
        Report,
        Victim,
    )

_HOUSEHOLD_BYTES = 8
_PLAIN = len("2026-11-22T09:00:00Z")


class NetworkPrint(msgspec.Struct, frozen=True, array_like=True):
    """A keyed fingerprint of a network at which somebody was seen, and the field that says so."""

    of_victim: bool
    print: str
    field: str


class LastSeen(msgspec.Struct, frozen=True, array_like=True):
    """When an address of the reported account was seen last, with the field that says so."""

    at: datetime
    field: str


def read_networks(report: Report, fingerprint: Callable[[str], str]) -> tuple[NetworkPrint, ...]:
    """Return the networks of reported people and of victims; a proxy's are left out."""
    found = []
    for of_victim, event, field in _events_of_people(report):
        network = None if event.possible_proxy else _household(event.ip_address)
        if network:
            found.append(NetworkPrint(of_victim, fingerprint(f"network:{network}"), field))
    return tuple(found)


def read_last_seen(
    report: Report, files: Sequence[FileDetails], received_at: datetime
) -> LastSeen | None:
    """Return the last time at which an address was seen; None if none has a time with its zone.

    Never later than the arrival: a sender's clock may be wrong.
    """
    events = [(event, field) for victim, event, field in _events_of_people(report) if not victim]
    events += [
        (details.ip_capture_event, f"fileDetails[{number}].ipCaptureEvent")
        for number, details in enumerate(files, 1)
        if details.ip_capture_event is not None
    ]
    return max(_latest(events, received_at), key=lambda one: one.at, default=None)


def _latest(
    events: Sequence[tuple[IpCaptureEvent, str]], received_at: datetime
) -> Iterator[LastSeen]:
    """Yield moments among which the latest is; of those in plain UTC the latest usable one only.

    Texts such as 2026-11-22T09:00:00Z sort as their moments do, so that few have to be read.
    """
    plain: list[tuple[str, DateTime, str]] = []
    others: list[tuple[str, DateTime, str]] = []
    for event, field in events:
        if event.date_time is not None:
            raw = event.date_time.raw
            is_plain = len(raw) == _PLAIN and raw.endswith("Z")
            (plain if is_plain else others).append((raw, event.date_time, f"{field}.dateTime"))
    for _, moment, field in others:
        if (at := _instant(moment)) is not None:
            yield LastSeen(min(at, received_at), field)
    for _, moment, field in sorted(plain, key=itemgetter(0), reverse=True):
        if (at := _instant(moment)) is not None:
            yield LastSeen(min(at, received_at), field)
            return


def _events_of_people(report: Report) -> Iterator[tuple[bool, IpCaptureEvent, str]]:
    everybody: tuple[tuple[bool, str, Sequence[PersonOrUserReported | Victim]], ...] = (
        (False, "personOrUserReported", report.person_or_user_reported),
        (True, "victim", report.victim),
    )
    for of_victim, name, people in everybody:
        for position, person in enumerate(people, 1):
            for number, event in enumerate(person.ip_capture_event, 1):
                yield of_victim, event, f"report.{name}[{position}].ipCaptureEvent[{number}]"


def _household(address: str) -> str | None:
    """Return the first 64 bits of an IPv6 address in hexadecimal, None for any other text."""
    if ":" not in address:
        return None
    try:
        return socket.inet_pton(socket.AF_INET6, address.strip())[:_HOUSEHOLD_BYTES].hex()
    except OSError:
        return None


def _instant(moment: DateTime) -> datetime | None:
    try:
        return moment.utc
    except ReportError:
        return None
