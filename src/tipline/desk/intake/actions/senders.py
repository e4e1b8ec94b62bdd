"""Issue and close accounts on the wire."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import uuid4

from tipline.desk.intake import models
from tipline.desk.intake.errors import NoSuchSender
from tipline.desk.intake.types import Environment, IssuedSender, Sender
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tipline.trust.people.types import Actor

SECRET_BYTES = 32


def issue_sender(
    actor: Actor,
    name: str,
    *,
    environment: Environment,
    now: datetime,
    random_bytes: Callable[[int], bytes],
) -> IssuedSender:
    """Make an account with a random user name and a secret of 256 bits, which is told only here."""
    check_may(actor, Action.MANAGE_SENDERS)
    secret = random_bytes(SECRET_BYTES).hex()
    sender = Sender(
        sender_id=uuid4(),
        agency_id=actor.agency_id,
        name=name,
        username=f"esp-{random_bytes(6).hex()}",
        environment=environment,
        active=True,
    )
    with acting(actor):
        models.Sender.objects.create(
            id=sender.sender_id,
            agency_id=sender.agency_id,
            name=name,
            username=sender.username,
            secret_sha256=hashlib.sha256(secret.encode()).digest(),
            environment=environment,
            created_at=now,
        )
        record(
            actor,
            "intake:sender:issue",
            object_type="sender",
            object_id=str(sender.sender_id),
            after={"name": name, "environment": environment},
            now=now,
        )
    return IssuedSender(sender=sender, secret=secret)


def disable_sender(actor: Actor, username: str, *, now: datetime) -> None:
    """Close an account at once. What it sent stays. Raises NoSuchSender.

    To close one that is closed already changes nothing and leaves no event.
    """
    check_may(actor, Action.MANAGE_SENDERS)
    with acting(actor):
        row = models.Sender.objects.select_for_update().filter(username=username).first()
        if row is None:
            raise NoSuchSender(
                f"This agency has no account {username!r}. See `tipline intake sender list`."
            )
        if row.disabled_at is not None:
            return
        row.disabled_at = now
        row.save(update_fields=["disabled_at"])
        record(
            actor,
            "intake:sender:disable",
            object_type="sender",
            object_id=str(row.id),
            before={"active": True},
            after={"active": False},
            now=now,
        )
