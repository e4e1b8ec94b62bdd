"""Show how many reports go where, which have no agency and what would give them one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_safe

from tipline.desk.routing.current_tables import tables_at_hand
from tipline.desk.routing.queries import count_routes, list_routes
from tipline.desk.routing.types import RouteRule
from tipline.desk.routing.views.words import MAKES_ROUTABLE, UNROUTABLE, name_agency
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.desk.routing.types import RoutingOverview
    from tipline.trust.people.types import Actor

ROWS = 50
ANY = "any"
_MOST_DIGITS = 18
_RULES = {rule.value: rule for rule in UNROUTABLE}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which reports are listed: an agency's, those that it must hear of, or unroutable ones."""

    agency: str | None = None
    hearing: bool = False
    rule: str | None = None
    after: int = 0


@require_safe
@for_those_who_may(Action.READ_QUEUE)
def show_routes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the counts, and of one agency or rule fifty reports by number."""
    at_hand = tables_at_hand()
    tables = at_hand.tables
    asked = _read(request.GET, tables)
    overview = count_routes(actor, tables)
    page = {
        "overview": overview,
        "fault": at_hand.fault,
        "now": current_time(),
        **_counts(overview),
    }
    if asked is not None:
        page |= _list(actor, asked, tables)
    return render(request, "routing/routes.html", page)


def _read(asked: QueryDict, tables: Tables) -> Asked | None:
    after = asked.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) <= _MOST_DIGITS):
        raise Http404
    for name, hearing in (("agency", False), ("hears", True)):
        agency = asked.get(name)
        if agency is not None:
            if agency not in tables.agencies:
                raise Http404
            return Asked(agency=agency, hearing=hearing, after=int(after))
    rule = asked.get("unroutable")
    if rule is None:
        return None
    if rule != ANY and rule not in _RULES:
        raise Http404
    return Asked(rule=None if rule == ANY else rule, after=int(after))


def _counts(overview: RoutingOverview) -> dict[str, Any]:
    return {
        "unroutable": [
            {
                "rule": one.rule,
                "reports": one.reports,
                "words": UNROUTABLE[RouteRule(one.rule)],
                "remedy": MAKES_ROUTABLE[RouteRule(one.rule)],
            }
            for one in overview.unroutable
        ],
        "unroutable_reports": sum(one.reports for one in overview.unroutable),
        "routed_reports": sum(one.primary for one in overview.agencies),
    }


def _list(actor: Actor, asked: Asked, tables: Tables) -> dict[str, Any]:
    found = list_routes(
        actor,
        agency=asked.agency,
        hearing=asked.hearing,
        rule=asked.rule,
        after=asked.after,
        limit=ROWS + 1,
    )
    lines = found[:ROWS]
    return {
        "asked": asked,
        "heading": _heading(asked, tables),
        "lines": [
            {
                "line": line,
                "agency": name_agency(line.agency, tables),
                "heard": [name_agency(code, tables) for code in line.heard],
            }
            for line in lines
        ],
        "next_after": lines[-1].report_id if len(found) > ROWS else None,
    }


def _heading(asked: Asked, tables: Tables) -> str:
    if asked.agency is None:
        words = UNROUTABLE[RouteRule(asked.rule)].lower() if asked.rule else "for any cause"
        return f"Unroutable: {words}"
    name = name_agency(asked.agency, tables)
    return f"{name} must hear of" if asked.hearing else f"Go to {name}"
