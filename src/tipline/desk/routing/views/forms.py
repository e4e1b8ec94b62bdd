"""Ask which agency a report is to go to instead, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from tipline.trust.people.notes import NoteForm

if TYPE_CHECKING:
    from tipline.desk.routing.rules.agencies import Tables


def agency_choices(tables: Tables) -> list[tuple[str, list[tuple[str, str]]]]:
    """List the agencies of the tables by kind, then by name."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for agency in sorted(tables.agencies.values(), key=lambda one: one.name):
        group = groups.setdefault(agency.kind.value.capitalize(), [])
        group.append((agency.code, f"{agency.name} ({agency.code})"))
    return sorted(groups.items())


class AgencyForm(NoteForm):
    """Which agency, and why."""

    field_order = ("agency", "note")

    agency = forms.ChoiceField(
        label="Which agency?", error_messages={"required": "Choose an agency"}
    )

    def __init__(self, answers: Any, *, tables: Tables) -> None:
        """Offer the agencies of these tables."""
        super().__init__(answers)
        offered = [("", "Choose an agency"), *agency_choices(tables)]
        self.fields["agency"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField


class PacketForm(NoteForm):
    """To whom a packet goes, and why."""

    field_order = ("to", "note")

    to = forms.ChoiceField(label="To whom?", required=False)

    def __init__(self, answers: Any, *, tables: Tables, route: str) -> None:
        """Offer the agencies of these tables, and first of all whom the route names."""
        super().__init__(answers)
        offered = [("", f"As the route says: {route}"), *agency_choices(tables)]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
