"""What a dataset says of a range of addresses, and where that dataset comes from."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class NetworkKind(StrEnum):
    """What kind of network an address belongs to."""

    RESIDENTIAL = "residential"
    MOBILE = "mobile"
    HOSTING = "hosting"
    VPN = "vpn"
    TOR = "tor"
    UNKNOWN = "unknown"


# Behind these stands whoever uses them, from anywhere: the place is that of the exit.
EXITS = frozenset({NetworkKind.HOSTING, NetworkKind.VPN, NetworkKind.TOR})


class DatasetKind(StrEnum):
    """In which form a dataset comes, and so what it can mean."""

    CSV = "csv"
    MMDB = "mmdb"
    RIR = "rir"
    TOR = "tor"
    LIST = "list"


class Statement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a dataset says of a range.

    `country` is ISO 3166-1 alpha-2 and `region` ISO 3166-2, each None where the dataset says
    nothing; `operator` is who runs the network, in the dataset's words.
    """

    country: str | None = None
    region: str | None = None
    operator: str | None = None
    network: NetworkKind = NetworkKind.UNKNOWN


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who says it: a dataset with its edition and licence, or the report itself.

    `kind` is None for what no dataset says: a number's own country code, an address as reported,
    a sender's estimate. `edition` is the day that a dataset describes.
    """

    name: str
    kind: DatasetKind | None = None
    edition: date | None = None
    licence: str | None = None

    @property
    def title(self) -> str:
        """The name, and the day that it describes where there is one."""
        return f"{self.name}, {self.edition}" if self.edition else self.name
