"""Check what a dataset says of a range, and number each thing said once."""

from __future__ import annotations

import re

from tipline.desk.location.datasets.errors import refuse
from tipline.desk.location.types import NetworkKind, Statement
from tipline.report.schema.codes import COUNTRY_CODES

# Codes that lists of addresses use and that name no country: proxies, satellites, regions of the
# world, unassigned.
NO_COUNTRY = frozenset({"", "-", "A1", "A2", "AP", "EU", "O1", "ZZ"})
COUNTRIES = frozenset(COUNTRY_CODES) - NO_COUNTRY
_REGION = re.compile(r"[A-Z0-9]{1,3}")
_LONGEST_OPERATOR = 200
# Cities times operators of a nation, with room; each is kept once.
MOST_STATEMENTS = 2_000_000


class Said:
    """All that one dataset says, each thing once."""

    def __init__(self) -> None:
        self._number: dict[Statement, int] = {}

    @property
    def statements(self) -> list[Statement]:
        """What is said, in the order of its numbers."""
        return list(self._number)

    def number(self, statement: Statement, line: int) -> int:
        """Return the number of what is said; raises BadDataset beyond MOST_STATEMENTS."""
        known = self._number.get(statement)
        if known is None:
            if len(self._number) == MOST_STATEMENTS:
                raise refuse(
                    line,
                    f"there are more than {MOST_STATEMENTS:,} different statements",
                    "Leave out columns that say more than country, region, operator and kind.",
                )
            known = self._number[statement] = len(self._number)
        return known


def check_statement(
    line: int, *, country: str, region: str = "", operator: str = "", kind: str = ""
) -> Statement:
    """Return what a line says as a statement; raises BadDataset where a code does not exist."""
    country = country.strip().upper()
    if country not in NO_COUNTRY and country not in COUNTRIES:
        raise refuse(
            line,
            f"{country[:20]!r} is no country code of ISO 3166-1",
            "Write two letters such as US, or leave the column empty where no country is known.",
        )
    known = country if country in COUNTRIES else None
    return Statement(
        country=known,
        region=_check_region(line, region.strip().upper(), known),
        operator=operator.strip()[:_LONGEST_OPERATOR] or None,
        network=_check_kind(line, kind.strip().lower()),
    )


def _check_region(line: int, region: str, country: str | None) -> str | None:
    if not region:
        return None
    head, dash, tail = region.rpartition("-")
    if country is None or (dash and head != country) or not _REGION.fullmatch(tail):
        raise refuse(
            line,
            f"{region[:20]!r} is no region of {country or 'an unnamed country'}",
            "Write a code of ISO 3166-2 such as US-TX beside its country, or leave it empty.",
        )
    return f"{country}-{tail}"


def _check_kind(line: int, kind: str) -> NetworkKind:
    if not kind:
        return NetworkKind.UNKNOWN
    try:
        return NetworkKind(kind)
    except ValueError:
        raise refuse(
            line,
            f"{kind[:20]!r} is no kind of network",
            f"Write one of {', '.join(NetworkKind)}, or leave it empty.",
        ) from None
