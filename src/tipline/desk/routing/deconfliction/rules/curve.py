"""Compare two sets without showing either: hash to a curve, raise to secret powers, compare.

Promise: what a unit sends lets nobody test a guess, not even whoever holds the epoch's key: that
takes the secret power of this one exchange, which never leaves the unit that drew it.

The protocol is Meadows (1986), Huberman, Franklin, Hogg (1999): H(x)^a, raised by the other to
H(x)^ab, equals H(y)^ba if x is y. The curve is Curve25519 (RFC 7748), its arithmetic that of
OpenSSL through `cryptography`; ours is only the hash to the curve.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable

ELEMENT_BYTES = 32
POWER_BYTES = 32

_P = 2**255 - 19
_A = 486662
_HALF = (_P - 1) // 2
_DOMAIN = b"tipline-deconfliction-1"


class NoElement(Exception):
    """Bytes that are no element of the group."""

    exit_code = 5


def hash_to_curve(secret: bytes, kind: str, value: str) -> bytes:
    """Return the element of an identifier under an epoch's key: 32 bytes, equal for equal ones.

    Tries digests until one is the first coordinate of a point of the curve itself, so that all
    elements come from one group and none tells even a bit of its value. Two tries on average.
    """
    said = b"\0".join((_DOMAIN, kind.encode(), value.encode()))
    for attempt in range(256):
        digest = hmac.digest(secret, bytes([attempt]) + said, hashlib.sha256)
        coordinate = int.from_bytes(digest, "little") & (2**255 - 1)
        if coordinate < _P and _is_on_curve(coordinate):
            return coordinate.to_bytes(ELEMENT_BYTES, "little")
    raise NoElement("No point was found in 256 tries, which chance does not do.")


def draw_power(random_bytes: Callable[[int], bytes]) -> bytes:
    """Draw the secret power of one exchange."""
    return random_bytes(POWER_BYTES)


def raise_to(power: bytes, element: bytes) -> bytes:
    """Return an element raised to a secret power. Raises NoElement for what is none."""
    try:
        point = X25519PublicKey.from_public_bytes(element)
        return X25519PrivateKey.from_private_bytes(power).exchange(point)
    except ValueError:
        raise NoElement("An element of the file is none of the group: it was refused.") from None


def draw_decoy(random_bytes: Callable[[int], bytes]) -> bytes:
    """Return an element that stands for nothing and that nobody can tell from a real one."""
    return (
        X25519PrivateKey.from_private_bytes(random_bytes(POWER_BYTES))
        .public_key()
        .public_bytes_raw()
    )


def _is_on_curve(coordinate: int) -> bool:
    """Whether some point of the curve v^2 = u^3 + A u^2 + u has this u (Euler's criterion)."""
    square = (coordinate * (coordinate * coordinate + _A * coordinate + 1)) % _P
    return pow(square, _HALF, _P) == 1
