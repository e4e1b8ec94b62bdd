"""Look addresses up in five large made-up datasets at once, beside maxminddb and netaddr.

    python benchmarks/location_lookup.py [--quick] [--json]

Ours answers from all five (ranges from CSV, a registry's file, a list of VPN networks, a
MaxMind-format file, an archive of Tor exits), each time with source and edition; maxminddb answers
from the one file in its own format, netaddr says whether a set holds the address and nothing of
it. One core, processor time. `checked`: every answer of ours equals what the maker of the data
knows of the address, and what maxminddb says. IPv4 lies in 240.0.0.0/4, which nobody has, IPv6 in
2001:db8::/32.
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import maxminddb
from mmdb_writer import MMDBWriter
from netaddr import IPNetwork, IPSet

from tipline.desk.location.datasets.addresses import read_address
from tipline.desk.location.datasets.installing import Offer, install
from tipline.desk.location.datasets.library import Datasets, Installed
from tipline.desk.location.rules.addresses import point_address
from tipline.desk.location.rules.times import read_event_time
from tipline.desk.location.types import (
    DatasetKind,
    Locator,
    LocatorKind,
    NetworkKind,
    Source,
    Whose,
)
from tipline.report.types import DateTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

AT = datetime(2026, 11, 10, 12, 30, 45, tzinfo=UTC)
EDITION = date(2026, 11, 1)
V4 = int(ipaddress.IPv4Address("240.0.0.0"))
V6 = 0x20010DB8 << 96
COUNTRIES = ("US", "PH", "GB", "CA", "DE", "IN", "FR", "NL", "JP", "BR")
HALF = 64  # addresses in half a block of 128
SHARE_OF_IPV6 = 0.3
TARGET = 50_000  # look-ups a second through the public function


class MadeUp:
    """Blocks of addresses and what is true of each, by arithmetic alone."""

    def __init__(self, blocks: int, seed: int) -> None:
        self.blocks = blocks
        self.dice = random.Random(seed)  # noqa: S311  made-up data, no secret

    def country(self, block: int) -> str:
        """Say in which country a block is; its upper half may be another's."""
        return COUNTRIES[(block * 7919) % len(COUNTRIES)]

    def upper_half(self, block: int) -> str | None:
        """Say in which country the upper half of a block is, if it differs."""
        return COUNTRIES[(block * 31) % len(COUNTRIES)] if block % 4 == 0 else None

    def networks(self) -> Iterator[tuple[str, str, int]]:
        """List networks with their country and block: /25 and below it /26, and /56."""
        for block in range(self.blocks):
            first = ipaddress.IPv4Address(V4 + block * 128)
            yield f"{first}/25", self.country(block), block
            if half := self.upper_half(block):
                yield f"{first + HALF}/26", half, block
            if block % 4 == 1:
                yield f"{ipaddress.IPv6Address(V6 + (block << 72))}/56", self.country(block), block

    def draw(self) -> tuple[str, str]:
        """Draw an address, and the country that it is in."""
        block = self.dice.randrange(self.blocks)
        if self.dice.random() < SHARE_OF_IPV6:
            block -= block % 4 - 1
            low = self.dice.getrandbits(72)
            return str(ipaddress.IPv6Address(V6 + (block << 72) + low)), self.country(block)
        low = self.dice.randrange(128)
        half = self.upper_half(block) if low >= HALF else None
        return str(ipaddress.IPv4Address(V4 + block * 128 + low)), half or self.country(block)


def csv_of(world: MadeUp) -> bytes:
    """Write the whole world as CSV, with regions and operators."""
    lines = ["network,country,region,operator,kind"]
    for network, country, block in world.networks():
        lines.append(
            f"{network},{country},{country}-{block % 50},Example {block % 9000},residential"
        )
    return "\n".join(lines).encode()


def registry_of(world: MadeUp) -> bytes:
    """Write a registry's file: the lower halves alone are other holders'."""
    lines = [f"2|example|20261101|{world.blocks}|19830705|20261101|+0000"]
    for block in range(world.blocks):
        first = ipaddress.IPv4Address(V4 + block * 128)
        country = world.country(block)
        lines.append(f"example|{country}|ipv4|{first}|128|20100101|allocated|h{block}")
    return "\n".join(lines).encode()


def list_of(world: MadeUp) -> bytes:
    """List every hundredth block as one of VPNs."""
    blocks = range(0, world.blocks, 100)
    return "\n".join(f"{ipaddress.IPv4Address(V4 + one * 128)}/25" for one in blocks).encode()


