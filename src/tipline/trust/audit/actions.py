"""Write audit events, in the transaction of the change that they tell of and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import psycopg
from django.db import connection
from psycopg.types.json import Jsonb

from tipline.trust.audit.registry import check_is_listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tipline.trust.people.types import Actor

# Written by hand and prepared at the server: every write of the intake leaves an event, and asks
# for no row back, so that it can travel together with what it tells of.
INSERT = """
INSERT INTO audit_event (at, agency_id, actor, kind, object_type, object_id, before, after,
    reason, rule_version)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


class Executes(Protocol):
    """Something that runs a statement with its values, in the transaction of the change."""

    def execute(self, statement: Any, values: Any, /, *, prepare: bool) -> object:
        """Run a statement, or send it along with others."""
        ...


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
    cursor: Executes | None = None,
) -> None:
    """Write one event beside the change that it tells of.

    `before` and `after` are JSON without a person's identifiers in clear. Call it inside
    `acting(actor)`: raises NotInTransaction elsewhere, UnknownKind for an unlisted kind. `cursor`
    is what the change itself is written through, where that is not Django's own connection.
    """
    check_is_listed(kind)
    if not connection.in_atomic_block:
        raise NotInTransaction(
            f"The event {kind} must stand in the transaction of its change:"
            " call record inside `with acting(actor):`."
        )
    event = [now, actor.agency_id, actor.name, kind, object_type, object_id]
    event += [_json(before), _json(after), reason, rule_version]
    with connection.wrap_database_errors:
        (cursor or psycopg.Cursor(connection.connection)).execute(INSERT, event, prepare=True)


def _json(value: Mapping[str, Any] | None) -> Jsonb | None:
    return None if value is None else Jsonb(value)
