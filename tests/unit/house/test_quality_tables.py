"""Hold the tables of quality in the documentation to what the benchmarks kept."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_tables_are_those_of_the_results() -> None:
    tables = runpy.run_path(str(ROOT / "tools/quality_tables.py"))
    written = tables["PAGE"].read_text(encoding="utf-8")

    assert written == tables["fill"](written), "run: python tools/quality_tables.py"
    assert all(f"<!-- table {name} -->" in written for name in tables["TABLES"])
