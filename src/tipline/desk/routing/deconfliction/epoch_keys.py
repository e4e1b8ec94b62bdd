"""Make, hand over and keep the secret that two units share for an epoch.

Promise: it lies in a 0600 file below TIPLINE_HOME/keys and in the file that is handed over, and
nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.routing.deconfliction.types import EpochKey
from tipline.trust.keys import keep_once, key_if_made

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

FORMAT = "tipline-deconfliction-key"
VERSION = 1
SECRET_BYTES = 32
LONGEST_DAYS = 100  # a quarter, and time to change over

_EPOCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class BadKey(Exception):
    """A key file cannot be taken, or a key may not be used today."""

    exit_code = 5


class _KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    version: int
    epoch: str
    first_day: date
    last_day: date
    secret: str


def draw_key(
    epoch: str, first_day: date, last_day: date, random_bytes: Callable[[int], bytes]
) -> EpochKey:
    """Draw a new secret for an epoch. Raises BadKey for an epoch without end, or past its end."""
    return _checked(epoch, first_day, last_day, random_bytes(SECRET_BYTES))


def write_key(key: EpochKey) -> bytes:
    """Return the file in which a key is handed over, by another way than the exchanges."""
    said = _KeyFile(
        format=FORMAT,
        version=VERSION,
        epoch=key.epoch,
        first_day=key.first_day,
        last_day=key.last_day,
        secret=key.secret.hex(),
    )
    return msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n"


def read_key(raw: bytes) -> EpochKey:
    """Read a key file. Raises BadKey, in words that quote nothing of it."""
    try:
        said = msgspec.json.decode(raw, type=_KeyFile)
        secret = bytes.fromhex(said.secret)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise BadKey("This is no key file. Have it handed over again.") from None
    if (said.format, said.version, len(secret)) != (FORMAT, VERSION, SECRET_BYTES):
        raise BadKey(f"This is no key file of version {VERSION}. Agree on one tipline.")
    return _checked(said.epoch, said.first_day, said.last_day, secret)


def keep_key(agency_id: UUID, key: EpochKey) -> None:
    """Keep a key's secret for an agency of this install; again is no change."""
    keep_once(_name(agency_id, key.key_id), key.secret)


def secret_of(agency_id: UUID, key_id: str) -> bytes:
    """Return the secret of a key. Raises BadKey where it is not on this machine."""
    secret = key_if_made(_name(agency_id, key_id))
    if secret is None:
        raise BadKey(f"The secret of key {key_id} is not below TIPLINE_HOME/keys on this machine.")
    return secret


def _checked(epoch: str, first_day: date, last_day: date, secret: bytes) -> EpochKey:
    if not _EPOCH.fullmatch(epoch):
        raise BadKey(f"{epoch!r} is no name of an epoch: letters, digits, dots and hyphens are.")
    if not 0 <= (last_day - first_day).days <= LONGEST_DAYS:
        raise BadKey(f"An epoch lasts from one day to {LONGEST_DAYS}: {first_day} to {last_day}.")
    return EpochKey(
        epoch=epoch,
        first_day=first_day,
        last_day=last_day,
        key_id=hashlib.sha256(b"tipline-deconfliction-key-id\0" + secret).hexdigest()[:16],
        secret=secret,
    )


def _name(agency_id: UUID, key_id: str) -> str:
    return f"deconfliction-{agency_id}-{key_id}"
