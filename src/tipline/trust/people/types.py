"""Name who acts: a person, a sender or a process, for one agency, with roles."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

import msgspec


class Role(StrEnum):
    """What somebody is at an agency. One person may hold several."""

    ANALYST = "analyst"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SENDER = "sender"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who does something, as the audit log names them.

    `name` is opaque: `person:<uuid>`, `sender:<uuid>` or `process:<stage>`.
    """

    agency_id: UUID
    name: str
    roles: frozenset[Role] = frozenset()
