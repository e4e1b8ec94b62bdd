"""The frame of a benchmark of the whole program: options, a home that is removed, figures shown."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

RUN = "from tipline.cli.main import main; main()"


def command(*arguments: str) -> str:
    """Run the command line and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def read_options(about: str | None) -> argparse.Namespace:
    """Read the options that these benchmarks share: quick, json, workers."""
    options = argparse.ArgumentParser(description=about)
    options.add_argument("--quick", action="store_true", help="under 40 seconds")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    return options.parse_args()


def measure_at_home(measure: Callable[[str], dict[str, Any]], *, as_json: bool) -> None:
    """Measure in a folder of its own, which is removed, and show the figures."""
    home = tempfile.mkdtemp(prefix="tipline-bench-")
    os.environ["TIPLINE_HOME"] = home
    os.environ.pop("TIPLINE_DATABASE_URL", None)
    try:
        result = measure(home)
    finally:
        command("db", "stop")
        shutil.rmtree(home)
    if as_json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:14} {value}")
