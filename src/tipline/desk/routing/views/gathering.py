"""Gather what the pages show of one report's route, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.views.names import anchor_of
from tipline.desk.linking.types import IdentifierKind
from tipline.desk.linking.views.words import KINDS
from tipline.desk.routing.deconfliction.queries import list_matches
from tipline.desk.routing.errors import NotRouted
from tipline.desk.routing.queries import read_route
from tipline.desk.routing.views.words import name_agency
from tipline.trust.people.permissions import Action, may
from tipline.trust.people.queries import name_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.desk.routing.types import Reason, RoutedReport
    from tipline.trust.people.types import Actor

WHOSE_PLACE = {
    "reported": "the reported person's place",
    "victim": "a victim's place",
    "recipient": "an intended recipient's place",
    "incident": "the place of what happened",
}


def gather_route(actor: Actor, report_id: int, tables: Tables) -> dict[str, Any]:
    """Return what a template shows of a route; `route` is None while there is none."""
    number = str(report_id)
    matches = _matches(actor, report_id)
    may_choose = may(actor, Action.OVERRIDE_ROUTE, reason="asked for on the form")
    try:
        routed = read_route(actor, report_id, tables)
    except NotRouted:
        return {"number": number, "route": None, "matches": matches}
    return {
        "number": number,
        "may_choose": may_choose,
        "matches": matches,
        **_say(routed, tables),
    }


def _matches(actor: Actor, report_id: int) -> list[dict[str, Any]]:
    """List which other units hold something that the report names too, by kind and field."""
    return [
        {
            "partner": one.partner,
            "call": one.call,
            "kind": KINDS[IdentifierKind(one.kind)],
            "field": one.field,
            "anchor": anchor_of(one.field),
            "reference": one.reference,
            "found_at": one.found_at,
        }
        for one in list_matches(actor, report_id=report_id)
    ]


def _say(routed: RoutedReport, tables: Tables) -> dict[str, Any]:
    route = routed.route
    return {
        "route": route,
        "agency": name_agency(routed.agency, tables),
        "is_unroutable": routed.agency is None,
        "override": routed.override,
        "chosen_by": _person(routed),
        "by_the_rules": name_agency(route.primary, tables),
        "said_by": ", ".join(route.said_by),
        "is_said_once": len(route.said_by) == 1,
        "reasons": _reasons(route.reasons, routed.report_id),
        "heard": [
            {
                "agency": name_agency(one.agency, tables),
                "place": WHOSE_PLACE[one.whose],
                "rule": one.rule,
                "reasons": _reasons(one.reasons, routed.report_id),
            }
            for one in routed.heard
        ],
        "competitors": [
            {
                "agency": name_agency(one.agency, tables) if one.agency else "",
                "field": one.field,
                "why_not": one.why_not,
            }
            for one in route.competitors
        ],
        "remedies": route.remedies,
        "table_version": routed.table_version,
        "decided_at": routed.decided_at,
        "generation": routed.generation,
    }


def _person(routed: RoutedReport) -> str:
    if routed.override is None:
        return ""
    return name_people([routed.override.actor])[routed.override.actor]


def _reasons(reasons: Iterable[Reason], number: str) -> list[dict[str, Any]]:
    return [
        {
            "code": reason.code,
            "text": reason.text,
            "field": reason.field,
            "report_id": reason.report_id,
            "is_elsewhere": reason.report_id != number,
        }
        for reason in reasons
    ]
