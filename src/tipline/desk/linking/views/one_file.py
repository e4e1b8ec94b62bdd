"""Take the hashes of one file for one thing: three digests of it are not three witnesses. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

Shared = TypeVar("Shared")

_FILE = re.compile(r"^(?:fileDetails|file)\[\d+\]")


def file_of(path: str) -> str:
    """Give the file that a field belongs to, `fileDetails[2]`; of any other field, the field."""
    found = _FILE.match(path)
    return found[0] if found else path


def gather_alike(values: Iterable[Shared], key: Callable[[Shared], Hashable]) -> list[list[Shared]]:
    """Put values of one key together, in the order in which each key first comes."""
    gathered: dict[Hashable, list[Shared]] = {}
    for value in values:
        gathered.setdefault(key(value), []).append(value)
    return list(gathered.values())
