"""Hold the drawing of the house's one-way flow to what the code does."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_drawing_in_the_documentation_is_the_code_s() -> None:
    drawing = runpy.run_path(str(ROOT / "tools/flow_of_imports.py"))

    written = drawing["DRAWING"].read_text(encoding="utf-8")

    assert written == drawing["draw"](), "run: python tools/flow_of_imports.py"
