"""Hold the house's one-way flow, and the drawing of it in the documentation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src" / "tipline"
DRAWING = ROOT / "docs" / "explanation" / "flow-of-imports.md"


def room(module: str) -> str:
    """Name the room that a module stands in: `desk.triage`, `report`, `trust`."""
    parts = module.split(".")[1:]
    return ".".join(parts[:2]) if parts[:1] in (["desk"], ["provider"]) else ".".join(parts[:1])


def arrows() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for path in SOURCE.rglob("*.py"):
        module = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in names:
                if name.startswith("tipline.") and room(name) and room(module):
                    found.add((room(module), room(name)))
    return {(start, end) for start, end in found if start != end}


def test_the_drawing_in_the_documentation_shows_every_arrow() -> None:
    drawn = set(re.findall(r"^\| `([\w.]+)` \| `([\w.]+)` \|$", DRAWING.read_text(), re.MULTILINE))

    assert drawn == arrows()
