"""Measure on truth how well reports are linked: ours, Splink, plain components and degree caps.

Every way gets the same reports of the same made-up worlds, read by the desk's own extraction, and
runs in a process of its own: quality, wall time, peak memory. A kind of world makes one thing hard
(docs/reference/synthetic-worlds.md). Thresholds of ours were chosen on seeds 3, 5 and 11 only; a
full run measures on others. Of Splink, the best of four thresholds by B-cubed F1 is kept, which
flatters it. `stored` is ours by the whole path: documents on disk, load, process, clusters.
`checked` is true when every way grouped every report, and `stored` as the pure rules did within
0.01 of B-cubed F1 (there a report that is sent twice is one, and a loaded report without files does
not say its own number, by which others name it).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from linking.scoring import score
from linking.table import write_table
from tipline.synthetic import WorldKind, WorldParameters

KINDS = (
    WorldKind.PLAIN, WorldKind.HUBS, WorldKind.HOUSEHOLDS, WorldKind.ALIASES, WorldKind.SLIPS,
    WorldKind.RING_ON_A_HUB, WorldKind.MIXED,
)  # fmt: skip
NAMES = ("ours", "components", "cap_20", "cap_300", "splink")
REACHABLE = "reachable"  # by exact identifiers alone: a ceiling for rules, not for likeness
STORED = "stored"  # ours again, by the whole path from documents on disk to `tipline clusters`
STORED_REPORTS = 2_000  # a size at which that takes a minute
NO_PEERS = {"ours", STORED, REACHABLE}
STORED_MAY_DIFFER = 0.01
SEED = 201
FULL = [
    (WorldKind.MIXED, STORED_REPORTS, SEED),
    *((kind, 10_000, SEED) for kind in KINDS),
    *((WorldKind.MIXED, reports, SEED) for reports in (100_000, 300_000)),
    *((kind, 10_000, seed) for seed in (202, 203) for kind in KINDS),
    (WorldKind.HUBS, 100_000, SEED),
    (WorldKind.MIXED, 1_000_000, SEED),
]
PATIENCE = 3600  # seconds for one way on one world


def run_way(name: str, folder: Path) -> None:
    """Cluster in this process, keep the groups beside the table, print time and peak memory."""
    from linking.ways import WAYS  # noqa: PLC0415  only what this way needs counts as its memory

    began = time.perf_counter()
    found = WAYS[name](folder)
    took = time.perf_counter() - began
    for each, groups in found.items():
        np.save(folder / f"{each}.npy", groups)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": round(took, 2), "peak_mb": round(peak / 1024), "of": [*found]}))


def measure_way(name: str, folder: Path) -> dict[str, object]:
    """Run one way in a process of its own and score it; of several, the best by B-cubed F1."""
    words = [sys.executable, __file__, "--way", name, "--table", str(folder)]
    try:
        done = subprocess.run(
            words, stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        return {"way": name, "failed": type(failure).__name__}
    cost = json.loads(done.stdout.splitlines()[-1])
    people, parts = read_truth(folder)
    scored = {
        each: score(np.load(folder / f"{each}.npy"), people, parts) for each in cost.pop("of")
    }
    best = max(scored, key=lambda each: scored[each]["b3_f1"])
    return {"way": best, **scored[best], **cost}


def read_truth(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read whose each report is, and in which part of the person exact identifiers hold it."""
    truth = pq.read_table(folder / "records.parquet", columns=["report", "person", "exact_part"])
    order = np.argsort(truth["report"].to_numpy())
    people, parts = (truth[each].to_numpy()[order] for each in ("person", "exact_part"))
    return people, parts


def score_reachable(folder: Path) -> dict[str, object]:
    """Score what exact identifiers could reach without a single mistake: no way, a ceiling."""
    people, parts = read_truth(folder)
    return {"way": REACHABLE, **score(people * (int(parts.max()) + 1) + parts, people, parts)}


