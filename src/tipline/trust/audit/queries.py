"""Read the audit log of one agency, for those who may."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.trust.audit.models import Event
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event as it was recorded."""

    event_id: int
    at: datetime
    actor: str
    kind: str
    object_type: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None
    rule_version: str | None


def list_events(
    actor: Actor,
    *,
    limit: int,
    before_id: int | None = None,
    kind: str | None = None,
    object_id: str | None = None,
) -> tuple[EventRow, ...]:
    """Return the agency's events, newest first, from before an event if one is given.

    Raises NotPermitted for who may not read the log.
    """
    check_may(actor, Action.READ_AUDIT)
    asked = {"id__lt": before_id, "kind": kind, "object_id": object_id}
    wanted = {name: value for name, value in asked.items() if value is not None}
    with acting(actor):
        found = list(
            Event.objects.filter(agency_id=actor.agency_id, **wanted).order_by("-id")[:limit]
        )
    return tuple(_row(event) for event in found)


def _row(event: Event) -> EventRow:
    return EventRow(
        event_id=event.id,
        at=event.at,
        actor=event.actor,
        kind=event.kind,
        object_type=event.object_type,
        object_id=event.object_id,
        before=event.before,
        after=event.after,
        reason=event.reason,
        rule_version=event.rule_version,
    )
