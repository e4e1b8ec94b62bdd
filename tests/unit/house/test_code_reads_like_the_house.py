"""Hold the code to the house's own rules: sizes, opening sentences, words that are not used."""

from __future__ import annotations

import ast
import statistics
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
WORDS_THAT_SAY_NOTHING = {"utils", "helpers", "helper", "manager", "data", "info", "misc", "common"}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def function_lengths() -> list[tuple[int, str]]:
    return sorted(
        (node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_with_what_it_promises_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not text.strip() or ast.get_docstring(tree_of(path)), "no opening sentence"
    assert text.count("\n") < 300, "passes 300 lines: make it a folder named for what it holds"


def test_functions_are_short() -> None:
    lengths = function_lengths()
    sizes = [size for size, _ in lengths]
    one_percent = lengths[int(len(lengths) * 0.99) :]

    assert statistics.median(sizes) < 10
    assert one_percent[0][0] < 70, one_percent


def test_names_are_whole_words_that_say_something() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if {path.stem, *path.relative_to(ROOT).parent.parts} & WORDS_THAT_SAY_NOTHING
    ]

    assert wrong == []


def test_every_decision_record_is_listed() -> None:
    index = (ROOT / "docs/adr/index.md").read_text(encoding="utf-8")
    missing = [
        path.name for path in sorted((ROOT / "docs/adr").glob("0*.md")) if path.name not in index
    ]

    assert missing == []
