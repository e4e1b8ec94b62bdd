"""Write audit events, in the transaction of the change that they tell of and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from tipline.trust.audit.models import Event
from tipline.trust.audit.registry import check_is_listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tipline.trust.people.types import Actor


class NotInTransaction(Exception):
    """An event was about to be written apart from its change."""


def record(
    actor: Actor,
    kind: str,
    *,
    object_type: str,
    object_id: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
    rule_version: str | None = None,
    now: datetime,
) -> None:
    """Write one event beside the change that it tells of.

    `before` and `after` are JSON without a person's identifiers in clear. Call it inside
    `acting(actor)`: raises NotInTransaction elsewhere, UnknownKind for an unlisted kind.
    """
    check_is_listed(kind)
    if not connection.in_atomic_block:
        raise NotInTransaction(
            f"The event {kind} must stand in the transaction of its change:"
            " call record inside `with acting(actor):`."
        )
    Event.objects.create(
        at=now,
        agency_id=actor.agency_id,
        actor=actor.name,
        kind=kind,
        object_type=object_type,
        object_id=object_id,
        before=before,
        after=after,
        reason=reason,
        rule_version=rule_version,
    )
