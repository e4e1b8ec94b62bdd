"""No function that opens a transaction to write ends without an audit event.

Read from the code itself: in every `actions` module, whatever opens `acting` must reach `record`,
by calling it or through functions of its stage that it calls. What does not is listed here, with
the reason, so that leaving an event out is a decision that somebody wrote down.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "src" / "tipline"
OPENS = {"acting", "acting_at_once"}
WRITES = {"actions", "actions.py"}

# Function -> why it leaves no event of its own.
WITHOUT_EVENT = {
    "desk/intake:find_known": "it reads which content is here already, and writes nothing",
    "desk/linking:claim_changed": "it takes marks inside the ranking, which leaves the event",
    "desk/triage:mark_other_policies": "it leaves marks for the ranking, which leaves the event",
}


def action_modules() -> list[Path]:
    """Every module of every stage's actions, whether a file or a folder."""
    return sorted(path for path in SOURCE.rglob("*.py") if WRITES & set(path.parts))


def called_names(node: ast.AST) -> set[str]:
    """The plain and the last names of everything that is called below a node."""
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    plain = {each.id for each in calls if isinstance(each, ast.Name)}
    return plain | {each.attr for each in calls if isinstance(each, ast.Attribute)}


def stage_of(path: Path) -> str:
    """The folder that holds the actions: functions of one stage may record for one another."""
    parts = path.relative_to(SOURCE).parts
    return "/".join(parts[: next(i for i, part in enumerate(parts) if part in WRITES)])


def calls_by_function() -> dict[tuple[str, str], set[str]]:
    """For each function of each stage's actions, what it calls."""
    return {
        (stage_of(path), node.name): called_names(node)
        for path in action_modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


CALLS = calls_by_function()
OPENING = sorted(f"{stage}:{name}" for (stage, name), called in CALLS.items() if called & OPENS)


def reaches_record(stage: str, name: str) -> bool:
    """Whether a function calls `record`, itself or through its stage's functions."""
    seen: set[str] = set()
    to_look_at = [name]
    while to_look_at:
        called = CALLS.get((stage, to_look_at.pop()), set())
        if "record" in called:
            return True
        to_look_at += called - seen
        seen |= called
    return False


def test_the_actions_of_every_stage_are_found() -> None:
    stages = {stage for stage, _ in CALLS}

    assert {"trust/people", "desk/intake", "desk/linking", "desk/triage"} <= stages
    assert "trust/people:add_person" in OPENING


@pytest.mark.parametrize("function", OPENING)
def test_what_opens_a_transaction_to_write_leaves_an_event(function: str) -> None:
    stage, name = function.split(":")

    assert reaches_record(stage, name) != (function in WITHOUT_EVENT), (
        "it opens a transaction and leaves no audit event"
        if function not in WITHOUT_EVENT
        else "it leaves an event now: take it off the list"
    )


def test_the_list_of_exceptions_names_functions_that_exist() -> None:
    assert set(WITHOUT_EVENT) <= set(OPENING)
