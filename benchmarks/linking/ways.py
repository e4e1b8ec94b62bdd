"""Cluster the same reports in each way that is compared; each gives a group per report and name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from linking.splink_peer import cluster_by_splink
from linking.stored import link_stored
from linking.table import KINDS
from tipline.desk.linking.rules.everything import link_everything
from tipline.desk.linking.rules.strength import TELLING
from tipline.desk.linking.types import IdentifierKind, Naming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

# What one takes for exact at first sight; an address or a name is none.
EXACT = frozenset(
    {
        IdentifierKind.EMAIL, IdentifierKind.PHONE, IdentifierKind.ACCOUNT, IdentifierKind.DEVICE,
        IdentifierKind.FILE_HASH, IdentifierKind.PROFILE_URL, IdentifierKind.PRIOR_REPORT,
        IdentifierKind.REPORT_CONTENT,
    }
)  # fmt: skip


def link_ours(folder: Path) -> np.ndarray:
    """Link by the pure rules of the desk.

    A value that one report alone names can join nobody and is left out beforehand, so that a
    million reports fit; every report keeps its content, and its mailboxes, numbers and names.
    """
    table = _read(folder)
    linked = link_everything(_namings(_shared_or_content(table)))
    groups = np.empty(_reports(table), dtype=np.int64)
    for number, members in enumerate(linked.clusters):
        groups[list(members)] = number
    return groups


def _shared_or_content(table: pa.Table) -> pa.Table:
    values = table["value"].to_numpy()
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    content = table["kind"].to_numpy() == KINDS.index(IdentifierKind.REPORT_CONTENT)
    personal = np.isin(table["kind"].to_numpy(), [KINDS.index(kind) for kind in TELLING])
    return table.filter((counts[at] > 1) | content | personal)


def _namings(table: pa.Table) -> Iterator[Naming]:
    for batch in table.to_batches():
        columns = (batch[name].to_pylist() for name in batch.schema.names)
        for report, value, kind, thing, lot, is_viral, is_listed in zip(*columns, strict=True):
            yield Naming(report, f"{value:x}", KINDS[kind], thing, lot, is_viral, is_listed)


def join_exact(folder: Path, *, cap: int | None = None) -> np.ndarray:
    """Join whatever shares an exact identifier; above `cap` reports a value joins nobody.

    What a report only lists (the accounts of a batched report) joins nobody here either.
    """
    table = _read(folder)
    table = table.filter(pc.invert(table["is_listed"]))
    exact = np.isin(table["kind"].to_numpy(), [KINDS.index(kind) for kind in EXACT])
    values, at = np.unique(table["value"].to_numpy()[exact], return_inverse=True)
    reports = table["report"].to_numpy()[exact]
    if cap is not None:
        kept = np.bincount(at)[at] <= cap
        at, reports = at[kept], reports[kept]
    count = _reports(_read(folder))
    size = count + len(values)
    edges = coo_matrix((np.ones(len(at), dtype=np.int8), (reports, at + count)), (size, size))
    return connected_components(edges, directed=False)[1][:count].astype(np.int64)


def _link_stored(folder: Path) -> np.ndarray:
    about = json.loads((folder / "about.json").read_text("utf-8"))
    return link_stored(about["kind"], about["reports"], about["seed"])


def _read(folder: Path) -> pa.Table:
    return pq.read_table(folder / "namings.parquet")


def _reports(table: pa.Table) -> int:
    return int(pc.max(table["report"]).as_py()) + 1


WAYS: dict[str, Callable[[Path], dict[str, np.ndarray]]] = {
    "ours": lambda folder: {"ours": link_ours(folder)},
    "components": lambda folder: {"components": join_exact(folder)},
    "cap_20": lambda folder: {"cap_20": join_exact(folder, cap=20)},
    "cap_300": lambda folder: {"cap_300": join_exact(folder, cap=300)},
    "splink": cluster_by_splink,
    "stored": lambda folder: {"stored": _link_stored(folder)},
}
