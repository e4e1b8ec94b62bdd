"""Draw ids of clusters: unguessable, and in the order of their making."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# Crockford's base 32 has no letters that are read for one another.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_RANDOM_BITS = 80


def draw_cluster_id(now: datetime) -> str:
    """Return `clu_` and 26 marks: 48 bits of time in milliseconds, 80 bits of chance (as ULID)."""
    number = int(now.timestamp() * 1000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    marks = (_DIGITS[number >> (5 * place) & 31] for place in reversed(range(_LENGTH)))
    return "clu_" + "".join(marks)
