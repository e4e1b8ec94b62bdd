"""Say who hears where somebody else has a report than the rules say, and whom thin reports follow.

Promise: a choice takes nobody's word away: whoever had to hear still hears, and so does the agency
that the rules name.
"""

from __future__ import annotations

import msgspec

from tipline.desk.routing.types import Heard, Reason, Route, RouteRule, Whose


def hear_instead(route: Route, chosen: str | None) -> tuple[Heard, ...]:
    """Return who hears of a report that `chosen` has: the rules' agency, and all that heard. Pure.

    None chosen: whoever the rules say.
    """
    if chosen is None:
        return route.heard
    ruled = (_hear_ruled(route, route.primary),) if route.primary else ()
    return tuple(one for one in (*ruled, *route.heard) if one.agency != chosen)


def _hear_ruled(route: Route, primary: str) -> Heard:
    whose = route.whose or Whose.REPORTED  # routes of before it was kept: that side led
    return Heard(agency=primary, whose=whose, rule=route.rule, reasons=route.reasons)


def follow(route: Route, leading: Route, chosen: str | None = None) -> Route:
    """Return the route of a report that nothing places: where `leading` of its cluster goes. Pure.

    `chosen` is the agency that a person chose for that one. Who hears of it hears of this one too.
    """
    if route.rule is not RouteRule.NO_PLACE:
        return route
    return msgspec.structs.replace(
        route,
        primary=chosen or leading.primary,
        rule=RouteRule.CLUSTER,
        rule_text="nothing in it points to a place; all placed reports of its cluster go here",
        reasons=_cite_choice(leading, chosen) + leading.reasons,
        said_by=leading.said_by,
        whose=leading.whose,
        heard=hear_instead(leading, chosen),
        remedies=(),
    )


def _cite_choice(leading: Route, chosen: str | None) -> tuple[Reason, ...]:
    if chosen is None or chosen == leading.primary:
        return ()
    reason = Reason(
        code="CHOSEN_BY_A_PERSON",
        text="a person chose this agency for the report of its cluster that this one follows",
        field="report",
        report_id=leading.report_id,
    )
    return (reason,)
