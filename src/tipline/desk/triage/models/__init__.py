"""Keep what triage knows: rankings, statements of people and lists, pages, samples."""

from tipline.desk.triage.models.paging import Page, PagedDanger, Pager, PageSend
from tipline.desk.triage.models.ranking import (
    Evidence,
    Placed,
    Priority,
    Profile,
    QueueEntry,
    TierCount,
)
from tipline.desk.triage.models.sampling import Sampled, SampleDraw
from tipline.desk.triage.models.statements import AnalystFinding, Label, TierOverride

__all__ = [
    "AnalystFinding",
    "Evidence",
    "Label",
    "Page",
    "PageSend",
    "PagedDanger",
    "Pager",
    "Placed",
    "Priority",
    "Profile",
    "QueueEntry",
    "SampleDraw",
    "Sampled",
    "TierCount",
    "TierOverride",
]
