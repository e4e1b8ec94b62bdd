"""The typed values of location."""

from tipline.desk.location.types.hypotheses import Caution, Hypothesis, Located
from tipline.desk.location.types.locators import (
    Assumption,
    EventTime,
    Flaw,
    Locator,
    LocatorKind,
    Whose,
)
from tipline.desk.location.types.networks import (
    EXITS,
    DatasetKind,
    NetworkKind,
    Source,
    Statement,
)

__all__ = [
    "EXITS",
    "Assumption",
    "Caution",
    "DatasetKind",
    "EventTime",
    "Flaw",
    "Hypothesis",
    "Located",
    "Locator",
    "LocatorKind",
    "NetworkKind",
    "Source",
    "Statement",
    "Whose",
]
