"""Say in a sentence what each caution and each flaw means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.rules.addresses import NO_REGION_AFTER_DAYS, WARN_AFTER_DAYS
from tipline.desk.location.types import Caution, Flaw

if TYPE_CHECKING:
    from tipline.desk.location.types import Hypothesis

CAUTIONS: dict[Caution, str] = {
    Caution.EDITION_FAR_FROM_EVENT: "The dataset describes a day {days} days from the event; more"
    f" than {WARN_AFTER_DAYS} days, and ranges change hands.",
    Caution.REGION_WITHHELD: "The dataset names a region, which is not shown: it needs an edition"
    f" within {NO_REGION_AFTER_DAYS} days of the event, and an event whose time is known.",
    Caution.EVENT_TIME_UNKNOWN: "No usable time of the event was sent, so that nobody can say how"
    " old the dataset was then; no time is guessed.",
    Caution.KIND_IS_HEURISTIC: "The kind of network is a heuristic: no registry records it.",
    Caution.REGISTERED_NOT_LOCATED: "This is where the holder of the range is registered, not"
    " where the address is used.",
    Caution.PLACE_OF_AN_EXIT: "This is where an exit stands, not who used it: VPN, Tor and hosting"
    " networks pass on what others do.",
    Caution.MOBILE_NETWORK: "A mobile network: thousands share an address, and its place is often"
    " that of the exchange.",
    Caution.LIST_OF_ANOTHER_HOUR: "The nearest list of Tor exits that names it lies {minutes}"
    " minutes from the event; there is none of that hour.",
    Caution.NUMBER_CAN_MOVE: "The country of the numbering plan: a number can be carried to"
    " another company and used abroad.",
    Caution.NUMBER_WITHOUT_COUNTRY: "The calling code is shared by several countries, or is no"
    " country's.",
    Caution.ESTIMATE_OF_SENDER: "The sender's own estimate; it does not say how it was made, and it"
    " is often read from an address.",
    Caution.ESTIMATE_UNDATED: "The estimate has no usable time.",
    Caution.STATED_NOT_CHECKED: "As reported: nobody checked the address.",
    Caution.REGION_IS_NO_CODE: "A region is named in words or by a code that does not exist; it is"
    " in the report, and is not read as a place.",
    Caution.STATE_OF_ANOTHER_COUNTRY: "A state of the United States stands beside another country:"
    " one of the two is wrong, and the state is not read.",
    Caution.NUMBER_NOT_ASSIGNED: "The number lies in no range that is known to be assigned.",
}

FLAWS: dict[Flaw, str] = {
    Flaw.UNREADABLE: "It cannot be read.",
    Flaw.SHARED_RANGE: "It lies between subscribers and their provider's translator (RFC 6598).",
    Flaw.PRIVATE_RANGE: "It is an address of a private network.",
    Flaw.RESERVED_RANGE: "It is an address that nothing on the internet can have.",
    Flaw.PORT_MISSING: "The source port is missing; many subscribers can share the address.",
    Flaw.TIME_MISSING: "The time is missing.",
    Flaw.ZONE_MISSING: "The time names no zone, and so is not read.",
    Flaw.TIME_UNUSABLE: "The time is none that can be used.",
    Flaw.SECONDS_MISSING: "The time ends in :00, as one does that was cut to the minute.",
    Flaw.SAID_TO_BE_PROXY: "The sender has reason to believe that it is a proxy.",
    Flaw.NO_DATASET_KNOWS_IT: "No installed dataset knows it.",
    Flaw.COUNTRY_NOT_SAID: "Its country is not said.",
    Flaw.NOT_A_FULL_NUMBER: "No full number of its country has this length.",
}


def say_cautions(hypothesis: Hypothesis) -> tuple[str, ...]:
    """Return a sentence for each caution of a hypothesis, in their order."""
    return tuple(
        CAUTIONS[one].format(days=hypothesis.days, minutes=hypothesis.minutes)
        for one in hypothesis.cautions
    )
