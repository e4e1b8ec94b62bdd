"""Measure how well clusters and tiers agree with the truth of made-up worlds, seed by seed.

Ours is the whole stored path: `tipline world`, `intake load`, `queue --json`, each on an empty
home. The peer joins whatever shares any value, as a first attempt would. The seeds of a full run
were used neither to choose a threshold nor to write a rule. `checked` is true when both worked on
the same reports. These worlds are ours: agreement shows that the code does what was meant.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tipline.desk.linking.evidence.reading import read_identifiers
from tipline.desk.linking.rules.forest import Forest
from tipline.report import parse_file_details, parse_report
from tipline.synthetic import WorldParameters, generate_world

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

FRESH_SEEDS = (101, 102, 103, 104, 105)
COMMAND = [sys.executable, "-c", "from tipline.cli.main import main; main()"]


def pairs(group_of: Mapping[str, Hashable]) -> set[tuple[str, str]]:
    """Return every two reports that are in one group."""
    groups = defaultdict(list)
    for one, group in group_of.items():
        groups[group].append(one)
    return {pair for members in groups.values() for pair in combinations(sorted(members), 2)}


def read_lines(path: Path) -> list[dict]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run_path(folder: Path, reports: int, seed: int) -> tuple[dict, dict]:
    """Make, load and rank one world; return its truth and our rows, both by path."""
    home = folder / "home"
    surroundings = {**os.environ, "TIPLINE_HOME": str(home)}
    surroundings.pop("TIPLINE_DATABASE_URL", None)

    def tipline(*words: str) -> list[dict]:
        done = subprocess.run(
            [*COMMAND, *words], env=surroundings, capture_output=True, text=True, check=True
        )
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    world = folder / "world"
    tipline("world", "--reports", str(reports), "--seed", str(seed), "--out", str(world), "--jsonl")
    tipline("intake", "load", str(world / "reports"))
    try:
        path_of = {
            one["report_id"]: path.removeprefix(f"{world}/").split("!")[-1]
            for one in tipline("intake", "list", "--json")
            for path in one["paths"]
        }
        rows = {path_of[i]: row for row in tipline("queue", "--json") for i in row["report_ids"]}
    finally:
        tipline("db", "stop")
    truth = {one["path"]: one for one in read_lines(world / "truth.jsonl") if not one["broken"]}
    return truth, rows


def join_everything(reports: int, seed: int) -> dict[str, str]:
    """Join whatever shares a value: the peer; group by path."""
    forest: Forest[str] = Forest()
    for made in generate_world(WorldParameters(reports=reports), seed=seed):
        report = parse_report(made.report_xml).model
        files = [parse_file_details(raw).model for raw in made.file_details]
        for one in read_identifiers(
            report, files, sender_name=made.sender, content=made.report_xml.hex()
        ):
            forest.join(made.path, f"{one.kind} {one.value}")
    return {member: forest.root(member) for group in forest.sets() for member in group}


def measure(reports: int, seed: int) -> dict[str, float]:
    """Compare one world's truth with ours and with the peer's."""
    with tempfile.TemporaryDirectory(prefix="tipline-truth-") as folder:
        truth, rows = run_path(Path(folder), reports, seed)
    # A byte-identical resubmission has one report id here; its first path stands for it.
    both = [path for path in truth if path in rows]
    everything = join_everything(reports, seed)
    exact = pairs({path: (truth[path]["cluster"], truth[path]["exact_part"]) for path in both})
    people = pairs({path: truth[path]["cluster"] for path in both})
    ours = pairs({path: rows[path]["cluster_id"] for path in both})
    peer = pairs({path: everything[path] for path in both})
    return {
        "seed": seed,
        "reports": len(both),
        "recall": round(len(ours & exact) / len(exact), 4),
        "precision": round(len(ours & people) / len(ours), 4),
        "peer_recall": round(len(peer & exact) / len(exact), 4),
        "peer_precision": round(len(peer & people) / len(peer), 4),
        "tier_agreement": round(
            sum(truth[path]["tier"] == rows[path]["tier"] for path in both) / len(both), 4
        ),
        "all_compared": len(both) == len(rows) or len(both) >= 0.95 * len(truth),
    }


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="one small world")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--reports", type=int, default=5000)
    options.add_argument("--seeds", type=int, nargs="+", default=FRESH_SEEDS)
    chosen = options.parse_args()
    reports, seeds = (600, (101,)) if chosen.quick else (chosen.reports, chosen.seeds)
    worlds = []
    for seed in seeds:
        worlds.append(measure(reports, seed))
        print(worlds[-1], file=sys.stderr)
    middle = {
        name: statistics.median(world[name] for world in worlds)
        for name in ("recall", "precision", "peer_recall", "peer_precision", "tier_agreement")
    }
    result = {
        "name": "pairs of reports that a made-up world says belong together",
        "unit": "precision of joined pairs, median over seeds",
        "ours": middle["precision"],
        "peer": middle["peer_precision"],
        "ratio": round(middle["precision"] / max(middle["peer_precision"], 1e-9), 1),
        "checked": all(world["all_compared"] for world in worlds),
        **middle,
        "worlds": worlds,
    }
    print(json.dumps(result if chosen.json else middle))


if __name__ == "__main__":
    main()
