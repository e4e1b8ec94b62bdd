"""Say why a report has no primary agency, and what would give it one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.types import Competitor, Reason, Remedy, RouteRule, Whose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def no_place(
    subject: Subject, sides: Mapping[Whose, SidePlace]
) -> tuple[RouteRule, str, tuple[Reason, ...], tuple[Remedy, ...]]:
    """Return rule, words, reasons and remedies of a report that no side places."""
    at_odds = [side for side in sides.values() if side.places]
    if at_odds:
        reasons = tuple(reason for side in at_odds for reason in side.reasons)
        text = "the strongest locators name several countries, and places are not averaged"
        return RouteRule.CONFLICT, text, reasons, (_DECIDE,)
    unusable = [one for side in sides.values() for one in side.unusable]
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


def say_conflict(side: SidePlace) -> Iterator[Competitor]:
    """Name each locator of a side that is in several countries at once."""
    places = ", ".join(map(str, side.places))
    for reason in side.reasons:
        yield Competitor(
            agency=None,
            field=reason.field,
            why_not=f"locators as strong as this one name several countries: {places}",
        )
