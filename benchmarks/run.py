"""Run the benchmarks one after another and keep what a full run measured.

`python benchmarks/run.py [--quick] [NAME ...]`: without names all of them. A full run writes
benchmarks/results/NAME.json: the figures, and with them machine, versions, date and command.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent
VERSIONS_OF = (
    "django", "duckdb", "granian", "msgspec", "psycopg", "pydantic-xml", "splink", "xmlschema",
)  # fmt: skip


def machine() -> dict[str, object]:
    """Say what the figures were measured on, so far as a reader needs it to compare."""
    cpuinfo = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", cpuinfo.read_text()) if cpuinfo.exists() else []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": round(os.getloadavg()[0], 2),
    }


def run(script: Path, *, quick: bool) -> dict[str, object]:
    """Run one benchmark; return the figures of its last line."""
    options = ["--json", "--quick"] if quick else ["--json"]
    done = subprocess.run(
        [sys.executable, str(script), *options], stdout=subprocess.PIPE, text=True, check=True
    )
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return figures


def keep(script: Path, figures: dict[str, object], about: dict[str, object]) -> None:
    """Write the figures with what a reader needs to judge them."""
    figures["run"] = {
        "date": datetime.now(UTC).date().isoformat(),
        "command": f"python benchmarks/{script.name} --json",
        "machine": about,
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in VERSIONS_OF},
    }
    path = FOLDER / "results" / f"{script.stem}.json"
    path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Run, print, keep; end with 1 when a benchmark's results do not agree with its peer's."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="short runs; nothing is kept")
    options.add_argument("names", nargs="*", help="such as report_parse")
    chosen = options.parse_args()
    agreed = True
    for script in sorted(FOLDER.glob("*_*.py")):
        if chosen.names and script.stem not in chosen.names:
            continue
        about = machine()
        figures = run(script, quick=chosen.quick)
        print(json.dumps(figures, ensure_ascii=False), flush=True)
        agreed &= bool(figures["checked"])
        if not chosen.quick:
            keep(script, figures, about)
    sys.exit(0 if agreed else 1)


if __name__ == "__main__":
    main()
