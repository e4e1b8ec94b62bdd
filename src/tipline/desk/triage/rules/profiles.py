"""Write the feature values of a report as a profile: only what differs from nothing known.

Reports of one profile stand in one tier under any policy, so that a store of a million clusters
is asked about a policy by asking about each profile once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.features import FEATURES, FeatureKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tipline.desk.triage.rules.conditions import Values
    from tipline.desk.triage.rules.reading import Value

_NOTHING: dict[FeatureKind, Value] = {
    FeatureKind.FLAG: False,
    FeatureKind.NUMBER: 0,
    FeatureKind.LEVEL: None,
}
PLAIN: tuple[Value, ...] = tuple(_NOTHING[feature.kind] for feature in FEATURES)
_ENCODER = msgspec.json.Encoder(order="deterministic")


def profile_of(values: Values) -> str:
    """Return a profile as JSON, the same for the same values; null is what nobody said."""
    told = {
        feature.name: value
        for feature, value, plain in zip(FEATURES, values, PLAIN, strict=True)
        if value is not plain and value != plain
    }
    return _ENCODER.encode(told).decode()


def values_from(profile: Mapping[str, Value]) -> Values:
    """Return the values that a profile was made of; a feature that is no more is left out."""
    return tuple(
        profile.get(feature.name, plain) for feature, plain in zip(FEATURES, PLAIN, strict=True)
    )
