"""Read from a captured address what it can say of its user: a home's network, a session.

An IPv6 /64 is one home or one telephone. An IPv4 address is a home for a while, or thousands of
homes: it is kept by windows of time, and counts only while few hold it. An address with its port
at one minute is one session, even behind a carrier's translator (RFC 6888).
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from tipline.desk.linking.evidence.found import instant_of
from tipline.desk.linking.types import IdentifierKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tipline.desk.linking.evidence.found import Found
    from tipline.desk.linking.types import IdentifierRole
    from tipline.report.types import IpCaptureEvent

# Two windows overlap by half, so that two sightings within half a window share one of them.
WINDOW_DAYS = 60

# Addresses that are the same in many homes, or that only wrap another address. (Python's own
# `is_private` also holds the ranges for documentation, in which every test is set.)
_NOT_PUBLIC_4 = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "224.0.0.0/3",
)
_NOT_PUBLIC_6 = (
    "::/16",
    "64:ff9b::/32",
    "2001::/32",
    "2002::/16",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
)


def _spans(networks: Sequence[str]) -> tuple[tuple[int, int], ...]:
    found = (ip_network(text) for text in networks)
    return tuple((int(one.network_address), int(one.broadcast_address)) for one in found)


# As numbers: every address of every report is compared with all of them.
_SPANS = {4: _spans(_NOT_PUBLIC_4), 6: _spans(_NOT_PUBLIC_6)}
_HOME_BITS = 64
_SECONDS_OF_A_DAY = 86_400
_SECONDS_OF_A_MINUTE = 60


def read_addresses(
    found: Found, events: Sequence[IpCaptureEvent], role: IdentifierRole, path: str
) -> None:
    """Add the networks and sessions of captured addresses; `path` names the element they are of."""
    for position, event in enumerate(events, 1):
        read_address(found, event, role, f"{path}.ipCaptureEvent[{position}]")


def read_address(found: Found, event: IpCaptureEvent, role: IdentifierRole, path: str) -> None:
    """Add what one captured address says; one that the sender calls a proxy says no home."""
    address = _public(event.ip_address.strip())
    if address is None:
        return
    at = instant_of(event.date_time)
    where = f"{path}.ipAddress"
    if event.port and at is not None:
        session = f"{address}:{event.port}@{int(at.timestamp()) // _SECONDS_OF_A_MINUTE}"
        found.add(IdentifierKind.SESSION, session, role=role, path=where, about=address, at=at)
    if event.possible_proxy:
        return
    if ":" in address:
        home = home_of(address)
        found.add(IdentifierKind.HOME_NETWORK, home, role=role, path=where, about=address, at=at)
    elif at is not None:
        for window in windows_of(at):
            value = f"{address}/{window}"
            found.add(IdentifierKind.ADDRESS, value, role=role, path=where, about=address, at=at)


def home_of(address: str) -> str:
    """Return the /64 of an IPv6 address, for example `2001:db8:0:2a::/64`."""
    number = int(IPv6Address(address)) >> _HOME_BITS << _HOME_BITS
    return f"{IPv6Address(number)}/{_HOME_BITS}"


def windows_of(at: datetime) -> tuple[str, str]:
    """Name the two windows of time that hold a moment; within half a window, one is the same."""
    day = int(at.timestamp()) // _SECONDS_OF_A_DAY
    half = WINDOW_DAYS // 2
    return f"a{day // WINDOW_DAYS}", f"b{(day + half) // WINDOW_DAYS}"


@lru_cache(maxsize=4096)
def _public(text: str) -> str | None:
    """Return a public address in its one form, or None for any other text."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    number = int(address)
    if any(low <= number <= high for low, high in _SPANS[address.version]):
        return None
    return str(address)
