"""Make up the namings of millions of reports set-wise, as columns, from one seed.

People are heavy-tailed: most send one report, a few send thousands. A report names five of its
person's things and its own content; some things belong to a household; hubs and viral files are
named by anybody. The same seed and number give the same columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tipline.desk.bulk.relinking.statements import KIND_NUMBER
from tipline.desk.bulk.relinking.together import NAMED
from tipline.desk.linking.types import IdentifierKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a person has: five that join alone, three that need a second.
THINGS = (
    IdentifierKind.EMAIL,
    IdentifierKind.EMAIL,
    IdentifierKind.PHONE,
    IdentifierKind.ACCOUNT,
    IdentifierKind.ACCOUNT,
    IdentifierKind.DEVICE,
    IdentifierKind.FILE_HASH,
    IdentifierKind.SCREEN_NAME,
)
NAMED_BY_A_REPORT = 5
REPORTS_OF_A_PERSON = 3.2
HUBS = 100
VIRAL_FILES = 200
SHARE_OF_HUBS = 0.01
VIRAL_SHARE = 0.2
BLOCK = 1 << 19

_KIND = np.array([KIND_NUMBER[kind] for kind in THINGS], dtype=np.int16)


def make_blocks(reports: int, seed: int) -> Iterator[pa.RecordBatch]:
    """Yield the namings of reports 1..reports, block by block, in the order of the reports."""
    people = max(1, int(reports / REPORTS_OF_A_PERSON))
    for start in range(0, reports, BLOCK):
        size = min(BLOCK, reports - start)
        yield _make_block(np.random.default_rng((seed, start)), start + 1, size, people)


def _make_block(rng: np.random.Generator, first: int, size: int, people: int) -> pa.RecordBatch:
    # The share of a person falls with the square of a draw: a few have thousands of reports.
    person = (people * rng.random(size) ** 3).astype(np.int64)
    things = np.argsort(rng.random((size, len(THINGS)), dtype=np.float32), axis=1)
    things = np.sort(things[:, :NAMED_BY_A_REPORT], axis=1)
    value = person[:, None] * len(THINGS) + things
    kind = _KIND[things]
    rows = np.repeat(np.arange(size), NAMED_BY_A_REPORT)
    value, kind, thing = value.reshape(-1), kind.reshape(-1), things.reshape(-1).astype(np.int32)
    base = people * len(THINGS)
    hub = rng.random(len(value)) < SHARE_OF_HUBS
    value[hub] = base + rng.integers(0, HUBS, hub.sum())
    kind[hub] = KIND_NUMBER[IdentifierKind.EMAIL]
    viral = kind == KIND_NUMBER[IdentifierKind.FILE_HASH]
    viral &= rng.random(len(value)) < VIRAL_SHARE
    value[viral] = base + HUBS + rng.integers(0, VIRAL_FILES, viral.sum())
    report = rows.astype(np.int64) + first
    lot = rng.integers(-(1 << 63), (1 << 63) - 1, size)[rows]
    # A report names a value once.
    _, kept = np.unique(np.stack([report, value]), axis=1, return_index=True)
    kept.sort()
    flags = np.zeros(len(kept), dtype=np.int16)
    columns = (report[kept], value[kept], kind[kept], thing[kept], lot[kept], flags)
    return pa.record_batch([pa.array(column) for column in columns], schema=NAMED)


def write_parquet(folder: Path, reports: int, seed: int) -> int:
    """Write the namings as Parquet files of a folder; return how many."""
    written = 0
    folder.mkdir(parents=True)
    for number, block in enumerate(make_blocks(reports, seed)):
        pq.write_table(pa.table(block), folder / f"{number:05}.parquet", compression="zstd")
        written += block.num_rows
    return written
