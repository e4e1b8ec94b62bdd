"""Say who states what a report does not state itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.types import Origin
from tipline.trust.people.queries import name_people

if TYPE_CHECKING:
    from tipline.desk.triage.types import Provenance


def say_provenance(provenance: Provenance | None) -> str:
    """Name the label list and its entry, or the analyst, with the day; empty for the report."""
    if provenance is None:
        return ""
    when = f", {provenance.at:%d %b %Y}" if provenance.at else ""
    if provenance.origin is Origin.LABEL:
        version = f" {provenance.list_version}" if provenance.list_version else ""
        return f"label list {provenance.list_name}{version}, entry {provenance.entry}{when}"
    who = name_people([provenance.by])[provenance.by] if provenance.by else "an analyst"
    return f"finding {provenance.finding_id} of {who}{when}"
