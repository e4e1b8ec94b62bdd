"""Measure how fast a store is ranked anew under another policy, byte for byte as the loop does it.

A made-up world is loaded, linked and ranked by the commands themselves, on an empty home; then the
policy changes. Ours is `tipline retriage` with two processes; the peer is the loop, which ranks
what is marked, cluster by cluster, and reads the leading documents again. `checked` is true when
the queue is the same after both, decision by decision and key by key.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

COMMAND = [sys.executable, "-c", "from tipline.cli.main import main; main()"]
SHIPPED = Path(__file__).parents[1] / "src/tipline/desk/triage/policy.toml"
POLICY_OF = ('tier = "T5"', 'tier = "T3"')

QUEUE = """
SELECT q.cluster_id, q.tier, q.sort_key, p.decision
FROM triage_queueentry q JOIN triage_priority p ON p.id = q.priority_id ORDER BY q.cluster_id
"""


def tipline(surroundings: dict[str, str], *words: str) -> tuple[float, str]:
    """Run a command; return seconds and what it printed."""
    began = time.monotonic()
    done = subprocess.run(
        [*COMMAND, *words], env=surroundings, capture_output=True, text=True, check=True
    )
    return time.monotonic() - began, done.stdout


def read_queue(surroundings: dict[str, str]) -> str:
    """Return a hash over every place in the queue and its decision."""
    script = (
        "from tipline.site.database import connection as reach;"
        "print(reach.conninfo(reach.as_superuser(reach.DATABASE)))"
    )
    where = subprocess.run(
        [sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True
    ).stdout.strip()
    told = hashlib.sha256()
    with psycopg.connect(where) as database:
        for row in database.execute(QUEUE):
            told.update(repr([bytes(x) if isinstance(x, memoryview) else x for x in row]).encode())
    return told.hexdigest()


def measure(reports: int, workers: int) -> dict[str, object]:
    """Load a world, change the policy, rank by both ways."""
    with tempfile.TemporaryDirectory(prefix="tipline-retriage-") as folder:
        home, world, policy = (Path(folder) / name for name in ("home", "world", "policy.toml"))
        surroundings = {**os.environ, "TIPLINE_HOME": str(home)}
        surroundings.pop("TIPLINE_DATABASE_URL", None)
        surroundings.pop("TIPLINE_POLICY", None)
        made = ("--reports", str(reports), "--seed", "1", "--out", str(world), "--jsonl")
        tipline(surroundings, "world", *made)
        tipline(surroundings, "intake", "load", str(world / "reports"))
        try:
            tipline(surroundings, "process", "--workers", str(workers))
            policy.write_text(SHIPPED.read_text(encoding="utf-8").replace(*POLICY_OF))
            other = {**surroundings, "TIPLINE_POLICY": str(policy)}
            ours, told = tipline(other, "retriage", "--json", "--workers", str(workers))
            done = json.loads(told)
            by_ours = read_queue(other)
            # Back to the shipped policy, and forth again by the loop.
            tipline(surroundings, "retriage")
            loop, _ = tipline(other, "process", "--workers", str(workers))
            same = read_queue(other) == by_ours
        finally:
            tipline(surroundings, "db", "stop")
    return {
        "name": "rank a whole store anew under another policy",
        "unit": "reports a second",
        "ours": round(done["reports"] / ours),
        "peer": round(done["reports"] / loop),
        "peer_name": "the loop: what is marked, cluster by cluster",
        "ratio": round(loop / ours, 2),
        "checked": same and done["left"] == 0,
        "reports": done["reports"],
        "clusters": done["clusters"],
        "seconds": round(ours, 1),
        "workers": workers,
        "minutes_for_ten_million": round(10_000_000 / (done["reports"] / ours) / 60, 1),
    }


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a small world")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--reports", type=int, default=20_000)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    result = measure(1_000 if chosen.quick else chosen.reports, chosen.workers)
    print(json.dumps(result) if chosen.json else json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
