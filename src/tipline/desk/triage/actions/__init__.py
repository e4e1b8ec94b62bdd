"""The only writers of triage."""

from tipline.desk.triage.actions.findings import state_finding, withdraw_finding
from tipline.desk.triage.actions.labels import LoadedLabels, load_labels
from tipline.desk.triage.actions.placed import claim_placed
from tipline.desk.triage.actions.ranking import RankedBatch, rank_changed
from tipline.desk.triage.actions.staleness import mark_other_policies

__all__ = [
    "LoadedLabels",
    "RankedBatch",
    "claim_placed",
    "load_labels",
    "mark_other_policies",
    "rank_changed",
    "state_finding",
    "withdraw_finding",
]
