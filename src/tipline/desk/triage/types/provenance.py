"""Say who states what a report does not state itself: a label list's entry, or an analyst."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Origin(StrEnum):
    """Where a statement about a report comes from, when not from its sender."""

    LABEL = "label"
    ANALYST = "analyst"


class Provenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One statement: of a list (its name, version and entry), or of an analyst; and when.

    `by` is opaque, as the audit log names people. `finding_id` is that of an analyst's finding.
    """

    origin: Origin
    at: datetime | None = None
    list_name: str = ""
    list_version: str = ""
    entry: str = ""
    by: str = ""
    finding_id: int = 0
