"""Find components of given joining edges by peers: `by_peers.py FOLDER`; one JSON line.

The edges are those that our run joins by decisive values: found beforehand, so that peers do the
last step only. Each peer reads arrays and gives a number of components; all must agree.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pyarrow as pa
from pyarrow import csv
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tipline.desk.bulk.relinking.examining import examine_values
from tipline.desk.bulk.relinking.statements import DECISIVE_NAMINGS, HOLDERS
from tipline.desk.bulk.relinking.together import _read_joining
from tipline.engine import open_engine
from tipline.engine.components import Components

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]


def read_edges(folder: Path) -> tuple[Numbers, Numbers]:
    """Return the reports and the values (numbered after them) of every joining naming."""
    with tempfile.TemporaryDirectory(prefix="tipline-engine-") as scratch:
        engine = open_engine(Path(scratch))
        engine.register("named", folder)
        engine.register("marked", pa.table({"value": pa.array([], pa.int64())}))
        engine.materialise("holders", HOLDERS)
        joining = _read_joining(engine, examine_values(engine))
        named = engine.arrow(DECISIVE_NAMINGS).read_all()
        engine.close()
    reports, values = joining.keep(named["report"].to_numpy(), named["value"])
    return reports, values.astype(np.int64) + reports.max() + 1


def by_union_find(reports: Numbers, values: Numbers) -> int:
    """Ours."""
    components = Components(int(values.max()) + 1)
    components.join(reports, values)
    return len(np.unique(components.labels()[reports]))


def by_scipy(reports: Numbers, values: Numbers) -> int:
    """scipy.sparse.csgraph."""
    size = int(values.max()) + 1
    graph = coo_array((np.ones(len(reports), dtype=np.int8), (reports, values)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return len(np.unique(labels[reports]))


def by_networkx(reports: Numbers, values: Numbers) -> int:
    """Networkx."""
    graph = nx.Graph()
    graph.add_edges_from(zip(reports.tolist(), values.tolist(), strict=True))
    return nx.number_connected_components(graph)


def by_splink(reports: Numbers, values: Numbers) -> int:
    """Splink's clustering of pairwise predictions, on DuckDB; pairs through each value's first."""
    import duckdb  # noqa: PLC0415  a peer's way in
    from splink.clustering import cluster_pairwise_predictions_at_threshold  # noqa: PLC0415
    from splink.internals.duckdb.database_api import DuckDBAPI  # noqa: PLC0415

    connection = duckdb.connect()
    edges = pa.table({"report": reports, "value": values})  # noqa: F841  DuckDB reads it by name
    nodes = connection.execute("SELECT DISTINCT report AS unique_id FROM edges").to_arrow_table()
    pairs = connection.execute(
        "SELECT report AS unique_id_l, first AS unique_id_r FROM edges JOIN"
        " (SELECT value, min(report) AS first FROM edges GROUP BY value) USING (value)"
        " WHERE report <> first"
    ).to_arrow_table()
    clustered = cluster_pairwise_predictions_at_threshold(
        nodes, pairs, DuckDBAPI(connection), node_id_column_name="unique_id"
    )
    name = clustered.physical_name
    query = f"SELECT count(DISTINCT cluster_id) FROM {name}"  # noqa: S608  Splink's own name
    return connection.execute(query).fetchone()[0]


def by_graphx(reports: Numbers, values: Numbers) -> int:
    """Spark GraphX on a local Spark of two cores; the time holds the start of Java, too."""
    with tempfile.TemporaryDirectory(prefix="tipline-graphx-") as folder:
        edges = Path(folder) / "edges"
        csv.write_csv(
            pa.table({"report": reports, "value": values}),
            edges,
            csv.WriteOptions(include_header=False, delimiter=" "),
        )
        done = subprocess.run(
            [SPARK, str(Path(__file__).with_name("by_graphx.py")), str(edges)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
            text=True,
            check=True,
        )
    return int(json.loads(done.stdout.splitlines()[-1])["components"])


PEERS: dict[str, Callable[[Numbers, Numbers], int]] = {
    "ours": by_union_find,
    "scipy": by_scipy,
    "splink": by_splink,
    "networkx": by_networkx,
}
# Where `make test-spark` has been run.
SPARK = Path(__file__).parents[2] / ".venv-spark/bin/python"
if SPARK.exists():
    PEERS["graphx"] = by_graphx


def main() -> None:
    """Read, run every peer, print."""
    reports, values = read_edges(Path(sys.argv[1]))
    by_union_find(reports[:10], values[:10])  # compiled before it is measured
    figures: dict[str, object] = {"edges": len(reports)}
    found = set()
    for name, count in PEERS.items():
        began = time.monotonic()
        found.add(count(reports, values))
        took = time.monotonic() - began
        figures[f"{name}_seconds"] = round(took, 2)
        figures[f"{name}_edges_a_second"] = round(len(reports) / took)
        print(name, round(took, 2), file=sys.stderr, flush=True)
    figures["components"] = sorted(found)
    figures["checked"] = len(found) == 1
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
