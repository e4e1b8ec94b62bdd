"""Set up who takes part in the demo: one agency, one analyst, and an account per provider."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tipline.desk.intake.actions.senders import issue_sender
from tipline.desk.intake.types import Environment
from tipline.site.demo.wire import Credentials
from tipline.trust.people.actions import add_agency, add_person
from tipline.trust.people.queries import command_line_actor
from tipline.trust.people.types import Role

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.site.demo.memory import Memory

AGENCY = "Demo desk"
ANALYST = "analyst@example.com"


def set_up_agency(memory: Memory, *, now: datetime) -> None:
    """Make the agency and its analyst, once; the password is made up here and remembered."""
    if memory.email:
        return
    add_agency(AGENCY, now=now)
    password = secrets.token_urlsafe(12)
    add_person(
        command_line_actor(AGENCY),
        email=ANALYST,
        name="Demo Analyst",
        roles=[Role.ANALYST, Role.SUPERVISOR],
        password=password,
        now=now,
    )
    memory.email, memory.password = ANALYST, password


def credentials_of(sender: str, memory: Memory, *, now: datetime) -> Credentials:
    """Return a provider's account on the wire, issued when it is first needed."""
    if sender not in memory.senders:
        issued = issue_sender(
            command_line_actor(AGENCY),
            sender,
            environment=Environment.PRODUCTION,
            now=now,
            random_bytes=secrets.token_bytes,
        )
        memory.senders[sender] = [issued.sender.username, issued.secret]
    return Credentials(*memory.senders[sender])
