"""Have clusters ranked anew that were ranked under another policy than the one in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.rows import prepared_cursor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.trust.people.types import Actor

# The gravest first: they are read first.
MARK = """
INSERT INTO linking_changed (agency_id, cluster_id, since, urgent)
SELECT agency_id, cluster_id, %s, false FROM triage_queueentry
WHERE policy_hash <> %s ORDER BY sort_key LIMIT %s
ON CONFLICT (cluster_id) DO NOTHING
"""


def mark_other_policies(actor: Actor, policy_hash: str, *, limit: int, now: datetime) -> int:
    """Mark at most `limit` clusters for ranking whose policy is not this one; return how many."""
    with acting(actor), prepared_cursor() as cursor:
        return cursor.execute(MARK, (now, policy_hash, limit)).rowcount
