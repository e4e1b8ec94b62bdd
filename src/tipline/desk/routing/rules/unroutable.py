"""Say why a report has no primary agency, and what would give it one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.types import Competitor, Reason, Remedy, RouteRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.desk.routing.rules.sides import SidePlace
    from tipline.desk.routing.types import Subject

_ASK_ADDRESS = Remedy(
    code="ASK_UPLOAD_ADDRESS",
    text="Ask the sender for the IP address, source port and time (to the second, with its zone)"
    " of the upload, and for any postal address or phone number of the account.",
)
_ASK_OTHER_EVENTS = Remedy(
    code="ASK_OTHER_EVENTS",
    text="Ask the sender for addresses of other events, such as registration and purchase: those"
    " that were sent point to a network, not to a person.",
)
_DECIDE = Remedy(
    code="DECIDE_CONFLICT",
    text="The strongest locators name several countries. Ask the sender which event is the"
    " reported one, or choose by `tipline route override` with a reason.",
)


_DECIDE_SOURCES = Remedy(
    code="DECIDE_SOURCES",
    text="Sources that know one and the same locator name several countries. Compare their editions"
    " with the time of the event (`tipline location where`), or choose by `tipline route override`"
    " with a reason.",
)


def is_at_odds(side: SidePlace) -> bool:
    """Whether what decides a side names several countries."""
    return len({place.country for place in side.places}) > 1


def no_place(
    subject: Subject, sides: Sequence[SidePlace]
) -> tuple[RouteRule, str, tuple[Reason, ...], tuple[Remedy, ...]]:
    """Return rule, words, reasons and remedies of a report that no side places."""
    at_odds = [side for side in sides if is_at_odds(side)]
    if at_odds:
        reasons = tuple(reason for side in at_odds for reason in side.reasons)
        text = "; ".join(dict.fromkeys(_say_at_odds(side) for side in at_odds))
        remedies = dict.fromkeys(_by_sources_alone(side) for side in at_odds)
        settle = tuple(_DECIDE_SOURCES if by_sources else _DECIDE for by_sources in remedies)
        return RouteRule.CONFLICT, f"{text}, and places are not averaged", reasons, settle
    unusable = [one for side in sides for one in side.unusable]
    if unusable:
        text = "what points to a place points to a network that anybody may use, or to no country"
        reasons = tuple(
            Reason(
                code="UNUSABLE_LOCATOR",
                text=one.why_not,
                field=one.field,
                report_id=str(subject.report_id),
            )
            for one in unusable
        )
        return RouteRule.NO_PLACE, text, reasons, (_ASK_OTHER_EVENTS, _ASK_ADDRESS)
    # The one reason that cites no field of its own: that there is none is what it says.
    nothing = Reason(
        code="NO_LOCATOR",
        text="nothing in the report points to a place",
        field="report",
        report_id=str(subject.report_id),
    )
    return RouteRule.NO_PLACE, nothing.text, (nothing,), (_ASK_ADDRESS,)


def _by_sources_alone(side: SidePlace) -> bool:
    """Whether it is one locator of which several sources say different countries."""
    return len({reason.field for reason in side.reasons}) == 1


def _say_at_odds(side: SidePlace) -> str:
    if _by_sources_alone(side):
        return "the sources that know one locator name several countries of it"
    return "the strongest locators name several countries"


def say_conflict(side: SidePlace) -> Iterator[Competitor]:
    """Name each locator of a side that is in several countries at once, each once."""
    places = ", ".join(map(str, side.places))
    why = f"locators as strong as this one name several countries: {places}"
    if _by_sources_alone(side):
        why = f"the sources that know this one locator name several countries: {places}"
    for field in dict.fromkeys(reason.field for reason in side.reasons):
        yield Competitor(agency=None, field=field, why_not=why)
