"""Judges every field of a document by what the tables say of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from tipline.report.rules import texts
from tipline.report.rules.structures import STRUCTURE_TESTS
from tipline.report.schema.compiled import Content, Field, Form, form_of
from tipline.report.schema.shapes import Base, Must, Version

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.report.rules.inspection import Inspection, Trail
    from tipline.report.types import Date, DateTime

Test = tuple[str, "Callable[[Any], str | None]"]

_TESTS: dict[Must, Test] = {
    Must.IP: ("R-14", texts.find_no_address),
    Must.PORT: ("R-14", texts.find_no_port),
    Must.AGE: ("R-13", texts.find_no_age),
    Must.NON_BLANK: ("F-03", texts.find_blank),
    Must.EMAIL: ("F-02", texts.find_no_email),
    Must.URL: ("F-01", texts.find_url_fault),
    Must.CALLING_CODE: ("F-04", texts.find_no_calling_code),
    Must.DIGITS: ("F-04", texts.find_no_digits),
}
# One field has a rule of its own for what are general rules elsewhere.
_NOTHING: tuple[Any, ...] = ()  # the one empty tuple, that every repeatable field begins with
_OWN_RULE = {"escalateToHighPriority": "R-07"}


@dataclass(slots=True, eq=False)
class _Part:
    """What to judge in one field; `name` is empty for the text of the structure itself.

    With `judge` None, only the length of the text is looked at; `is_plain` says that this is all,
    and that there is one text at most.
    """

    name: str
    attribute: str
    repeatable: bool
    is_plain: bool
    limit: int
    own_rule: str | None
    code: str
    test: Callable[[Any], str | None] | None
    judge: Callable[[_Part, Any, Inspection, Trail], None] | None
    inside: _Judge | None


@dataclass(slots=True, eq=False)
class _Judge:
    """What to judge in one structure."""

    read: Callable[[Any], tuple[Any, ...]]
    parts: tuple[_Part, ...]
    together: Callable[[Any, Inspection, Trail], None] | None


def judge_fields(root: str, document: Any, run: Inspection, trail: Trail) -> None:
    """Judge every field of a document by the rules that the tables carry."""
    _judge(_judge_of(root), document, run, trail)


def _judge(judge: _Judge, value: Any, run: Inspection, trail: Trail) -> None:
    for part, sent in zip(judge.parts, judge.read(value), strict=False):
        if sent is None or sent is _NOTHING:
            continue
        if part.is_plain:  # most are: only the length counts
            if len(sent) > part.limit:
                _note_length(part, sent, run, (trail, part.name, 0))
        elif part.repeatable:
            for number, one in enumerate(sent, start=1):
                _judge_part(part, one, run, trail, number)
        else:
            _judge_part(part, sent, run, trail, 0)
    if judge.together is not None:
        judge.together(value, run, trail)


def _judge_part(part: _Part, sent: Any, run: Inspection, trail: Trail, number: int) -> None:
    if part.inside is not None:
        _judge(part.inside, sent, run, (trail, part.name, number))
    elif part.judge is not None:
        part.judge(part, sent, run, (trail, part.name, number))
    elif len(sent) > part.limit:
        _note_length(part, sent, run, (trail, part.name, number))


def _note_length(part: _Part, sent: str, run: Inspection, trail: Trail) -> None:
    fault = f"has {len(sent)} characters, {part.limit} are allowed"
    run.note_at(part.own_rule or "R-15", trail, fault)


def _judge_value(part: _Part, sent: Any, run: Inspection, trail: Trail) -> None:
    if part.limit != sys.maxsize and len(sent) > part.limit:
        _note_length(part, sent, run, trail)
    if part.test is not None:
        fault = part.test(sent)
        if fault is not None:
            run.note_at(part.own_rule or part.code, trail, fault)


def _judge_url(part: _Part, sent: str, run: Inspection, trail: Trail) -> None:
    _judge_value(part, sent, run, trail)
    if texts.find_url_fault(sent) is None:
        fault = texts.find_incomplete_url(sent)
        if fault is not None:
            run.note_at("F-01", trail, fault, run.strictness.url_syntax)


def _judge_time(_part: _Part, sent: DateTime, run: Inspection, trail: Trail) -> None:
    if texts.is_plainly_past(sent.raw, run.now_text):
        return
    fault = texts.find_future(sent, run.now)
    if fault is not None:
        run.note_at("R-02", trail, fault)
    elif not sent.has_zone:
        run.note_at("R-03", trail, "has no zone")


def _judge_day(_part: _Part, sent: Date, run: Inspection, trail: Trail) -> None:
    fault = texts.find_future_day(sent, run.now)
    if fault is not None:
        run.note_at("R-02", trail, fault)


@cache
def _judge_of(name: str) -> _Judge:
    form = form_of(name, Version.V2026_08)
    parts = tuple(part for part in _parts(form) if _has_rules(part))
    # attrgetter gives a tuple from two names on; the last is not looked at.
    read = attrgetter(*(part.attribute for part in parts), "unknown", "unknown")
    return _Judge(read, parts, STRUCTURE_TESTS.get(form.struct))


def _parts(form: Form) -> list[_Part]:
    attributes = [_part(field, f"@{field.name}") for field in form.attributes.values()]
    text = [_part(form.text, "")] if form.text else []
    if form.content is Content.FLAGS:
        return []
    return [*text, *attributes, *(_part(child, child.name) for child in form.children.values())]


def _part(field: Field, name: str) -> _Part:
    judge = _choose_judge(field)
    code, test = next((_TESTS[must] for must in field.must if must in _TESTS), ("", None))
    has_form = field.form is not None and field.form.content is not Content.FLAGS
    return _Part(
        name=name,
        attribute=field.attribute,
        repeatable=field.repeatable,
        is_plain=judge is None and not field.repeatable and not has_form,
        limit=field.limit or sys.maxsize,
        own_rule=_OWN_RULE.get(field.name),
        code=code,
        test=test,
        judge=judge,
        inside=_judge_of(field.form.name) if has_form and field.form else None,
    )


def _choose_judge(field: Field) -> Callable[[_Part, Any, Inspection, Trail], None] | None:
    base = field.kind.base if field.kind else None
    if base is Base.DATE_TIME:
        return _judge_time
    if base is Base.DATE:
        return _judge_day
    if Must.URL in field.must:
        return _judge_url
    return _judge_value if any(must in _TESTS for must in field.must) else None


def _has_rules(part: _Part) -> bool:
    if part.inside is not None:
        return bool(part.inside.parts) or part.inside.together is not None
    return part.judge is not None or part.limit != sys.maxsize
