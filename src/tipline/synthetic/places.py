"""Give made-up people countries and states, and addresses from which those can be read back."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from tipline.synthetic.dice import Weighted
from tipline.synthetic.rates import rate

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice

STATES = (  # noqa: SIM905  codes read better as words
    "AK AL AR AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE "
    "NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY"
).split()
PUBLISHED = ("IN", "PH", "GB", "CA", "DE")
OTHERS = (  # noqa: SIM905  codes read better as words
    "AR AT AU BD BE BR CH CL CO CZ DK DZ EG ES FI FR GR ID IE IT JP KE KR MA MX MY NG NL NO NZ PK "
    "PL PT SE TH TR VN ZA"
).split()
COUNTRIES = ("US", *PUBLISHED, *OTHERS)
EXITS = IPv4Network("203.0.113.0/24")  # VPN exits: they point to no place
_POOLS = (
    *IPv4Network("192.0.2.0/25").subnets(new_prefix=28),
    *IPv4Network("192.0.2.128/25").subnets(new_prefix=28),
    *IPv4Network("198.51.100.0/24").subnets(new_prefix=28),
)
_POOLS_OF_US = 8
_DOCUMENTATION = 0x2001_0DB8 << 96
_COUNTRY_BITS, _HOME_BITS = 6, 26  # of 32 between 2001:db8 and the interface's 64


def _outside_us() -> list[tuple[str, float]]:
    """Weigh countries outside the US: five as published, the others alike (assumed)."""
    published = [(country, rate(country)) for country in PUBLISHED]
    rest = (1 - sum(share for _, share in published)) / len(OTHERS)
    return published + [(country, rest) for country in OTHERS]


_COUNTRY = Weighted(
    [("US", rate("in_us"))]
    + [(country, share * (1 - rate("in_us"))) for country, share in _outside_us()]
)


def draw_place(dice: Dice) -> tuple[str, str | None]:
    """Draw a country, and a state if it is the US; states are as likely (no figure by state)."""
    country = dice.weigh(_COUNTRY)
    return country, dice.pick(STATES) if country == "US" else None


def pool_of(country: str) -> tuple[IPv4Network, ...]:
    """Give the IPv4 pools (carrier-grade NAT) of a country; none for some countries."""
    index = COUNTRIES.index(country)
    if index == 0:
        return _POOLS[:_POOLS_OF_US]
    start = _POOLS_OF_US + index - 1
    return _POOLS[start : start + 1]


def network_of(country: str) -> IPv6Network:
    """Give the IPv6 network, a /38 of 2001:db8::/32, from which a country's homes are taken."""
    start = _DOCUMENTATION | COUNTRIES.index(country) << (64 + _HOME_BITS)
    return IPv6Network((start, 32 + _COUNTRY_BITS))


def home_prefix(country: str, home: int) -> str:
    """Write the first four groups of a home's own /64, for example `2001:db8:400:2a`."""
    groups = COUNTRIES.index(country) << _HOME_BITS | home
    return f"2001:db8:{groups >> 16:x}:{groups & 0xFFFF:x}"


def gazetteer() -> dict[str, list[str]]:
    """List each country's networks: what a place can be read from in this world."""
    return {
        country: [str(network_of(country)), *(str(pool) for pool in pool_of(country))]
        for country in COUNTRIES
    }
