"""Made-up place datasets on the ranges for documentation, and libraries of them."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from tipline.desk.location.datasets.installing import Offer, install
from tipline.desk.location.datasets.library import Datasets, Installed
from tipline.desk.location.types import DatasetKind, Source

if TYPE_CHECKING:
    from pathlib import Path

GAZETTEER = """network,country,region,operator,kind
192.0.2.0/24,US,,Example Cable,residential
192.0.2.0/26,US,US-TX,Example Cable of Texas,residential
192.0.2.128/25,CA,CA-ON,Example Northern,mobile
198.51.100.0/24,DE,,Example Netz,residential
203.0.113.0/24,NL,,Example Tunnel,vpn
2001:db8::/32,US,,Example Cable,residential
2001:db8:100::/40,PH,,Example Islands,mobile
"""
EDITION = date(2026, 11, 1)
_numbers = count(1)


def a_dataset(
    folder: Path,
    text: str | bytes = GAZETTEER,
    *,
    kind: DatasetKind = DatasetKind.CSV,
    name: str = "gazetteer",
    edition: date | None = EDITION,
    **options: Any,
) -> Installed:
    """Install a file as a dataset, without a database."""
    raw = text.encode() if isinstance(text, str) else text
    number = next(_numbers)
    file = folder / f"given-{number}"
    file.write_bytes(raw)
    target = folder / f"dataset-{number}"
    offer = Offer(file=file, kind=kind, name=name, licence="CC0-1.0", edition=edition, **options)
    compiled = install(offer, target)
    assert compiled.sha256 == hashlib.sha256(raw).hexdigest()
    return Installed(
        dataset_id=number,
        source=Source(name=name, kind=kind, edition=compiled.edition, licence="CC0-1.0"),
        folder=target,
        sha256=compiled.sha256,
        ranges=compiled.ranges,
    )


def a_library(folder: Path, *texts: str, **options: Any) -> Datasets:
    """Install each text as a CSV dataset of its own name and open all of them."""
    return Datasets(
        a_dataset(folder, text, name=f"gazetteer {at}", **options)
        for at, text in enumerate(texts or (GAZETTEER,), 1)
    )
