"""Read the conditions of a policy, and turn each once into a function over feature values.

A condition is a text such as `victims >= 2`, or a table with one of `all`, `any`, `not`,
`at_least`. Promise: an unknown value satisfies no comparison.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from tipline.desk.triage.rules.features import BY_NAME, POSITION, FeatureKind
from tipline.desk.triage.rules.reading import Value

Values = tuple[Value, ...]
Test = Callable[[Values], bool]

_ATOM = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_.]*)\s*(?:(>=|<=|!=|=|>|<|in)\s*(.+?))?\s*")
_LIST = re.compile(r"\[(.*)\]")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
}


class BadCondition(Exception):
    """A condition cannot be read; `name` is the word that is wrong."""

    def __init__(self, message: str, *, name: str) -> None:
        super().__init__(message)
        self.name = name


class Compare(msgspec.Struct, frozen=True, tag="compare"):
    """One feature against a value; `operand` is a tuple for `in`."""

    feature: str
    order: str
    operand: bool | int | str | tuple[str, ...]


class Every(msgspec.Struct, frozen=True, tag="all"):
    """All parts hold."""

    parts: tuple[Condition, ...]


class Some(msgspec.Struct, frozen=True, tag="any"):
    """At least so many parts hold."""

    parts: tuple[Condition, ...]
    count: int = 1


class Not(msgspec.Struct, frozen=True, tag="not"):
    """The part does not hold; an unknown value does not hold either."""

    part: Condition


Condition = Compare | Every | Some | Not


def read_condition(raw: object) -> Condition:
    """Read a condition from what TOML gives; raises BadCondition."""
    if isinstance(raw, str):
        return _read_comparison(raw)
    if isinstance(raw, Mapping) and len(raw) == 1:
        ((word, inner),) = raw.items()
        return _read_table(str(word), inner)
    raise BadCondition(
        'a condition is a text such as "victims >= 2" or a table with one of'
        " all, any, not, at_least",
        name="when",
    )


def _read_table(word: str, inner: object) -> Condition:
    if word == "not":
        return Not(read_condition(inner))
    if word == "all":
        return Every(_read_parts(word, inner))
    if word == "any":
        return Some(_read_parts(word, inner))
    if word == "at_least" and isinstance(inner, Mapping) and set(inner) == {"count", "of"}:
        parts = _read_parts(word, inner["of"])
        if type(inner["count"]) is not int or not 1 <= inner["count"] <= len(parts):
            raise BadCondition("at_least needs a count between 1 and its parts", name="count")
        return Some(parts, inner["count"])
    raise BadCondition(
        f"{word!r} is no condition: use all = [..], any = [..], not = .., or"
        " at_least = { count = 2, of = [..] }",
        name=word,
    )


def _read_parts(word: str, inner: object) -> tuple[Condition, ...]:
    if not isinstance(inner, Sequence) or isinstance(inner, str) or not inner:
        raise BadCondition(f"{word} takes a list of conditions, not an empty one", name=word)
    return tuple(read_condition(part) for part in inner)


def _read_comparison(text: str) -> Compare:
    found = _ATOM.fullmatch(text)
    if found is None:
        raise BadCondition(f"{text!r} is no comparison, such as victims >= 2", name=text)
    name, order, operand = found.groups()
    feature = BY_NAME.get(name)
    if feature is None:
        raise BadCondition(f"there is no feature {name!r}", name=name)
    if order is None:
        if feature.kind is not FeatureKind.FLAG:
            raise BadCondition(f"{name} is a {feature.kind}: compare it with a value", name=name)
        return Compare(name, "=", operand=True)
    return Compare(name, order, _read_operand(name, order, operand))


def _read_operand(name: str, order: str, text: str) -> bool | int | str | tuple[str, ...]:
    feature = BY_NAME[name]
    if feature.kind is FeatureKind.NUMBER and text.isdigit() and order != "in":
        return int(text)
    if feature.kind is FeatureKind.LEVEL and order in {"=", "!=", "in"}:
        return _read_levels(name, order, text)
    if feature.kind is FeatureKind.FLAG and order == "=" and text in {"true", "false"}:
        return text == "true"
    raise BadCondition(f"{name} is a {feature.kind}: {order} {text} says nothing of it", name=name)


def _read_levels(name: str, order: str, text: str) -> str | tuple[str, ...]:
    listed = _LIST.fullmatch(text)
    levels = tuple(word.strip(" \"'") for word in (listed[1] if listed else text).split(","))
    for level in levels:
        if level not in BY_NAME[name].levels:
            allowed = ", ".join(BY_NAME[name].levels)
            raise BadCondition(f"{name} is never {level!r}, only: {allowed}", name=level)
    if order == "in":
        return levels
    if len(levels) > 1:
        raise BadCondition(f"{name} {order} takes one level; use in [..]", name=name)
    return levels[0]


def compile_condition(condition: Condition) -> Test:
    """Turn a condition into a function of the feature values, in the order of FEATURES."""
    match condition:
        case Compare():
            return _compile_comparison(condition)
        case Not(part):
            inner = compile_condition(part)
            return lambda values: not inner(values)
        case Every(parts):
            return _compile_every(tuple(compile_condition(part) for part in parts))
        case Some(parts, count):
            return _compile_some(tuple(compile_condition(part) for part in parts), count)


def compile_any(conditions: Sequence[Condition]) -> Test:
    """Turn many conditions, of which one has to hold, into one function.

    Most are a single flag: those are looked at together, in one step of C.
    """
    flags = [one for one in conditions if isinstance(one, Compare) and one.operand is True]
    rest = _compile_some(tuple(compile_condition(one) for one in conditions if one not in flags), 1)
    if not flags:
        return rest
    places = [POSITION[one.feature] for one in flags]
    pick = operator.itemgetter(places[0], *places)
    return lambda values: True in pick(values) or rest(values)


def _compile_every(tests: tuple[Test, ...]) -> Test:
    def every(values: Values) -> bool:
        for test in tests:  # noqa: SIM110  a loop takes half the time of all() over a generator
            if not test(values):
                return False
        return True

    return every


def _compile_some(tests: tuple[Test, ...], count: int) -> Test:
    def some(values: Values) -> bool:
        left = count
        for test in tests:
            if test(values):
                left -= 1
                if not left:
                    return True
        return False

    return some


def _compile_comparison(condition: Compare) -> Test:
    at, operand = POSITION[condition.feature], condition.operand
    if condition.order == "in" and isinstance(operand, tuple):
        levels = frozenset(operand)
        return lambda values: values[at] in levels
    if isinstance(operand, bool):
        return lambda values: values[at] is operand
    compare = _ORDER[condition.order]
    return lambda values: values[at] is not None and compare(values[at] or 0, operand)


def features_of(condition: Condition) -> Iterator[str]:
    """Name every feature that a condition reads."""
    match condition:
        case Compare(feature):
            yield feature
        case Not(part):
            yield from features_of(part)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from features_of(part)


def denied_features(condition: Condition) -> Iterator[str]:
    """Name the features that a condition asks not to hold."""
    match condition:
        case Not(part):
            yield from features_of(part)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from denied_features(part)


def supporting_features(condition: Condition, values: Values) -> Iterator[str]:
    """Name the features through which a condition holds, in the order in which it says them."""
    match condition:
        case Compare(feature):
            yield feature
        case Every(parts) | Some(parts):
            for part in parts:
                if compile_condition(part)(values):
                    yield from supporting_features(part, values)


def say_condition(condition: Condition) -> str:
    """Write a condition as one line of words."""
    match condition:
        case Compare():
            return _say_comparison(condition)
        case Not(part):
            return f"not ({say_condition(part)})"
        case Every(parts):
            return " and ".join(_say_part(part) for part in parts)
        case Some(parts, 1):
            return " or ".join(_say_part(part) for part in parts)
        case Some(parts, count):
            return f"at least {count} of: " + "; ".join(say_condition(part) for part in parts)


def _say_comparison(condition: Compare) -> str:
    if condition.operand is True:
        return condition.feature
    if isinstance(condition.operand, tuple):
        return f"{condition.feature} in {', '.join(condition.operand)}"
    return f"{condition.feature} {condition.order} {condition.operand}"


def _say_part(part: Condition) -> str:
    words = say_condition(part)
    return words if isinstance(part, Compare | Not) else f"({words})"
