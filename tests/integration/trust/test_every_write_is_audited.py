"""No function that opens a transaction to write ends without an audit event.

What the tests run is watched by their database: tests/watching.py, tried here.
Read from the code itself: in every `actions` module, whatever opens `acting` must reach `record`,
by calling it or through functions of its stage that it calls. What does not is listed here, with
the reason, so that leaving an event out is a decision that somebody wrote down.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import ProgrammingError, connection, transaction

from conftest import NOW
from tipline.trust.audit.actions import record
from tipline.trust.audit.models import Event
from tipline.trust.rows import acting
from watching import AGENCY_TABLES
from watching import WITHOUT_EVENT as TABLES_WITHOUT_EVENT

if TYPE_CHECKING:
    from tipline.trust.people.models import Agency
    from tipline.trust.people.types import Actor

SOURCE = Path(__file__).parents[3] / "src" / "tipline"
OPENS = {"acting", "acting_at_once"}
WRITES = {"actions", "actions.py"}

# Function -> why it leaves no event of its own.
WITHOUT_EVENT = {
    "desk/bulk:_find_stretches": "it reads which stretches there are, and writes nothing",
    "desk/bulk:relocate_store": "location's keep_places, which it calls, leaves the event",
    "desk/bulk:relocate_stretch": "location's keep_places, which it calls, leaves the event",
    "desk/intake:find_known": "it reads which content is here already, and writes nothing",
    "desk/linking:claim_changed": "it takes marks inside the ranking, which leaves the event",
    "desk/triage:beat": "it notes that the pager lives, and nothing of any report",
    "desk/triage:claim_placed": "it takes marks inside the routing, which leaves the event",
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


def change_a_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_membership SET role = 'supervisor'")


def leave_event(actor: Actor) -> None:
    record(actor, "trust:person:add", object_type="person", object_id="one", now=NOW)


def test_a_row_that_changes_without_an_event_fails_the_test_that_changed_it(actor: Actor) -> None:
    with pytest.raises(ProgrammingError, match="of people_membership without"), acting(actor):
        change_a_row()


def test_an_event_beside_the_change_lets_it_stand(actor: Actor) -> None:
    with acting(actor):
        change_a_row()
        leave_event(actor)

    with acting(actor):
        assert Event.objects.filter(kind="trust:person:add", object_id="one").count() == 1


def test_an_event_of_another_transaction_does_not_count(actor: Actor) -> None:
    with acting(actor):
        leave_event(actor)

    with pytest.raises(ProgrammingError, match="without an audit event"), acting(actor):
        change_a_row()


def test_an_event_that_was_undone_does_not_count(actor: Actor) -> None:
    with pytest.raises(ProgrammingError, match="without an audit event"), acting(actor):
        change_a_row_and_undo_its_event(actor)


def change_a_row_and_undo_its_event(actor: Actor) -> None:
    change_a_row()
    with transaction.atomic():
        leave_event(actor)
        transaction.set_rollback(True)


def test_the_tables_of_agencies_are_watched(agency: Agency) -> None:
    with connection.cursor() as cursor:
        tables = {name for (name,) in cursor.execute(AGENCY_TABLES).fetchall()}
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname = 'watch_changes' AND tgparentid = 0"
        )
        watched = {name for (name,) in cursor.fetchall()}

    assert set(TABLES_WITHOUT_EVENT) < tables
    assert watched == tables - set(TABLES_WITHOUT_EVENT)
    assert {"people_membership", "intake_report", "triage_priority"} <= watched
