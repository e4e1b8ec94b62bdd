"""The typed values of triage, by the page that shows them."""

from tipline.desk.triage.types.explanation import (
    ClusterPage,
    Explanation,
    FeatureRead,
    Link,
    Member,
    RuleTried,
    SourceField,
    UnusedValue,
)
from tipline.desk.triage.types.pages import ClusterPlace, CustodyLine, Priority, ReportPlace
from tipline.desk.triage.types.provenance import Origin, Provenance
from tipline.desk.triage.types.queue import (
    Age,
    Clock,
    ClockKind,
    Disagreement,
    Missing,
    MovesMost,
    QueuePage,
    QueueRow,
    Reason,
    Tier,
    TierCount,
    TimeUnit,
)

__all__ = [
    "Age",
    "Clock",
    "ClockKind",
    "ClusterPage",
    "ClusterPlace",
    "CustodyLine",
    "Disagreement",
    "Explanation",
    "FeatureRead",
    "Link",
    "Member",
    "Missing",
    "MovesMost",
    "Origin",
    "Priority",
    "Provenance",
    "QueuePage",
    "QueueRow",
    "Reason",
    "ReportPlace",
    "RuleTried",
    "SourceField",
    "Tier",
    "TierCount",
    "TimeUnit",
    "UnusedValue",
]
