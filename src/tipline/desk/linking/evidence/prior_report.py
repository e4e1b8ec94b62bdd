"""Tie a report to the earlier ones that its sender names.

A report names its own number and the numbers of earlier ones, all within the numbers of its
sender: nobody else was told them. References in a ring say the same thing twice and do no harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.linking.types import IdentifierKind, IdentifierRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.linking.evidence.found import Found


def read_prior(
    found: Found, numbers: Sequence[int], sender_name: str, role: IdentifierRole, path: str
) -> None:
    """Add the earlier reports that an account's element names; `path` is that of the field."""
    for position, number in enumerate(numbers, 1):
        found.add(
            IdentifierKind.PRIOR_REPORT,
            _normalise(sender_name, number),
            role=role,
            path=f"{path}[{position}]",
        )


def read_own(found: Found, number: int, sender_name: str, path: str) -> None:
    """Add the report's own number, by which later ones may name it."""
    found.add(
        IdentifierKind.PRIOR_REPORT,
        _normalise(sender_name, number),
        role=IdentifierRole.REPORT,
        path=path,
    )


def _normalise(sender_name: str, number: int) -> str | None:
    return f"{' '.join(sender_name.casefold().split())}/{number}" if number > 0 else None
