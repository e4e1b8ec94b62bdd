"""Read people's words against the policy on where clusters stand."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.models import TierOverride
from tipline.desk.triage.rules.overriding import StandingOverride
from tipline.desk.triage.types import Tier
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.trust.people.types import Actor

# A word is tied to a report: it goes with it when clusters merge or split.
STANDING = """
SELECT m.cluster_id, o.id, o.report_id, o.tier, o.policy_tier, o.set_by, o.reason, o.set_at,
    o.covers::text, o.lapsed_for
FROM triage_tieroverride o JOIN linking_member m ON m.report_id = o.report_id
WHERE o.revoked_at IS NULL AND m.cluster_id = ANY(%s) ORDER BY o.id
"""


_COVERS = msgspec.json.Decoder(dict[str, tuple[str, ...]])


class OverrideRow(msgspec.Struct, frozen=True, kw_only=True):
    """One override as it stands, or stood until it was revoked."""

    override_id: int
    report_id: str
    tier: Tier
    policy_tier: Tier
    reason: str
    set_by: str
    set_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None
    revoked_reason: str | None


def read_overrides(cluster_ids: Sequence[str]) -> dict[str, tuple[StandingOverride, ...]]:
    """Return the words that stand on clusters, none for most. Call it inside `acting`."""
    found: dict[str, list[StandingOverride]] = defaultdict(list)
    with prepared_cursor() as cursor:
        rows = cursor.execute(STANDING, (list(cluster_ids),)).fetchall()
    for row in rows:
        found[row[0]].append(
            StandingOverride(
                override_id=row[1],
                report_id=row[2],
                tier=Tier(row[3]),
                policy_tier=Tier(row[4]),
                by=row[5],
                reason=row[6],
                at=row[7],
                covers=_COVERS.decode(row[8]),
                lapsed_for=row[9],
            )
        )
    return {cluster_id: tuple(words) for cluster_id, words in found.items()}


def list_overrides(actor: Actor) -> tuple[OverrideRow, ...]:
    """Return the newest 1,000 overrides, revoked ones too."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor):
        found = list(TierOverride.objects.order_by("-id")[:1000])
    return tuple(
        OverrideRow(
            override_id=one.id,
            report_id=str(one.report_id),
            tier=Tier(one.tier),
            policy_tier=Tier(one.policy_tier),
            reason=one.reason,
            set_by=one.set_by,
            set_at=one.set_at,
            revoked_by=one.revoked_by,
            revoked_at=one.revoked_at,
            revoked_reason=one.revoked_reason,
        )
        for one in found
    )
