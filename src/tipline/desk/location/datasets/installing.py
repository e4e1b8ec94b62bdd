"""Check a file as a dataset and compile it into a table, in a folder of its own."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.datasets import csv_ranges, mmdb, network_lists, registries, tor_exits
from tipline.desk.location.datasets.errors import BadDataset
from tipline.desk.location.datasets.library import TABLE
from tipline.desk.location.datasets.ranges import Range, collect, lay_flat
from tipline.desk.location.datasets.said import Said
from tipline.desk.location.datasets.tables import write_table
from tipline.desk.location.types import DatasetKind, NetworkKind

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCE = "source"  # the name of the file as given, in the dataset's folder
LARGEST = 8 << 30
_BLOCK = 1 << 20


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is to be installed, and what whoever installs it says of it.

    `edition` is None where the file itself says it. `columns` is for CSV without a header,
    `network` for lists.
    """

    file: Path
    kind: DatasetKind
    name: str
    licence: str
    edition: date | None = None
    columns: tuple[str, ...] = ()
    network: NetworkKind | None = None


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """A dataset that is ready for looking up."""

    edition: date
    sha256: str
    size: int
    ranges: int


def install(offer: Offer, folder: Path) -> Compiled:
    """Copy the file to an empty folder, check it and compile it; the folder holds nothing else.

    Raises BadDataset with line and remedy; what was written is removed then.
    """
    check_words(offer)
    folder.mkdir(mode=0o700, parents=True)
    try:
        sha256, size = _copy(offer.file, folder / SOURCE)
        ranges, edition = _compile(offer, folder / SOURCE, folder / TABLE)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return Compiled(edition=edition, sha256=sha256, size=size, ranges=ranges)


def check_words(offer: Offer) -> None:
    """Raise BadDataset unless name and licence are stated and the options fit the kind."""
    if not offer.name.strip() or not offer.licence.strip():
        raise BadDataset("A dataset needs a name and its licence: pass --name and --licence.")
    if (offer.kind is DatasetKind.LIST) != (offer.network is not None):
        raise BadDataset(
            "A list of networks is of one kind: pass --network vpn or hosting, mobile or"
            " residential, and only with --kind list."
        )
    if offer.columns and offer.kind is not DatasetKind.CSV:
        raise BadDataset("--columns names the columns of CSV: pass it with --kind csv only.")


def _copy(source: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as read, target.open("xb") as written:
        while block := read.read(_BLOCK):
            size += len(block)
            if size > LARGEST:
                raise BadDataset(f"{source.name} is larger than {LARGEST >> 30} GiB. Split it.")
            digest.update(block)
            written.write(block)
    return digest.hexdigest(), size


def _compile(offer: Offer, source: Path, target: Path) -> tuple[int, date]:
    if offer.kind is DatasetKind.TOR:
        entries, last_day = tor_exits.compile_tor(source, target)
        return entries, _agree(offer, last_day)
    edition = _agree(offer, _edition_in(offer.kind, source))
    said = Said()
    collected = collect(_read(offer, source, said))
    if not collected:
        raise BadDataset(
            f"{offer.file.name} has no range in it. Check which kind of dataset it is."
        )
    return write_table(target, lay_flat(collected), said), edition


def _read(offer: Offer, source: Path, said: Said) -> Iterable[Range]:
    if offer.kind is DatasetKind.CSV:
        return csv_ranges.read_csv(source, said, offer.columns)
    if offer.kind is DatasetKind.MMDB:
        return mmdb.read_mmdb(source, said)
    if offer.kind is DatasetKind.RIR:
        return registries.read_registry(source, said)
    return network_lists.read_list(source, said, offer.network or NetworkKind.UNKNOWN)


def _edition_in(kind: DatasetKind, source: Path) -> date | None:
    """Return the day that a file says it describes; None for kinds that do not say."""
    if kind is DatasetKind.MMDB:
        return mmdb.edition_of(source)
    return registries.edition_of(source) if kind is DatasetKind.RIR else None


def _agree(offer: Offer, in_file: date | None) -> date:
    """Return the edition; raises BadDataset where nobody says it or two days are said."""
    if in_file and offer.edition and in_file != offer.edition:
        raise BadDataset(
            f"The file itself says {in_file}, --edition says {offer.edition}. Leave --edition out,"
            " or pass the day that the file says."
        )
    edition = offer.edition or in_file
    if edition is None:
        raise BadDataset("The file does not say which day it describes: pass --edition YYYY-MM-DD.")
    return edition
