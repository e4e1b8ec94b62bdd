"""Read addresses and ranges of addresses as numbers of one line: IPv4 lies in ::ffff:0:0/96."""

from __future__ import annotations

import socket

MAPPED = 0xFFFF << 32  # ::ffff:0:0, where IPv4 lies in IPv6
V4_SPACE = 1 << 32
V6_SPACE = 1 << 128
V4_BITS, V6_BITS = 32, 128


class BadAddress(ValueError):
    """A text is no IP address, or no range of them."""


def read_address(text: str) -> int:
    """Return the number of an address; an IPv4-mapped one is the IPv4 one. Raises BadAddress."""
    try:
        if ":" in text:
            return int.from_bytes(socket.inet_pton(socket.AF_INET6, text))
        return MAPPED | int.from_bytes(socket.inet_pton(socket.AF_INET, text))
    except (OSError, ValueError) as error:  # ValueError: a NUL or a character beyond ASCII
        raise BadAddress(f"{text[:60]!r} is no IP address") from error


def is_v4(number: int) -> bool:
    """Say whether a number is that of an IPv4 address."""
    return MAPPED <= number < MAPPED + V4_SPACE


def read_network(text: str) -> tuple[int, int]:
    """Return the first and the last number of a network such as 192.0.2.0/24, or of an address."""
    address, slash, length = text.partition("/")
    first = read_address(address)
    bits = V4_BITS if ":" not in address else V6_BITS
    if not slash:
        return first, first
    if not (length.isascii() and length.isdigit() and len(length) <= 3 and int(length) <= bits):  # noqa: PLR2004  128 has three digits
        raise BadAddress(f"{text[:60]!r} has no prefix length from 0 to {bits}")
    size = 1 << (bits - int(length))
    if (first % size and bits == V6_BITS) or ((first - MAPPED) % size and bits == V4_BITS):
        raise BadAddress(f"{text[:60]!r} has bits set behind its prefix")
    return first, first + size - 1


def write_address(number: int) -> str:
    """Write a number as the address that it is."""
    if is_v4(number):
        return socket.inet_ntop(socket.AF_INET, (number - MAPPED).to_bytes(4))
    return socket.inet_ntop(socket.AF_INET6, number.to_bytes(16))
