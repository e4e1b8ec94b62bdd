"""Write what to ask the sender and the network operator before an address can lead to anybody.

A public IPv4 address is shared by thousands behind carrier-grade translation: the operator needs
the second, the zone and the source port (RFC 6302). A household's IPv6 addresses lie in a prefix
of its own, so that it is the prefix that is asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.rules.comparing import points_to_an_exit
from tipline.desk.location.types import Ask, Flaw, LocatorKind, Recipient
from tipline.report import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tipline.desk.location.types import Located, Locator
    from tipline.report.types import FileDetails, IpCaptureEvent, Report

MOST_NAMED = 20  # fields in one question; of more the number is said
_V6 = 6

_TO_SENDER: dict[Flaw, str] = {
    Flaw.PORT_MISSING: "Which source port did the connection come from, beside the address at"
    " {fields}? Many subscribers share one IPv4 address, and the port tells them apart.",
    Flaw.TIME_MISSING: "At which time, to the second and with its zone, was the address at"
    " {fields} seen?",
    Flaw.ZONE_MISSING: "In which time zone is the time at {fields}? Without it the time can be"
    " wrong by up to a day, and so nothing is read from it.",
    Flaw.TIME_UNUSABLE: "The time at {fields} cannot be read as a time. Which time was it, to the"
    " second and with its zone?",
    Flaw.SECONDS_MISSING: "The time at {fields} ends in :00. Was it recorded to the second, and if"
    " so, is this the second?",
    Flaw.SHARED_RANGE: "The address at {fields} lies in 100.64.0.0/10, which access providers use"
    " between subscribers and their translators. Which public address and source port did you"
    " see?",
    Flaw.PRIVATE_RANGE: "The address at {fields} is one of a private network, and may be that of"
    " your own load balancer. Which public address and source port did the connection come from?",
    Flaw.RESERVED_RANGE: "The address at {fields} is none that a connection can come from. Which"
    " public address and source port was it?",
    Flaw.UNREADABLE: "The text at {fields} cannot be read. What is the address or number?",
    Flaw.COUNTRY_NOT_SAID: "Which country does what stands at {fields} belong to?",
    Flaw.NOT_A_FULL_NUMBER: "The number at {fields} is too short or too long to be dialled from"
    " abroad. What is the full number, with its country's calling code?",
    Flaw.SAID_TO_BE_PROXY: "Why do you believe that the address at {fields} is a proxy, and do you"
    " hold another address of the account that is none?",
}
_TO_OPERATOR_V4 = (
    "Which subscriber used the public address {address}, source port {port}, at {time}? If you"
    " translate addresses: please search by address, port and second together. Please preserve"
    " the record."
)
_TO_OPERATOR_V4_WITHOUT_PORT = (
    "Do you translate addresses for several subscribers behind {address}, or did one subscriber"
    " alone hold it at {time}? If it was one, which? If several: what beside the source port"
    " would tell them apart, and until when do you keep the record? Please preserve it."
)
_TO_OPERATOR_V6 = (
    "Which subscriber was delegated the prefix that holds {address} at {time}, and how long is"
    " that prefix? Please preserve the record."
)
_ANOTHER_OPERATOR = (
    " Sources differ on who runs the network: another operator is named for this address too, and"
    " is to be asked as well."
)


def write_asks(located: Located) -> tuple[Ask, ...]:
    """Return what to ask whom, the sender first. Pure; names fields and no identifier."""
    return (*_ask_sender(located.locators), *_ask_operators(located))


def _ask_sender(locators: Iterable[Locator]) -> Iterable[Ask]:
    paths: dict[Flaw, list[str]] = {}
    for locator in locators:
        for flaw in locator.flaws:
            if flaw in _TO_SENDER:
                paths.setdefault(flaw, []).append(locator.path)
    for flaw, text in _TO_SENDER.items():
        if named := paths.get(flaw):
            yield Ask(
                recipient=Recipient.SENDER,
                flaw=flaw,
                text=text.format(fields=_name(named)),
                paths=tuple(named),
            )


def _name(paths: Sequence[str]) -> str:
    shown = ", ".join(paths[:MOST_NAMED])
    more = len(paths) - MOST_NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown


def _ask_operators(located: Located) -> Iterable[Ask]:
    """Ask about each address with a usable time; behind an exit there is no subscriber.

    Whom sources name of one address is asked, each of them where they differ.
    """
    operators: dict[str, dict[str, None]] = {}
    exits = {one.locator.path for one in located.hypotheses if points_to_an_exit(one)}
    for one in located.hypotheses:
        named = operators.setdefault(one.locator.path, {})
        if one.operator:
            named[one.operator] = None
    for locator in located.locators:
        if locator.kind is not LocatorKind.IP_ADDRESS or locator.event.utc is None:
            continue
        if locator.path in operators and locator.path not in exits:
            yield from _ask_about(locator, tuple(operators[locator.path]))


def _ask_about(locator: Locator, operators: Sequence[str]) -> Iterable[Ask]:
    more = _ANOTHER_OPERATOR if len(operators) > 1 else ""
    for operator in operators or (None,):
        yield Ask(
            recipient=Recipient.NETWORK_OPERATOR,
            flaw=None,
            text=_text_to_operator(locator) + more,
            paths=(locator.path,),
            operator=operator,
        )


def _text_to_operator(locator: Locator) -> str:
    if locator.version == _V6:
        return _TO_OPERATOR_V6
    return _TO_OPERATOR_V4 if locator.has_port else _TO_OPERATOR_V4_WITHOUT_PORT


def fill_in(ask: Ask, report: Report, files: Sequence[FileDetails]) -> str:
    """Return the text of a question with what its first field says, in clear.

    Only for who may see identifiers. The time is given in UTC, and as the sender wrote it.
    """
    if ask.recipient is not Recipient.NETWORK_OPERATOR:
        return ask.text
    sent: IpCaptureEvent = resolve(ask.paths[0], report, files)
    seen = sent.date_time
    time = f"{seen.utc:%Y-%m-%d %H:%M:%S} UTC (written {seen.raw})" if seen else ""
    return ask.text.format(address=sent.ip_address.strip(), port=sent.port, time=time)
