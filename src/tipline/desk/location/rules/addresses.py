"""Say of an IP address what kind of range it lies in, and where it points by each dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.datasets.addresses import is_v4, read_network
from tipline.desk.location.datasets.tor_exits import MINUTES_OF_A_LIST
from tipline.desk.location.rules.times import days_between
from tipline.desk.location.types import (
    EXITS,
    Caution,
    DatasetKind,
    Flaw,
    Hypothesis,
    NetworkKind,
)

if TYPE_CHECKING:
    from tipline.desk.location.datasets.library import Answer, Datasets
    from tipline.desk.location.types import Locator

WARN_AFTER_DAYS = 30
NO_REGION_AFTER_DAYS = 180

_RANGES = {
    # RFC 6598: between subscribers and the translator of their access provider.
    Flaw.SHARED_RANGE: ("100.64.0.0/10",),
    Flaw.PRIVATE_RANGE: (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
        "fe80::/10",
    ),
    # From these nothing reaches another network: this host, loopback, link-local, multicast.
    Flaw.RESERVED_RANGE: (
        "0.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "224.0.0.0/3",
        "::/127",
        "ff00::/8",
    ),
}
_FLAWED = tuple((*read_network(text), flaw) for flaw, texts in _RANGES.items() for text in texts)


def range_flaw(number: int) -> Flaw | None:
    """Return why an address cannot be somebody's on the internet, None where it can be.

    The ranges for documentation are none of these: made-up reports use them.
    """
    return next((flaw for first, last, flaw in _FLAWED if first <= number <= last), None)


def address_flaws(
    number: int, *, has_port: bool, lacks_seconds: bool, says_proxy: bool
) -> tuple[Flaw, ...]:
    """Return what is wrong with an address or missing beside it.

    IPv6 needs no port: a household has a prefix of its own.
    """
    flaws = []
    in_range = range_flaw(number)
    if in_range:
        flaws.append(in_range)
    if is_v4(number) and not has_port:
        flaws.append(Flaw.PORT_MISSING)
    if lacks_seconds:
        flaws.append(Flaw.SECONDS_MISSING)
    if says_proxy:
        flaws.append(Flaw.SAID_TO_BE_PROXY)
    return tuple(flaws)


def point_address(locator: Locator, number: int, datasets: Datasets) -> list[Hypothesis]:
    """Return where an address points to, one hypothesis for each dataset that knows it. Pure."""
    return [weigh(locator, one) for one in datasets.look_up(number, locator.event.utc)]


def weigh(locator: Locator, answer: Answer) -> Hypothesis:
    """Return what a dataset's answer is worth for the event of a locator, with every caution.

    Above 30 days between edition and event it warns; above 180, or without a time of the event,
    there is no region.
    """
    statement, source = answer.statement, answer.source
    days = days_between(source.edition, locator.event.utc)
    keeps_region = days is not None and days <= NO_REGION_AFTER_DAYS
    return Hypothesis(
        locator=locator,
        source=source,
        country=statement.country,
        region=statement.region if keeps_region else None,
        # A registry says who registered a range in which country, not who runs a network.
        operator=None if source.kind is DatasetKind.RIR else statement.operator,
        network=statement.network,
        days=days,
        minutes=answer.minutes,
        cautions=tuple(_cautions(answer, days, region_kept=keeps_region)),
    )


def _cautions(answer: Answer, days: int | None, *, region_kept: bool) -> list[Caution]:
    found = []
    network = answer.statement.network
    if days is None:
        found.append(Caution.EVENT_TIME_UNKNOWN)
    elif days > WARN_AFTER_DAYS:
        found.append(Caution.EDITION_FAR_FROM_EVENT)
    if answer.statement.region and not region_kept:
        found.append(Caution.REGION_WITHHELD)
    if answer.source.kind is DatasetKind.RIR:
        found.append(Caution.REGISTERED_NOT_LOCATED)
    if network not in (NetworkKind.UNKNOWN, NetworkKind.TOR):
        found.append(Caution.KIND_IS_HEURISTIC)
    if network in EXITS:
        found.append(Caution.PLACE_OF_AN_EXIT)
    if network is NetworkKind.MOBILE:
        found.append(Caution.MOBILE_NETWORK)
    if answer.minutes is not None and answer.minutes > MINUTES_OF_A_LIST:
        found.append(Caution.LIST_OF_ANOTHER_HOUR)
    return found
