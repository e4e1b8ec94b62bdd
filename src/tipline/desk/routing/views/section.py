"""Show on the report page who gets the report, by which rule, and who else must hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.current_tables import tables_at_hand
from tipline.desk.routing.views.gathering import gather_route
from tipline.desk.triage.views.sections import Section

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor


def route_section(actor: Actor, report_id: int) -> Section:
    """Return the section of a report's route; settings.REPORT_SECTIONS names this function."""
    at_hand = tables_at_hand()
    return Section(
        anchor="route",
        title="Who gets it",
        template="routing/section.html",
        shown=gather_route(actor, report_id, at_hand.tables) | {"fault": at_hand.fault},
    )
