"""Field paths: the one way in which findings, gaps and reasons name a place in a report.

A path has the names of the wire, parted by dots: `report.personOrUserReported[1].email[2]`. A
number, from 1, stands on repeatable elements and only there. `@` names an attribute:
`...email[2].@verified`. `fileDetails[2]` is the second of the report's files. The path of an
element that has text and attributes means its text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tipline.report.errors import FieldNotSent, NoSuchField
from tipline.report.schema.compiled import Content, Field, Form, form_of
from tipline.report.schema.shapes import Version
from tipline.report.types import FileDetails, Report, ReportDoneResponse, ReportResponse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SEGMENT = re.compile(r"(@?\w+)(?:\[([1-9][0-9]{0,8})\])?\Z", re.ASCII)
_LATEST = Version.V2026_08
_ROOTS: dict[type, str] = {
    Report: "report",
    FileDetails: "fileDetails",
    ReportResponse: "reportResponse",
    ReportDoneResponse: "reportDoneResponse",
}


def resolve(path: str, report: Report, files: Sequence[FileDetails] = ()) -> Any:
    """Return what was sent at this path: a text, number, flag, time, or the structure there.

    Raises NoSuchField when the report language has no such path, FieldNotSent when it has but
    nothing was sent there.
    """
    segments = _split(path)
    (name, number), *below = segments
    form: Form | None = _root_form(path, name, number)
    value: Any = report
    if name == "fileDetails":
        value = _pick(path, files, number)
    for step, index in below:
        field = _field(path, form, step, index)
        value = _value(path, form, field, value, index)
        form = field.form
    return value.value if form and form.text else value


def check_path(path: str) -> None:
    """Raise NoSuchField unless the report language has this path, whether or not it was sent."""
    (name, number), *below = _split(path)
    form: Form | None = _root_form(path, name, number)
    for step, index in below:
        form = _field(path, form, step, index).form


def walk(element: Report | FileDetails, path: str) -> Iterator[tuple[str, Any]]:
    """List every leaf that was sent, with its path, in the order of the document.

    `path` is what the element is called: `report`, or `fileDetails[2]`. Each flag is a leaf with
    the value True; what is in `unknown` is left out.
    """
    return _walk(form_of(_ROOTS[type(element)], _LATEST), element, path)


def _walk(form: Form, value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if form.content is Content.FLAGS:
        yield from ((f"{path}.{flag}", True) for flag in form.children if flag in value)
        return
    if form.text:
        yield path, value.value
    for field in form.attributes.values():
        sent = getattr(value, field.attribute)
        if sent is not None:
            yield f"{path}.@{field.name}", sent
    for field in form.children.values():
        yield from _walk_field(field, getattr(value, field.attribute), f"{path}.{field.name}")


def _walk_field(field: Field, sent: Any, path: str) -> Iterator[tuple[str, Any]]:
    if sent is None:
        return
    numbered = (
        [(f"{path}[{number}]", one) for number, one in enumerate(sent, start=1)]
        if field.repeatable
        else [(path, sent)]
    )
    for place, one in numbered:
        if field.form:
            yield from _walk(field.form, one, place)
        else:
            yield place, one


def _split(path: str) -> list[tuple[str, int | None]]:
    segments = []
    for text in path.split("."):
        match = _SEGMENT.match(text)
        if not match:
            raise NoSuchField(f"{path!r} is not a field path: {text!r} is no name")
        segments.append((match[1], int(match[2]) if match[2] else None))
    return segments


def _root_form(path: str, name: str, number: int | None) -> Form:
    if name not in {"report", "fileDetails"}:
        raise NoSuchField(f"{path!r} does not begin with 'report' or 'fileDetails[n]'")
    _check_number(path, name, number, repeatable=name == "fileDetails")
    return form_of(name, _LATEST)


def _field(path: str, form: Form | None, step: str, index: int | None) -> Field:
    known = {}
    if form:
        known = form.attributes if step.startswith("@") else form.children
    field = known.get(step.removeprefix("@"))
    if field is None:
        raise NoSuchField(f"{path!r}: there is no {step!r} in {form.name if form else 'text'!r}")
    _check_number(path, step, index, repeatable=field.repeatable)
    return field


def _check_number(path: str, name: str, number: int | None, *, repeatable: bool) -> None:
    if repeatable and number is None:
        raise NoSuchField(f"{path!r}: {name!r} is repeatable and needs a number, as {name}[1]")
    if not repeatable and number is not None:
        raise NoSuchField(f"{path!r}: {name!r} is not repeatable and takes no number")


def _value(path: str, form: Form | None, field: Field, parent: Any, index: int | None) -> Any:
    value: Any
    if form and form.content is Content.FLAGS:
        value = True if field.name in parent else None
    else:
        value = getattr(parent, field.attribute)
    if field.repeatable:
        return _pick(path, value, index)
    if value is None:
        raise FieldNotSent(f"{path!r} was not sent")
    return value


def _pick(path: str, values: Sequence[Any], number: int | None) -> Any:
    if number is None or number > len(values):
        raise FieldNotSent(f"{path!r} was not sent: there are {len(values)} of them")
    return values[number - 1]
