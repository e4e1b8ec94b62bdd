"""Find the accounts of the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake import models
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.intake.types import Environment, Sender
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor

FIND = """
SELECT id, agency_id, name, username, environment, disabled_at IS NULL, secret_sha256
FROM intake_find_sender(%s)
"""


def find_sender(username: str) -> tuple[Sender, bytes] | None:
    """Return an account and its secret's SHA-256, whichever agency issued it; None if unknown.

    The one read that comes before an agency is known: the database shows this row for the length
    of the statement and no other.
    """
    with prepared_cursor() as cursor:
        row = cursor.execute(FIND, (username,), prepare=True).fetchone()
    if row is None:
        return None
    sender_id, agency_id, name, username, environment, active, secret_sha256 = row
    sender = Sender(
        sender_id=sender_id,
        agency_id=agency_id,
        name=name,
        username=username,
        environment=Environment(environment),
        active=active,
    )
    return sender, secret_sha256


def list_senders(actor: Actor) -> tuple[Sender, ...]:
    """Return the agency's accounts, oldest first."""
    check_may(actor, Action.READ_SENDERS)
    with acting(actor):
        return tuple(
            Sender(
                sender_id=row.id,
                agency_id=row.agency_id,
                name=row.name,
                username=row.username,
                environment=Environment(row.environment),
                active=row.disabled_at is None,
            )
            for row in models.Sender.objects.order_by("created_at", "username")
        )
