"""Judges every field of a document by what the tables say of it.

For each structure a function is written and compiled once, as dataclasses do: going through a
list of the fields instead takes twice the time, and most of the fields of a report are not there
or are short texts (ADR 0037). The function of two fields looks like this:

    def judge(value, run, trail):
        sent = value.first_name
        if sent is not None and len(sent) > 100:
            judge_0(part_0, sent, run, trail, 0)
        for number, one in enumerate(value.email, 1):
            judge_1(one, run, (trail, name_1, number))
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from tipline.report.rules.parts import Part, judge_length, judge_time, make_part
from tipline.report.rules.structures import STRUCTURE_TESTS
from tipline.report.rules.texts import UTC_LENGTH
from tipline.report.schema.compiled import Content, Field, Form, form_of
from tipline.report.schema.shapes import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tipline.report.rules.inspection import Inspection, Trail

_JudgeStructure: TypeAlias = "Callable[[Any, Inspection, Trail], None]"
# Nearly every time is in UTC and past, which its text says: both look like 2026-03-02T18:41:07Z.
_NOT_PLAINLY_PAST = (
    f"(len(sent.raw) != {UTC_LENGTH} or sent.raw[-1] != 'Z' or sent.raw >= run.now_text)"
)


def judge_fields(root: str, document: Any, run: Inspection, trail: Trail) -> None:
    """Judge every field of a document by the rules that the tables carry."""
    judge = _compile(root)
    if judge is not None:
        judge(document, run, trail)


@cache
def _compile(name: str) -> _JudgeStructure | None:
    """Return what judges the structure of this table, or None where there is nothing to judge."""
    form = form_of(name, Version.V2026_08)
    known: dict[str, Any] = {}
    lines = [line for at, named in enumerate(_fields(form)) for line in _write(at, *named, known)]
    known["together"] = STRUCTURE_TESTS.get(form.struct)
    if known["together"] is not None:
        lines.append("together(value, run, trail)")
    if not lines:
        return None
    source = "\n    ".join(["def judge(value, run, trail):", *lines])
    exec(compile(source, f"<judge of {name}>", "exec"), known)  # noqa: S102  of our own tables only
    judge: _JudgeStructure = known["judge"]
    return judge


def _fields(form: Form) -> Iterator[tuple[Field, str]]:
    """List what the structure has, in order, with its names in paths."""
    if form.content is Content.FLAGS:
        return
    if form.text:
        yield form.text, ""
    for field in form.attributes.values():
        yield field, f"@{field.name}"
    for field in form.children.values():
        yield field, field.name


def _write(at: int, field: Field, name: str, known: dict[str, Any]) -> list[str]:
    """Write the lines that judge one field, and add what they use to `known`."""
    if field.form is not None:
        inside = _compile(field.form.name)
        if inside is None:
            return []
        known[f"judge_{at}"], known[f"name_{at}"] = inside, name
        return _visit(field, f"judge_{at}({{}}, run, (trail, name_{at}, {{}}))")
    part = make_part(field, name)
    if part.is_free:
        return []
    known[f"judge_{at}"], known[f"part_{at}"] = part.judge, part
    return _visit(field, f"judge_{at}(part_{at}, {{}}, run, trail, {{}})", _precondition(part))


def _precondition(part: Part) -> str:
    """Say when the function has to be called at all, where that is quickly said."""
    if part.judge is judge_length:
        return f" and len(sent) > {part.limit}"
    return f" and {_NOT_PLAINLY_PAST}" if part.judge is judge_time else ""


def _visit(field: Field, call: str, precondition: str = "") -> list[str]:
    if field.repeatable:
        return [
            f"for number, one in enumerate(value.{field.attribute}, 1):",
            f"    {call.format('one', 'number')}",
        ]
    return [
        f"sent = value.{field.attribute}",
        f"if sent is not None{precondition}:",
        f"    {call.format('sent', '0')}",
    ]
