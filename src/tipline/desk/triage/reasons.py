"""Check the reason that a person gives, before it is kept in clear with their name."""

from __future__ import annotations

from tipline.desk.triage.errors import BadReason
from tipline.trust.naming import find_identifier

FEWEST = 8
MOST = 500


def checked_reason(reason: str) -> str:
    """Return a reason without outer space; raises BadReason for one that may not be kept."""
    said = " ".join(reason.split())
    if len(said) < FEWEST:
        raise BadReason(f"reason: say a little more, at least {FEWEST} characters")
    if len(said) > MOST:
        raise BadReason(f"reason: say it in {MOST} characters or fewer")
    if kind := find_identifier(said):
        raise BadReason(f"reason: it holds {kind}; say why without it, it is kept in clear")
    return said
