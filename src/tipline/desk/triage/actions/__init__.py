"""The only writers of triage."""

from tipline.desk.triage.actions.ranking import RankedBatch, rank_changed
from tipline.desk.triage.actions.staleness import mark_other_policies

__all__ = ["RankedBatch", "mark_other_policies", "rank_changed"]
