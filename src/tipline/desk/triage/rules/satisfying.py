"""Find feature values of which some conditions hold and others do not, or show that there are none.

Promise: what is found was tried, and "there are none" is said only after every value that the
conditions tell apart was excluded; a search that grows too long says so and claims nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.rules.conditions import (
    Compare,
    Condition,
    Every,
    Not,
    Some,
    compile_condition,
    features_of,
)
from tipline.desk.triage.rules.counterfactuals import comparisons_in, values_to_try
from tipline.desk.triage.rules.features import BY_NAME, FeatureKind
from tipline.desk.triage.rules.profiles import values_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tipline.desk.triage.rules.reading import Value

MOST_TRIED = 20_000


class TooManyToTry(Exception):
    """The search was given up: nothing is known."""


def find_values(
    holding: Sequence[Condition], failing: Sequence[Condition]
) -> dict[str, Value] | None:
    """Return values of which all `holding` hold and no `failing` does; None if there are none.

    Raises TooManyToTry.
    """
    domains = domains_of([*holding, *failing])
    left = [MOST_TRIED]

    def search(told: dict[str, Value]) -> dict[str, Value] | None:
        left[0] -= 1
        if left[0] < 0:
            raise TooManyToTry
        open_ = []
        for conditions, wanted in ((holding, True), (failing, False)):
            for condition in conditions:
                held = holds_so_far(condition, told)
                if held is None:
                    open_.append(condition)
                elif held is not wanted:
                    return None
        if not open_:
            return told
        name = next(name for name in features_of(open_[0]) if name not in told)
        for value in domains[name]:
            found = search({**told, name: value})
            if found is not None:
                return found
        return None

    return search({})


def domains_of(conditions: Sequence[Condition]) -> dict[str, tuple[Value, ...]]:
    """Return for each feature that is asked for the values to try, what is usual first."""
    asked: dict[str, list[Compare]] = {}
    for condition in conditions:
        for comparison in comparisons_in(condition):
            asked.setdefault(comparison.feature, []).append(comparison)
    return {name: _domain(name, comparisons) for name, comparisons in asked.items()}


def holds_so_far(condition: Condition, told: Mapping[str, Value]) -> bool | None:
    """Say whether a condition holds by what is told, None where that depends on the rest."""
    match condition:
        case Compare(feature):
            return _compare(condition, told) if feature in told else None
        case Not(part):
            held = holds_so_far(part, told)
            return None if held is None else not held
        case Every(parts):
            return _at_least(parts, len(parts), told)
        case Some(parts, count):
            return _at_least(parts, count, told)


def _at_least(parts: Sequence[Condition], count: int, told: Mapping[str, Value]) -> bool | None:
    held = [holds_so_far(part, told) for part in parts]
    if sum(one is True for one in held) >= count:
        return True
    return False if sum(one is not False for one in held) < count else None


def _compare(condition: Compare, told: Mapping[str, Value]) -> bool:
    return compile_condition(condition)(values_from(told))


def _domain(name: str, comparisons: Sequence[Compare]) -> tuple[Value, ...]:
    feature = BY_NAME[name]
    tried = tuple(_usual_first(feature.kind, values_to_try(feature, comparisons)))
    return (*tried, None) if feature.askable and None not in tried else tried


def _usual_first(kind: FeatureKind, values: Sequence[Value]) -> Iterator[Value]:
    if kind is FeatureKind.FLAG:
        yield from (False, True)
    elif kind is FeatureKind.LEVEL:
        yield None
        yield from values
    else:
        yield from values
