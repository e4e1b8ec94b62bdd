"""Draw the flow of imports between the rooms of the house into the documentation.

Run it after a room starts to use another: `python tools/flow_of_imports.py`.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tipline"
DRAWING = ROOT / "docs" / "explanation" / "flow-of-imports.md"
HEAD = """\
# The flow of imports

Imports go one way: `site > web, cli > desk > trust > report`; the made-up worlds use the report
language only. `import-linter` refuses the other direction; the table below is what the code does
today, and a test compares it.

| Room | uses |
|---|---|
"""


def room(module: str) -> str:
    """Name the room that a module stands in: `desk.triage`, `report`, `trust`."""
    parts = module.split(".")[1:]
    return ".".join(parts[:2]) if parts[:1] in (["desk"], ["provider"]) else ".".join(parts[:1])


def arrows() -> list[tuple[str, str]]:
    """Give every pair of rooms of which the first imports the second, sorted."""
    found = {
        (room(module_of(path)), room(name))
        for path in SOURCE.rglob("*.py")
        for name in imported(path)
        if name.startswith("tipline.")
    }
    return sorted((start, end) for start, end in found if start and end and start != end)


def module_of(path: Path) -> str:
    """Write a file's path as a module name."""
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)


def imported(path: Path) -> list[str]:
    """Give the module names that a file imports, by either form."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


def draw() -> str:
    """Write the whole page."""
    return HEAD + "".join(f"| `{start}` | `{end}` |\n" for start, end in arrows())


if __name__ == "__main__":
    DRAWING.write_text(draw(), encoding="utf-8")
