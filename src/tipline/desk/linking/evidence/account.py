"""Bring the accounts of one service to one form."""

from __future__ import annotations

from tipline.desk.linking.evidence.filler import is_filler


def normalise_account(service: str, identifier: str) -> str | None:
    """Return `service/identifier`; letter case counts in the identifier, it may be a code."""
    service, identifier = " ".join(service.casefold().split()), identifier.strip()
    if not service or not identifier or is_filler(identifier.casefold()):
        return None
    return f"{service}/{identifier}"