def archive_of(world: MadeUp) -> bytes:
    """Write a day of hourly lists of a thousand exits."""
    lines = []
    for hour in range(24):
        lines.append(f"Downloaded 2026-11-10 {hour:02}:02:00")
        lines += [
            f"ExitAddress {ipaddress.IPv4Address(V4 + (exit_ * 997 % world.blocks) * 128)} x"
            for exit_ in range(1_000)
        ]
    return "\n".join(lines).encode()


def mmdb_of(world: MadeUp, folder: Path, share: int) -> bytes:
    """Write one block in `share` in MaxMind's format."""
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Made-up")
    for block in range(0, world.blocks, share):
        network = IPNetwork(f"{ipaddress.IPv4Address(V4 + block * 128)}/25")
        writer.insert_network(IPSet([network]), {"country": {"iso_code": world.country(block)}})
    path = folder / "made.mmdb"
    writer.to_db_file(str(path))
    return path.read_bytes()


def add(folder: Path, raw: bytes, kind: DatasetKind, **options: Any) -> tuple[Installed, float]:
    """Install a file; return it, and the seconds of processor time that took."""
    given = folder / f"{kind}.given"
    given.write_bytes(raw)
    start = time.process_time()
    offer = Offer(file=given, kind=kind, name=kind.value, licence="made up", **options)
    compiled = install(offer, folder / kind.value)
    seconds = time.process_time() - start
    source = Source(name=kind.value, kind=kind, edition=compiled.edition, licence="made up")
    installed = Installed(
        dataset_id=len(list(folder.iterdir())),
        source=source,
        folder=folder / kind.value,
        sha256=compiled.sha256,
        ranges=compiled.ranges,
    )
    return installed, seconds


def rate(function: Callable[[str], object], addresses: Sequence[str]) -> float:
    """Return look-ups a second of processor time, the best of three runs."""
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for address in addresses:
            function(address)
        best = max(best, len(addresses) / (time.process_time() - start))
    return best


def check(datasets: Datasets, reader: maxminddb.Reader, drawn: Sequence[tuple[str, str]]) -> bool:
    """Compare every answer with what the maker knows, and with maxminddb."""
    for address, country in drawn:
        said = {
            one.source.name: one.statement for one in datasets.look_up(read_address(address), AT)
        }
        theirs: Any = reader.get(address)
        ours = said.get("mmdb")
        if said["csv"].country != country or bool(ours) != bool(theirs):
            return False
        if ours and ours.country != theirs["country"]["iso_code"]:
            return False
    return True


def measure(*, quick: bool) -> dict[str, object]:
    """Make the datasets, look up, compare."""
    world = MadeUp(40_000 if quick else 800_000, seed=7)
    share = 20 if quick else 16
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [
            add(folder, csv_of(world), DatasetKind.CSV, edition=EDITION),
            add(folder, registry_of(world), DatasetKind.RIR),
            add(folder, list_of(world), DatasetKind.LIST, edition=EDITION, network=NetworkKind.VPN),
            add(folder, mmdb_of(world, folder, share), DatasetKind.MMDB),
            add(folder, archive_of(world), DatasetKind.TOR),
        ]
        datasets = Datasets(one for one, _ in made)
        reader = maxminddb.open_database(folder / "made.mmdb")
        networks = range(0, world.blocks, 40 if quick else 400)
        held = IPSet(f"{ipaddress.IPv4Address(V4 + one * 128)}/25" for one in networks)
        drawn = [world.draw() for _ in range(20_000 if quick else 200_000)]
        addresses = [address for address, _ in drawn]
        locator = Locator(
            path="report.personOrUserReported[1].ipCaptureEvent[1]",
            kind=LocatorKind.IP_ADDRESS,
            whose=Whose.REPORTED,
            event=read_event_time(DateTime("2026-11-10T12:30:45Z")),
        )
        figures = {
            "answers_per_second": rate(
                lambda address: datasets.look_up(read_address(address), AT), addresses
            ),
            "hypotheses_per_second": rate(
                lambda one: point_address(locator, read_address(one), datasets), addresses
            ),
            "maxminddb_one_dataset_per_second": rate(reader.get, addresses),
            "netaddr_set_only_per_second": rate(held.__contains__, addresses[:2_000]),
        }
        return {
            "ranges": {one.source.name: one.ranges for one, _ in made},
            "install_seconds": {one.source.name: round(took, 1) for one, took in made},
            "looked_up": len(addresses),
            **{key: round(value) for key, value in figures.items()},
            "target_per_second": TARGET,
            "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "checked": check(datasets, reader, drawn),
        }


def main() -> None:
    """Print the figures, as JSON on the last line when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the data")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    figures = measure(quick=options.quick)
    if options.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name}: {value}")
    if not figures["checked"]:
        sys.exit("An answer differs from what is true of its address.")


if __name__ == "__main__":
    main()