def measure(
    kind: WorldKind, reports: int, seed: int, names: tuple[str, ...], processes: int
) -> dict[str, object]:
    """Read one world and cluster it in every way."""
    folder = Path(tempfile.mkdtemp(prefix="tipline-linking-"))
    try:
        began = time.perf_counter()
        write_table(WorldParameters(reports=reports, kind=kind), seed, folder, processes)
        read = time.perf_counter() - began
        also = (STORED,) if "ours" in names and reports == STORED_REPORTS else ()
        ways = [measure_way(name, folder) for name in (*names, *also)]
        ways.append({**score_reachable(folder), "seconds": 0, "peak_mb": 0})
    finally:
        shutil.rmtree(folder)
    world = {"kind": str(kind), "reports": reports, "seed": seed, "read_seconds": round(read, 1)}
    for way in ways:
        print(json.dumps({**world, **way}), file=sys.stderr, flush=True)
    return {**world, "ways": ways}


class Kept:
    """The worlds that are measured, in a file too if one is named, so that a run can go on."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        there = path is not None and path.exists()
        self.worlds = [json.loads(line) for line in path.read_text().splitlines()] if there else []

    def has(self, kind: WorldKind, reports: int, seed: int) -> bool:
        """Say whether a world is measured."""
        wanted = {"kind": str(kind), "reports": reports, "seed": seed}
        return any(wanted.items() <= world.items() for world in self.worlds)

    def add(self, world: dict) -> None:
        """Keep a measured world."""
        self.worlds.append(world)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(world) + "\n")


def summarise(worlds: list[dict]) -> dict[str, object]:
    """Say how ours and the best peer did on the hardest world, and whether all were grouped."""
    rows = [(world, {way["way"].split("_0")[0]: way for way in world["ways"]}) for world in worlds]
    whole = [(world, ways) for world, ways in rows if "b3_f1" in ways["ours"]]
    ours = min(ways["ours"]["b3_f1"] for _, ways in whole)
    behind = [
        {"kind": world["kind"], "reports": world["reports"], "seed": world["seed"], "way": name}
        for world, ways in whole
        for name, way in ways.items()
        if name not in NO_PEERS and way.get("b3_f1", 0) > ways["ours"]["b3_f1"]
    ]
    others = [
        [way.get("b3_f1", 0) for name, way in ways.items() if name not in NO_PEERS]
        for _, ways in whole
    ]
    peer = min((max(each) for each in others if each), default=0.0)
    return {
        "name": "reports of made-up worlds linked as the truth says",
        "unit": "B-cubed F1 on the world that is worst for each",
        "ours": ours,
        "peer": peer,
        "peer_name": "the best of Splink, plain components, degree caps 20 and 300 on each world",
        "ratio": round(ours / peer, 3) if peer else None,
        "lowest_precision": min(ways["ours"]["b3_precision"] for _, ways in whole),
        "peer_is_better_on": behind,
        "checked": all("failed" not in way for world in worlds for way in world["ways"])
        and all(
            abs(ways[STORED]["b3_f1"] - ways["ours"]["b3_f1"]) < STORED_MAY_DIFFER
            for _, ways in whole
            if STORED in ways
        ),
        "worlds_of_a_full_run": len(FULL),
        "worlds": worlds,
    }


def plan(chosen: argparse.Namespace) -> list[tuple[WorldKind, int, int]]:
    """List the worlds of a run: kind, reports, seed."""
    if chosen.quick:
        return [(WorldKind(kind), STORED_REPORTS, SEED) for kind in chosen.kinds or ("mixed",)]
    if chosen.reports:
        kinds, seeds = chosen.kinds or KINDS, chosen.seeds or (SEED,)
        return [(WorldKind(k), n, seed) for n in chosen.reports for k in kinds for seed in seeds]
    return FULL


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="one mixed world of 2,000 reports")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--reports", type=int, nargs="+", help="sizes, instead of the full run's")
    options.add_argument("--kinds", nargs="+")
    options.add_argument("--seeds", type=int, nargs="+")
    options.add_argument("--ways", nargs="+", default=list(NAMES), choices=NAMES)
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options.add_argument(
        "--resume", type=Path, help="keep measured worlds here; skip what is there"
    )
    options.add_argument("--way", help=argparse.SUPPRESS)
    options.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.way:
        run_way(chosen.way, chosen.table)
        return
    done = Kept(chosen.resume)
    for kind, reports, seed in plan(chosen):
        if not done.has(kind, reports, seed):
            done.add(measure(kind, reports, seed, tuple(chosen.ways), chosen.processes))
    result = summarise(done.worlds)
    print(json.dumps(result if chosen.json else {**result, "worlds": len(done.worlds)}))


if __name__ == "__main__":
    main()
