"""Cluster the reports of a made-up world as in use: written, loaded, processed, read back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

COMMAND = [sys.executable, "-c", "from tipline.cli.main import main; main()"]


def link_stored(kind: str, reports: int, seed: int) -> np.ndarray:
    """Give a group per report by the whole path: `world`, `intake load`, `clusters --json`.

    A byte-identical report that is loaded again is the same report: it has the group of the first.
    """
    with tempfile.TemporaryDirectory(prefix="tipline-stored-") as folder:
        home = Path(folder) / "home"
        world = Path(folder) / "world"
        size = ("--reports", str(reports), "--seed", str(seed), "--kind", kind)
        _tipline(home, "world", *size, "--out", str(world), "--jsonl")
        _tipline(home, "intake", "load", str(world / "reports"))
        try:
            return _read_back(home, reports)
        finally:
            _tipline(home, "db", "stop")


def _read_back(home: Path, reports: int) -> np.ndarray:
    groups = np.full(reports, -1, dtype=np.int64)
    numbers_of = {
        one["report_id"]: [int(path.rpartition("/")[2]) for path in one["paths"]]
        for one in _tipline(home, "intake", "list", "--json")
    }
    for group, cluster in enumerate(_tipline(home, "clusters", "--json")):
        for report_id in cluster["report_ids"]:
            groups[numbers_of[report_id]] = group
    return groups


def _tipline(home: Path, *words: str) -> list[dict]:
    surroundings = {**os.environ, "TIPLINE_HOME": str(home)}
    surroundings.pop("TIPLINE_DATABASE_URL", None)
    done = subprocess.run(
        [*COMMAND, *words], env=surroundings, stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
