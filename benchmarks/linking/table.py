"""Read the reports of a made-up world through the true extraction into columns on disk.

`namings` has a row for each thing that a report names, as linking reads it; `records` a row for
each report, its values as text, as a general record linker wants them, and the truth of it.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from hashlib import blake2b, sha256
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from tipline.desk.linking.evidence.reading import read_identifiers
from tipline.desk.linking.rules.sampling import lot_of
from tipline.desk.linking.types import (
    JOINS_NOBODY,
    Identifier,
    IdentifierKind,
    IdentifierRole,
)
from tipline.report import parse_file_details, parse_report
from tipline.synthetic import World, WorldParameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tipline.synthetic import WorldReport

KINDS = tuple(IdentifierKind)
NAMINGS = pa.schema(
    [
        ("report", pa.int32()),
        ("value", pa.int64()),
        ("kind", pa.int8()),
        ("thing", pa.int16()),
        ("lot", pa.int64()),
        ("is_viral", pa.bool_()),
        ("is_listed", pa.bool_()),
    ]
)
# One value of these, the first; lists of those that a report often names several of.
TEXTS = ("email", "phone", "profile_url", "device", "home_network", "screen_name", "display_name")
LISTS = ("account_at_service", "prior_report", "file_hash")
RECORDS = pa.schema(
    [
        ("report", pa.int32()),
        ("person", pa.int64()),
        ("exact_part", pa.int32()),
        *((name, pa.string()) for name in TEXTS),
        *((name, pa.list_(pa.string())) for name in LISTS),
    ]
)


def write_table(parameters: WorldParameters, seed: int, out: Path, processes: int) -> None:
    """Make a world, read it and write its columns; one block per process is in memory."""
    about = {"kind": parameters.kind, "reports": parameters.reports, "seed": seed}
    (out / "about.json").write_text(json.dumps(about), "utf-8")
    blocks = World(parameters, seed).blocks
    tasks = ((parameters, seed, block) for block in range(blocks))
    with (
        pq.ParquetWriter(out / "namings.parquet", NAMINGS) as namings,
        pq.ParquetWriter(out / "records.parquet", RECORDS) as records,
    ):
        for rows, texts in _read_blocks(tasks, processes):
            namings.write_table(rows)
            records.write_table(texts)


def _read_blocks(tasks: Iterable[tuple], processes: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    if processes < 2:  # noqa: PLR2004  one is alone
        yield from map(_read_block, tasks)
        return
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=os.nice, initargs=(10,)
    ) as pool:
        yield from pool.map(_read_block, tasks, chunksize=1)


def _read_block(task: tuple[WorldParameters, int, int]) -> tuple[pa.Table, pa.Table]:
    parameters, seed, block = task
    rows: dict[str, list] = defaultdict(list)
    texts: dict[str, list] = defaultdict(list)
    for made in World(parameters, seed).make_block(block):
        found, content = read(made)
        number = int(made.key.rpartition("-")[2])
        _add_namings(rows, number, lot_of(content), found)
        _add_record(texts, number, made, found)
    return pa.table(dict(rows), schema=NAMINGS), pa.table(dict(texts), schema=RECORDS)


def read(made: WorldReport) -> tuple[tuple[Identifier, ...], bytes]:
    """Read what a report names, as the desk does; and the SHA-256 of its content."""
    report = parse_report(made.report_xml).model
    files = [parse_file_details(raw).model for raw in made.file_details]
    content = sha256(made.report_xml).digest()
    found = read_identifiers(
        report, files, sender_name=made.sender, content=content.hex(), own_number=made.number
    )
    return found, content


def _add_namings(
    rows: dict[str, list], number: int, lot: int, found: tuple[Identifier, ...]
) -> None:
    for one in found:
        rows["report"].append(number)
        rows["value"].append(_key(one))
        rows["kind"].append(KINDS.index(one.kind))
        rows["thing"].append(one.thing)
        rows["lot"].append(lot)
        rows["is_viral"].append(one.is_viral)
        rows["is_listed"].append(one.role in JOINS_NOBODY)


def _key(one: Identifier) -> int:
    digest = blake2b(f"{one.kind} {one.value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _add_record(
    texts: dict[str, list], number: int, made: WorldReport, found: tuple[Identifier, ...]
) -> None:
    named: dict[str, list[str]] = defaultdict(list)
    for one in found:
        of_others = one.role in {
            IdentifierRole.VICTIM, IdentifierRole.RECIPIENT, IdentifierRole.LISTED
        }  # fmt: skip
        if not of_others and not one.is_viral and not one.value.startswith(("md5:", "sha1:")):
            named[one.kind.value].append(one.value)
    texts["report"].append(number)
    texts["person"].append(int(made.truth.cluster.rpartition("-")[2]))
    texts["exact_part"].append(made.truth.exact_part)
    for name in TEXTS:
        # The last profile page: the first only spells the account again.
        texts[name].append(named[name][-1 if name == "profile_url" else 0] if named[name] else None)
    for name in LISTS:
        texts[name].append(named[name])
