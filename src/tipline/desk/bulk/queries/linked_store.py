"""Read what linking holds of one agency, as columns of one snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import compute

from tipline.desk.bulk.relinking.statements import KIND_NUMBER
from tipline.desk.linking.rows import NO_TIE
from tipline.desk.linking.types import JudgedPair, Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from tipline.engine import Engine
    from tipline.trust.columns import Read

    Ids = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.int32]

_KIND = " ".join(f"WHEN '{kind.value}' THEN {number}" for kind, number in KIND_NUMBER.items())

# Few and narrow columns: PostgreSQL takes its time for each field that it sends. A thing that is
# only listed is sent as -1 less its number, three flags as one number.
IDENTIFIED = f"""
SELECT report_id AS report, value_id AS value, lot,
    CASE WHEN role IN {NO_TIE} THEN -1 - thing ELSE thing END AS thing
FROM linking_identifier
"""  # noqa: S608  words of ours

VALUED = f"""
SELECT id AS value, (CASE kind {_KIND} END)::smallint AS kind, reports,
    (joins::int + 2 * (marked_viral > 0)::int + 4 * paired::int)::smallint AS flags
FROM linking_value
"""  # noqa: S608  kinds of ours

EXAMINED_BEFORE = """
SELECT id AS value, joins::int AS joins, pairs, corroborated FROM linking_value
WHERE examined_at > 0
"""

# Joined by the engine: PostgreSQL would take three times as long.
NAMED = """
SELECT i.report, i.value, v.kind, CASE WHEN i.thing < 0 THEN -1 - i.thing ELSE i.thing END AS thing,
    i.lot, CASE WHEN i.thing < 0 THEN 1 ELSE 0 END AS listed
FROM identified i JOIN valued v ON v.value = i.value
"""

MARKED = "SELECT value FROM valued WHERE flags IN (2, 3, 6, 7)"

CLUSTERS = """
SELECT cluster_id, oldest_report_id, opened_at, component, intricate FROM linking_cluster
WHERE merged_into IS NULL
"""

MEMBERS = "SELECT report_id, cluster_id, received_at FROM linking_member"

JUDGED = """
SELECT DISTINCT ON (one, other) one, other, judgement FROM linking_judged
ORDER BY one, other, judged_at DESC, id DESC
"""

NAMES = """
SELECT id AS value, kind || ':' || encode(blind_index, 'hex') AS name FROM linking_value
WHERE id IN ({})
"""


class StoredClusters(NamedTuple):
    """The clusters as they were: ids in the order of age, and who was in which.

    `report` ascends; `cluster_of` is the number of its cluster's id, `received` its arrival in
    microseconds since 1970. `oldest` is the oldest report of each cluster; `intricate` are the
    numbers of those that were pieces of a parted component, or hold reports judged different.
    """

    ids: pa.Array
    oldest: Ids
    intricate: Numbers
    report: Ids
    cluster_of: Numbers
    received: Ids


def register_namings(read: Read, engine: Engine) -> None:
    """Make the tables `named`, `marked`, `valued` and `examined_before` from what is stored."""
    engine.register("identified", read(IDENTIFIED))
    engine.register("valued", read(VALUED))
    engine.materialise("named", NAMED)
    engine.materialise("marked", MARKED)
    engine.register("examined_before", read(EXAMINED_BEFORE))


def read_clusters(read: Read) -> StoredClusters:
    """Return the clusters as they are stored; of each member no more than 20 bytes are kept."""
    clusters = read(CLUSTERS).read_all()
    clusters = clusters.sort_by([("opened_at", "ascending"), ("cluster_id", "ascending")])
    ids = clusters["cluster_id"].combine_chunks()
    reports, numbers, received = _read_members(read, ids)
    order = np.argsort(reports)
    return StoredClusters(
        ids=ids,
        oldest=clusters["oldest_report_id"].to_numpy(),
        intricate=np.flatnonzero(clusters["intricate"].to_numpy()).astype(np.int32),
        report=reports[order],
        cluster_of=numbers[order],
        received=received[order],
    )


def _read_members(read: Read, ids: pa.Array) -> tuple[Ids, Numbers, Ids]:
    """Return the reports, the numbers of their clusters, and their arrivals in microseconds."""
    columns: tuple[list[Ids], list[Numbers], list[Ids]] = ([], [], [])
    for batch in read(MEMBERS):
        columns[0].append(batch["report_id"].to_numpy())
        numbers = compute.index_in(batch["cluster_id"], ids)
        columns[1].append(numbers.to_numpy(zero_copy_only=False).astype(np.int32))
        columns[2].append(batch["received_at"].cast(pa.int64()).to_numpy())
    reports, numbers, received = columns
    return (
        np.concatenate([np.empty(0, np.int64), *reports]),
        np.concatenate([np.empty(0, np.int32), *numbers]),
        np.concatenate([np.empty(0, np.int64), *received]),
    )


def read_judgements(read: Read) -> list[JudgedPair]:
    """Return what people said last of each pair of reports."""
    return [
        JudgedPair(row["one"], row["other"], Judgement(row["judgement"]))
        for row in read(JUDGED).read_all().to_pylist()
    ]


def name_values(read: Read, values: Sequence[int]) -> dict[int, str]:
    """Return the names by which the rules of linking know values, whatever their ids are."""
    if not values:
        return {}
    rows = read(NAMES.format(", ".join(map(str, values)))).read_all()
    return dict(zip(rows["value"].to_pylist(), rows["name"].to_pylist(), strict=True))
