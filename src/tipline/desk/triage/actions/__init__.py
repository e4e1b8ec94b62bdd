"""The only writers of triage."""

from tipline.desk.triage.actions.ageing import age_queue
from tipline.desk.triage.actions.findings import state_finding, withdraw_finding
from tipline.desk.triage.actions.labels import LoadedLabels, load_labels
from tipline.desk.triage.actions.overrides import override_tier, revoke_override
from tipline.desk.triage.actions.pages import acknowledge_page
from tipline.desk.triage.actions.placed import claim_placed
from tipline.desk.triage.actions.ranking import RankedBatch, rank_changed
from tipline.desk.triage.actions.staleness import mark_other_policies

__all__ = [
    "LoadedLabels",
    "RankedBatch",
    "acknowledge_page",
    "age_queue",
    "claim_placed",
    "load_labels",
    "mark_other_policies",
    "override_tier",
    "rank_changed",
    "revoke_override",
    "state_finding",
    "withdraw_finding",
]
