"""Measure how long a whole store takes to be linked anew, and what peers take for their part.

Two ways in: `store` fills PostgreSQL, spoils one cluster in twenty, and relinks end to end (read
by ADBC, count, examine, pair, join, part, assign ids, swap); `columns` links namings that lie as
Parquet files (a nation's year would fill the disk as rows). Peers get the joining edges of the same
data, found beforehand, and give components only: a fraction of the work. `checked` is true when
every peer finds the same components, and when the store comes back to the clusters that it had.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
SEED = 1


def child(name: str, *arguments: str, **environment: str) -> dict[str, object]:
    """Run one measurement in a process of its own; return what it prints last."""
    command = [sys.executable, str(FOLDER / "relink" / f"{name}.py"), *arguments]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **environment}
    )
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure_store(reports: int, folder: Path) -> dict[str, object]:
    """Relink a PostgreSQL of its own."""
    home = folder / "home"
    surroundings = {"TIPLINE_HOME": str(home), "TIPLINE_DATABASE_URL": ""}
    try:
        return child("in_store", str(reports), str(SEED), **surroundings)
    finally:
        stop = "from tipline.cli.main import main; main()"
        subprocess.run(
            [sys.executable, "-c", stop, "db", "stop"],
            env={**os.environ, **surroundings},
            check=True,
            capture_output=True,
        )


def measure_columns(sizes: list[int], peers_up_to: int, folder: Path) -> list[dict[str, object]]:
    """Link growing numbers of reports from Parquet; peers as far as they carry."""
    found = []
    for reports in sizes:
        place = folder / f"namings-{reports}"
        row = child("in_columns", str(reports), str(SEED), str(place))
        print(row, file=sys.stderr)
        if reports <= peers_up_to:
            row["peers"] = child("by_peers", str(place))
            print(row["peers"], file=sys.stderr)
        shutil.rmtree(place)
        found.append(row)
    return found


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a hundredth of the namings")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--store", type=int, default=1_600_000, help="reports in PostgreSQL")
    options.add_argument("--columns", type=int, nargs="*", default=[200_000, 2_000_000, 10_000_000])
    options.add_argument("--peers-up-to", type=int, default=2_000_000, help="reports")
    chosen = options.parse_args()
    store, columns = chosen.store, chosen.columns
    if chosen.quick:
        store, columns = 16_000, [20_000]
    with tempfile.TemporaryDirectory(prefix="tipline-relink-") as folder:
        in_store = measure_store(store, Path(folder)) if store else None
        print(in_store, file=sys.stderr)
        in_columns = measure_columns(columns, chosen.peers_up_to, Path(folder))
    peers = [one["peers"] for one in in_columns if "peers" in one]
    checked = all(peer["checked"] for peer in peers)
    if in_store:
        checked = checked and bool(in_store["checked"])
    result = {
        "name": "link a whole store anew, end to end",
        "unit": "namings (edges of report and value) a second",
        "ours": (in_store or in_columns[-1])["namings_a_second"],
        "peer": peers[-1]["networkx_edges_a_second"] if peers else None,
        "peer_name": "networkx, components of given edges only",
        "checked": checked,
        "in_store": in_store,
        "in_columns": in_columns,
    }
    print(json.dumps(result) if chosen.json else json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
