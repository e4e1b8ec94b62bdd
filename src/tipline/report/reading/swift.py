"""Reads a document that is wholly valid, in one pass; gives up at the first irregularity.

The thorough reader then reads it again and says what is wrong. That both agree is a property
test; that most documents are valid makes this worth a second reader (ADR 0010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from tipline.report.errors import RefusedXml
from tipline.report.reading.source import NAMESPACE_SEPARATOR, begins_as_utf_8, make_parser
from tipline.report.schema.datatypes import BadText
from tipline.report.schema.plans import END, Plan, State, Step, plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.report.reading.limits import Limits
    from tipline.report.schema.shapes import Version

_DEEPEST, _MOST_ATTRIBUTES, _SHORTEST_ELEMENT = 16, 16, 4
_WHITESPACE = " \t\n\r"
_HINTS = tuple(
    f"http://www.w3.org/2001/XMLSchema-instance{NAMESPACE_SEPARATOR}{name}"
    for name in ("schemaLocation", "noNamespaceSchemaLocation")
)
_NO_CHILDREN: State = {}


class Irregular(Exception):
    """The document is not one for the swift reader."""


def may_read_swiftly(raw: bytes, limits: Limits) -> bool:
    """Whether it is UTF-8, and so short that no limit is passed if it keeps to the schema."""
    return (
        begins_as_utf_8(raw)
        and len(raw) <= min(limits.bytes, limits.tag_bytes, limits.elements * _SHORTEST_ELEMENT)
        and limits.depth >= _DEEPEST
        and limits.attributes >= _MOST_ATTRIBUTES
    )


def read_swiftly(raw: bytes, root: str, version: Version) -> Any:
    """Read a valid document with this root; raises Irregular for any other."""
    plan = plan_of(root, version)
    parser = make_parser()
    texts: list[str | None] = []
    finish = _listen(parser, root, plan, texts)
    try:
        parser.Parse(raw, True)
    except (KeyError, BadText, RefusedXml, expat.ExpatError) as irregular:
        raise Irregular from irregular
    # What is left is the text between elements, looked at once instead of element by element.
    if "".join(filter(None, texts)).strip(_WHITESPACE):
        raise Irregular
    return finish()


def _listen(  # noqa: C901, PLR0915  one closure: names of its own scope are the quickest (ADR 0010)
    parser: expat.XMLParserType, root: str, plan: Plan, texts: list[str | None]
) -> Callable[[], Any]:
    """Let the parser build the value; the function returned gives it when all is read."""
    opening = Step("root", plan=plan, after={})
    state: State = {root: opening}
    step = opening
    values: dict[str, Any] = {}
    outer: list[tuple[Step, dict[str, Any]]] = []
    # None marks where the text of an element begins; what comes after the mark is the text.
    put, take = texts.append, texts.pop

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal state, step, values
        step = state[name]
        plan = step.plan
        if plan is None:
            if attributes:
                raise Irregular
            state = _NO_CHILDREN
            put(None)
            return
        outer.append((step, values))
        values = _read_attributes(plan, attributes) if attributes or plan.compulsory else {}
        state = plan.begin
        if plan.is_marked:
            put(None)

    def end(_name: str) -> None:
        nonlocal state, values
        value: Any
        if state is _NO_CHILDREN:
            here = step
            value = take()
            if value is None:
                value = ""
            else:
                earlier = take()
                if earlier is not None:
                    value = _take_text(texts, (value, earlier))
            read = here.read
            if read is not None:
                value = read(value)
        else:
            state[END]  # a KeyError where the element may not end yet
            inner = values
            here, values = outer.pop()
            plan = here.plan
            if plan is not None and plan.is_plain:
                value = plan.struct(**inner)
            else:
                value = _build(plan, inner, texts)
        state = here.after
        if not here.repeatable:
            values[here.attribute] = value
        elif here.attribute in values:
            values[here.attribute].append(value)
        else:
            values[here.attribute] = [value]

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    return lambda: values["root"]


def _read_attributes(plan: Plan, attributes: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    steps = plan.attributes
    for name, text in attributes.items():
        step = steps.get(name)
        if step is not None:
            values[step.attribute] = text if step.read is None else step.read(text)
        elif name not in _HINTS:
            raise Irregular
    for name in plan.compulsory:
        attributes[name]  # a KeyError where it is missing
    return values


def _take_text(texts: list[str | None], last: tuple[str, ...] = ()) -> str:
    """Take the pieces of one text, back to its mark; comments and sections part a text."""
    pieces = list(last)
    while (piece := texts.pop()) is not None:
        pieces.append(piece)
    return "".join(reversed(pieces))


def _build(plan: Plan | None, values: dict[str, Any], texts: list[str | None]) -> Any:
    if plan is None or (plan.is_bare and texts.pop() is not None):
        raise Irregular
    if plan.text is not None:
        text = _take_text(texts)
        values["value"] = text if plan.text.read is None else plan.text.read(text)
    elif plan.is_flags:
        if any(len(asserted) > 1 for asserted in values.values()):
            raise Irregular
        return frozenset(values)
    for name in plan.tuples:
        if name in values:
            values[name] = tuple(values[name])
    return plan.struct(**values)
