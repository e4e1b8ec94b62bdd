"""The only writers of triage."""

from tipline.desk.triage.actions.placed import claim_placed
from tipline.desk.triage.actions.ranking import RankedBatch, rank_changed
from tipline.desk.triage.actions.staleness import mark_other_policies

__all__ = ["RankedBatch", "claim_placed", "mark_other_policies", "rank_changed"]
