"""Tell which gaps stop an officer from starting, apart from those that only slow the work.

Pure. This marks rows of the queue; it moves none of them: completeness is not danger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.types import Missing

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 3

# Codes of gaps (tipline.report.completeness), the most telling first: without one of these
# nobody can be identified or placed, nothing can be examined, or no file may be opened.
STOPPING = (
    "no-reported-user",
    "no-address",
    "no-upload-address",
    "address-without-time",
    "address-without-zone",
    "address-without-port",
    "no-account-id",
    "no-contact",
    "no-place",
    "no-incident-time",
    "incident-time-without-zone",
    "viewing-unknown",
    "no-file",
    "file-without-details",
    "no-content",
    "no-context",
)
# All of one of these: nobody is named whom an operator, a bank or a mail service could know.
NO_LEADS = (frozenset({"no-reported-user"}), frozenset({"no-contact", "no-address"}))
_ORDER = {code: place for place, code in enumerate(STOPPING)}


class Thinness(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says of its gaps: those that stop the work, at most SHOWN, and how many more.

    `leads_to_nobody` marks the few rows in which nothing leads from the account to a person.
    """

    questions: str
    stopping: tuple[Missing, ...]
    others: int
    leads_to_nobody: bool


def measure_thinness(missing: Iterable[Missing]) -> Thinness:
    """Part the gaps of a cluster; of several gaps of one kind, the first speaks for all."""
    gaps = tuple(missing)
    first_of_kind = {gap.code: gap for gap in reversed(gaps) if gap.code in _ORDER}
    stopping = sorted(first_of_kind.values(), key=lambda gap: _ORDER[gap.code])
    questions = dict.fromkeys(gap.question for gap in stopping)
    shown = tuple(stopping[:SHOWN])
    return Thinness(
        questions=", ".join(questions),
        stopping=shown,
        others=len(gaps) - len(shown),
        leads_to_nobody=any(lacking <= first_of_kind.keys() for lacking in NO_LEADS),
    )
