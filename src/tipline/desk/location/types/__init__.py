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
from tipline.desk.location.types.where import (
    Ask,
    Claim,
    Comparison,
    Level,
    Recipient,
    Rung,
    Side,
    Standing,
    Where,
    Witness,
)

__all__ = [
    "EXITS",
    "Ask",
    "Assumption",
    "Caution",
    "Claim",
    "Comparison",
    "DatasetKind",
    "EventTime",
    "Flaw",
    "Hypothesis",
    "Level",
    "Located",
    "Locator",
    "LocatorKind",
    "NetworkKind",
    "Recipient",
    "Rung",
    "Side",
    "Source",
    "Standing",
    "Statement",
    "Where",
    "Whose",
    "Witness",
]
