"""Work out among which values of a feature the conditions of a policy can tell at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.rules.conditions import Compare, Condition, Every, Not, Some
from tipline.desk.triage.rules.features import FEATURES, FeatureKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.desk.triage.rules.features import Feature
    from tipline.desk.triage.rules.reading import Value


def tell_apart(conditions: Sequence[Condition]) -> tuple[tuple[int, tuple[Value, ...]], ...]:
    """Return, by position, the values to try of each feature that may be unknown and is asked for.

    Any other value of such a feature satisfies the same comparisons as one of these.
    """
    asked: dict[str, list[Compare]] = {}
    for condition in conditions:
        for comparison in comparisons_in(condition):
            asked.setdefault(comparison.feature, []).append(comparison)
    return tuple(
        (at, values_to_try(feature, asked[feature.name]))
        for at, feature in enumerate(FEATURES)
        if feature.askable and feature.name in asked
    )


def comparisons_in(condition: Condition) -> Iterator[Compare]:
    """Yield every comparison in a condition."""
    match condition:
        case Compare():
            yield condition
        case Not(part):
            yield from comparisons_in(part)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from comparisons_in(part)


def values_to_try(feature: Feature, comparisons: Sequence[Compare]) -> tuple[Value, ...]:
    """Return one value of each kind that these comparisons tell apart."""
    if feature.kind is FeatureKind.FLAG:
        return (True, False)
    if feature.kind is FeatureKind.LEVEL:
        return feature.levels
    bounds = {int(one.operand) for one in comparisons if isinstance(one.operand, int)}
    return tuple(sorted({max(bound + step, 0) for bound in bounds | {0} for step in (-1, 0, 1)}))
