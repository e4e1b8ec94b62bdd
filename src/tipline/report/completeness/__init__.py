"""What an officer would lack: who, what, where, when, was it viewed, and what to ask."""

from tipline.report.completeness.documents import assess_completeness
from tipline.report.completeness.facts import FACTS
from tipline.report.completeness.gaps import GAPS
from tipline.report.completeness.types import (
    Completeness,
    Fact,
    FactKind,
    Gap,
    GapKind,
    Measure,
    Question,
)

__all__ = [
    "FACTS",
    "GAPS",
    "Completeness",
    "Fact",
    "FactKind",
    "Gap",
    "GapKind",
    "Measure",
    "Question",
    "assess_completeness",
]
