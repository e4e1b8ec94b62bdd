"""Record that somebody is shown what a report names: the only write that the pages make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.triage.views.reasons_to_reveal import RevealReason
    from tipline.trust.people.types import Actor


def record_reveal(
    actor: Actor,
    report_id: int,
    *,
    group: str,
    why: RevealReason,
    note: str,
    now: datetime,
) -> None:
    """Leave the event of one reveal, before anything is shown.

    `group` is the path of the group of fields, or `raw` for the documents as they were sent.
    """
    with acting(actor):
        record(
            actor,
            "triage:report:reveal",
            object_type="report",
            object_id=str(report_id),
            after={"group": group, "why": str(why)},
            reason=note,
            now=now,
        )
