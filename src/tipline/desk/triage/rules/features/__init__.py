"""List the only things that a triage policy may ask about, and those that it never may."""

from tipline.desk.triage.rules.features.forbidden import (
    FORBIDDEN,
    FORBIDDEN_FIELDS,
    PRESENCE_ONLY,
    ForbiddenFeature,
    allow,
    faults_of,
)
from tipline.desk.triage.rules.features.listed import BY_NAME, FEATURES, POSITION, why_forbidden
from tipline.desk.triage.rules.features.making import CLASSIFICATIONS, INCIDENTS
from tipline.desk.triage.rules.features.types import Feature, FeatureKind, Scope

__all__ = [
    "BY_NAME",
    "CLASSIFICATIONS",
    "FEATURES",
    "FORBIDDEN",
    "FORBIDDEN_FIELDS",
    "INCIDENTS",
    "POSITION",
    "PRESENCE_ONLY",
    "Feature",
    "FeatureKind",
    "ForbiddenFeature",
    "Scope",
    "allow",
    "faults_of",
    "why_forbidden",
]
