"""Write what a desk of this world would be handed beside the reports: its networks, its labels."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from tipline.synthetic.places import COUNTRIES, EXITS, network_of, pool_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from tipline.synthetic.types import WorldReport

_LIST = "synthetic labels"
_BEFORE = timedelta(days=1)  # labels arrive when the reports are long there
_HEADER = ("network", "country", "region", "operator", "kind")


def write_gazetteer() -> bytes:
    """Write the networks of a world as CSV: network, country, region, operator, kind.

    Networks are of the documentation ranges; nothing in a world tells a region by address, so
    that column is empty, and an exit of a VPN is in no country.
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(_HEADER)
    for country in COUNTRIES:
        lines.writerow((network_of(country), country, "", f"Example Home {country}", "residential"))
        for pool in pool_of(country):
            lines.writerow((pool, country, "", f"Example Mobile {country}", "mobile"))
    lines.writerow((EXITS, "", "", "Example VPN", "vpn"))
    return text.getvalue().encode()


def write_labels(reports: Iterable[WorldReport], until: datetime) -> Iterator[bytes]:
    """Write the label list that arrives last: a line of JSON per labelled file.

    An entry is named by its file, so that the same file gives the same line wherever it is met.
    """
    encode = msgspec.json.Encoder().encode
    at = (until - _BEFORE).isoformat().replace("+00:00", "Z")
    for report in reports:
        for label in report.truth.labels:
            entry = {
                "algorithm": "sha256",
                "value": label.sha256,
                "label": label.label,
                "list": _LIST,
                "entry": f"label-{label.sha256[:12]}",
                "labelled_at": at,
            }
            yield encode(entry) + b"\n"
