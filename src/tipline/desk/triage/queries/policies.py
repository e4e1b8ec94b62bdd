"""Read under which policy an agency's clusters were ranked last."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

NEWEST = """
SELECT policy_name, policy_version, policy_hash, ranked_at FROM triage_priority
ORDER BY id DESC LIMIT 1
"""


class RankedUnder(msgspec.Struct, frozen=True, kw_only=True):
    """The policy of the newest ranking, and when that was."""

    name: str
    version: str
    hash: str
    at: datetime


def newest_policy(actor: Actor) -> RankedUnder | None:
    """Return the policy of an agency's newest ranking; None before the first."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(NEWEST).fetchone()
    return RankedUnder(name=row[0], version=row[1], hash=row[2], at=row[3]) if row else None
