"""Ask of every reason that a person gives that it says something and names nobody."""

from __future__ import annotations

from tipline.desk.routing.errors import UnfitReason
from tipline.trust.naming import find_identifier

LEAST_REASON = 8
MOST_REASON = 500


def check_reason(reason: str) -> str:
    """Return a reason without the space around it; raises UnfitReason. It is kept in clear."""
    said = " ".join(reason.split())
    if not LEAST_REASON <= len(said) <= MOST_REASON:
        raise UnfitReason(
            f"The reason has {len(said)} characters; say it in {LEAST_REASON} to {MOST_REASON}."
        )
    kind = find_identifier(said)
    if kind:
        raise UnfitReason(
            f"The reason holds {kind}. Say why without it: the audit log keeps reasons in clear."
        )
    return said
