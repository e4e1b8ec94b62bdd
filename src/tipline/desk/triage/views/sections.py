"""Let stages that come after triage have their section on the report page.

A stage names a function in `settings.REPORT_SECTIONS`, by text, as commands are named: triage
itself imports nothing that comes after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One section: its anchor and title in the table of contents, its template, what that shows."""

    anchor: str
    title: str
    template: str
    shown: dict[str, Any]


def gather_sections(actor: Actor, report_id: int) -> tuple[Section, ...]:
    """Ask every stage that is named for its section on a report, in the order of the setting."""
    return tuple(import_string(name)(actor, report_id) for name in settings.REPORT_SECTIONS)
