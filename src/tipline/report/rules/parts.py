"""Judges the value of one field by what the tables say of that field."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tipline.report.rules import texts
from tipline.report.schema.shapes import Base, Must

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.report.rules.inspection import Inspection, Trail
    from tipline.report.schema.compiled import Field
    from tipline.report.types import Date, DateTime

Test = tuple[str, "Callable[[Any], str | None]"]
# The number is the place of a repeatable element, from 1, and 0 for any other.
JudgeValue: TypeAlias = "Callable[[Part, Any, Inspection, Trail, int], None]"

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
_OWN_RULE = {"escalateToHighPriority": "R-07"}


@dataclass(slots=True, eq=False)
class Part:
    """What to judge in one field; `name` is empty for the text of the structure itself.

    `limit` is in characters, sys.maxsize for none; `code` is the rule that `test` belongs to.
    """

    name: str
    attribute: str
    repeatable: bool
    limit: int
    own_rule: str | None
    code: str
    test: Callable[[Any], str | None] | None
    judge: JudgeValue

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to judge."""
        return self.judge is judge_length and self.limit == sys.maxsize


def make_part(field: Field, name: str) -> Part:
    """Make the part of a field of text that stands in the path under this name."""
    code, test = next((_TESTS[must] for must in field.must if must in _TESTS), ("", None))
    return Part(
        name=name,
        attribute=field.attribute,
        repeatable=field.repeatable,
        limit=field.limit or sys.maxsize,
        own_rule=_OWN_RULE.get(field.name),
        code=code,
        test=test,
        judge=_choose_judge(field),
    )


def _choose_judge(field: Field) -> JudgeValue:
    base = field.kind.base if field.kind else None
    if base is Base.DATE_TIME:
        return judge_time
    if base is Base.DATE:
        return _judge_day
    if Must.URL in field.must:
        return _judge_url
    return _judge_value if any(must in _TESTS for must in field.must) else judge_length


def judge_length(part: Part, sent: str, run: Inspection, trail: Trail, number: int) -> None:
    """R-15: no text is longer than its limit."""
    if len(sent) > part.limit:
        fault = f"has {len(sent)} characters, {part.limit} are allowed"
        run.note_at(part.own_rule or "R-15", (trail, part.name, number), fault)


def judge_time(part: Part, sent: DateTime, run: Inspection, trail: Trail, number: int) -> None:
    """R-02 and R-03: no time lies in the future, and each has a zone."""
    fault = texts.find_future(sent, run.now)
    if fault is not None:
        run.note_at("R-02", (trail, part.name, number), fault)
    elif not sent.has_zone:
        run.note_at("R-03", (trail, part.name, number), "has no zone")


def _judge_day(part: Part, sent: Date, run: Inspection, trail: Trail, number: int) -> None:
    fault = texts.find_future_day(sent, run.now)
    if fault is not None:
        run.note_at("R-02", (trail, part.name, number), fault)


def _judge_value(part: Part, sent: Any, run: Inspection, trail: Trail, number: int) -> None:
    if part.limit != sys.maxsize:
        judge_length(part, sent, run, trail, number)
    if part.test is not None:
        fault = part.test(sent)
        if fault is not None:
            run.note_at(part.own_rule or part.code, (trail, part.name, number), fault)


def _judge_url(part: Part, sent: str, run: Inspection, trail: Trail, number: int) -> None:
    judge_length(part, sent, run, trail, number)
    fault = texts.find_url_fault(sent)
    if fault is not None:
        run.note_at("F-01", (trail, part.name, number), fault)
        return
    fault = texts.find_incomplete_url(sent)
    if fault is not None:
        run.note_at("F-01", (trail, part.name, number), fault, run.strictness.url_syntax)
