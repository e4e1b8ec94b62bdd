"""The tables of one version as a machine: what may come next, and what to do with it, in one look.

A state maps the name of each child that may come next to its step; the key `END` is there when
the element may end here. Everything else is irregular: the thorough reader says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from tipline.report.schema.compiled import Content, Field, Form, form_of
from tipline.report.schema.shapes import Base

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.report.schema.shapes import Version

END = ""  # no element has this name
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_FLAG = {"": True, "true": True, "1": True}


@dataclass(slots=True, eq=False)
class Step:
    """What to do with one child: read its text (`read`; as it is without), or open `plan`.

    Then the reader is in the state `after`.
    """

    attribute: str
    repeatable: bool = False
    read: Callable[[str], Any] | None = None
    plan: Plan | None = None
    after: State = field(default_factory=dict)


State = dict[str, Step]


@dataclass(slots=True, eq=False)
class Plan:
    """How to read one structure; `text` reads its own text, where it has some.

    `tuples` names the fields that are gathered as lists. `is_plain` says that the values read
    are those of the struct as they are, `is_bare` that not even a blank may stand in it, and
    `is_marked` that its text has to be told from the text around it.
    """

    struct: Callable[..., Any]
    is_plain: bool = False
    is_flags: bool = False
    is_bare: bool = False
    is_marked: bool = False
    begin: State = field(default_factory=dict)
    attributes: dict[str, Step] = field(default_factory=dict)
    compulsory: tuple[str, ...] = ()
    text: Step | None = None
    tuples: tuple[str, ...] = ()


@cache
def plan_of(name: str, version: Version) -> Plan:
    """Return the machine that reads the element of this table, in this version."""
    form = form_of(name, version)
    fields = list(form.children.values())
    steps = [_step(child, version) for child in fields]
    tuples = tuple(child.attribute for child in fields if child.repeatable)
    return Plan(
        struct=form.struct,
        is_plain=form.content in {Content.SEQUENCE, Content.ONE_OF} and not tuples,
        is_flags=form.content is Content.FLAGS,
        is_bare=form.content is Content.EMPTY,
        is_marked=form.content in {Content.TEXT, Content.EMPTY},
        begin=_states(form, fields, steps),
        attributes={f.name: _step(f, version) for f in form.attributes.values()},
        compulsory=tuple(f.name for f in form.attributes.values() if f.required),
        text=_step(form.text, version) if form.text else None,
        tuples=tuples,
    )


def _step(child: Field, version: Version) -> Step:
    return Step(
        attribute=child.attribute,
        repeatable=child.repeatable,
        read=_read(child),
        plan=plan_of(child.form.name, version) if child.form else None,
    )


def _read(child: Field) -> Callable[[str], Any] | None:
    """Return the quickest function that reads regular text, and fails on any other."""
    kind = child.kind
    if kind is None or kind.base is Base.STRING:
        return None
    tables: dict[Base, dict[str, Any]] = {
        Base.BOOLEAN: _BOOLEANS,
        Base.FLAG: _FLAG,
        Base.CHOICE: dict(kind.members),
    }
    table = tables.get(kind.base)
    return child.read if table is None else table.__getitem__


def _states(form: Form, fields: list[Field], steps: list[Step]) -> State:
    """Link the steps to the states that follow them, and return the first state."""
    ending = Step("")
    named = {child.name: step for child, step in zip(fields, steps, strict=True)}
    match form.content:
        case Content.SEQUENCE:
            return _sequence_states(fields, steps, ending)
        case Content.ONE_OF:
            for step in steps:
                step.after = {END: ending}
            return named
        case Content.FLAGS:
            anywhere = {**named, END: ending}
            for step in steps:
                # A flag that comes twice is seen when the list has two.
                step.after, step.repeatable = anywhere, True
            return anywhere
        case Content.TEXT | Content.EMPTY:
            return {END: ending}


def _sequence_states(fields: list[Field], steps: list[Step], ending: Step) -> State:
    states: dict[int, State] = {-1: {}, **{child.order: {} for child in fields}}
    for at, state in states.items():
        for child, step in zip(fields, steps, strict=True):
            if child.order > at or (child.order == at and child.repeatable):
                state[child.name] = step
            if child.required and child.order > at:
                break
        else:
            state[END] = ending
    for child, step in zip(fields, steps, strict=True):
        step.after = states[child.order]
    return states[-1]
