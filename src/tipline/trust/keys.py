"""Make and keep the keys of an install, and hash identifiers so that only it can compare them.

Promise: a key is made once, by whichever process comes first, and never leaves its 0600 file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from tipline.trust.home import home, private_folder

if TYPE_CHECKING:
    from pathlib import Path

KEYS = "keys"
KEY_BYTES = 32


def keys_folder() -> Path:
    """Make and return the folder of keys, TIPLINE_HOME/keys (mode 0700)."""
    return private_folder(KEYS)


def key(name: str) -> bytes:
    """Return the 32 bytes of a named key; make them on first use.

    Read once for each home in a process: a million identifiers must not mean as many reads.
    """
    return _key(os.environ.get("TIPLINE_HOME", ""), name)


def key_if_made(name: str) -> bytes | None:
    """Return a named key's bytes, or None where it has not been made; make nothing."""
    try:
        return (home() / KEYS / name).read_bytes()
    except FileNotFoundError:
        return None


def keep_once(name: str, content: bytes) -> Path:
    """Write a secret under a name unless it is there already; return its path (mode 0600).

    Two processes that come at once agree on one content: a link is made by one of them only.
    """
    path = keys_folder() / name
    if path.exists():
        return path
    draft = path.with_name(f".{name}.{secrets.token_hex(8)}")
    _write_durably(draft, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync_folder(path.parent)
    return path


def blind_index(kind: str, normalised_value: str) -> bytes:
    """Hash a normalised identifier with the install's own key: 32 bytes, equal for equal values.

    The kind is part of what is hashed, so that a phone and an account of the same digits differ.
    HMAC-SHA256 (RFC 2104).
    """
    return hmac.digest(key("blind-index"), f"{kind}\0{normalised_value}".encode(), hashlib.sha256)


@lru_cache(maxsize=64)
def _key(_home: str, name: str) -> bytes:
    return keep_once(name, secrets.token_bytes(KEY_BYTES)).read_bytes()


def _write_durably(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
