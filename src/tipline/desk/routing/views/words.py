"""Put the codes of routing into the words that an officer reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.types import RouteRule

if TYPE_CHECKING:
    from tipline.desk.routing.rules.agencies import Tables

UNROUTABLE = {
    RouteRule.NO_PLACE: "Nothing in it points to a place",
    RouteRule.CONFLICT: "Its strongest places contradict each other",
    RouteRule.NO_CHANNEL: "It points to a country that no table names a channel for",
    RouteRule.SEVERAL_TASK_FORCES: "Its state has several task forces, and nothing decides",
}

# What one would do about all reports of such a rule; what one report needs stands on its page.
MAKES_ROUTABLE = {
    RouteRule.NO_PLACE: "Ask the senders for addresses, ports and times of the uploads",
    RouteRule.CONFLICT: "Ask which event is the reported one, or choose by hand",
    RouteRule.NO_CHANNEL: "Add the country to your routing file, or choose by hand",
    RouteRule.SEVERAL_TASK_FORCES: "Name a lead, counties or ZIP codes in your routing file",
}


def name_agency(code: str | None, tables: Tables) -> str:
    """Give an agency's name and code; `Unroutable` where there is none."""
    if code is None:
        return "Unroutable"
    agency = tables.agencies.get(code)
    return f"{agency.name} ({code})" if agency else code
