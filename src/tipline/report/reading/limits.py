"""How much of a document is read before it is refused."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Caps on one document: far above any real report, far below what hurts a server.

    `tag_bytes` caps one tag, comment or instruction, which has to be held whole; text has no cap
    of its own. `listed_errors` caps how many schema errors are collected.
    """

    bytes: int = 16 * 1024 * 1024
    depth: int = 64
    elements: int = 200_000
    attributes: int = 1_000
    tag_bytes: int = 256 * 1024
    listed_errors: int = 100


DEFAULT_LIMITS = Limits()
