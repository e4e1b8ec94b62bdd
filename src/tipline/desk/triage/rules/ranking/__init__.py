"""Rank a cluster under a policy, and say why it stands where it does."""

from tipline.desk.triage.rules.ranking.danger import Danger, find_dangers
from tipline.desk.triage.rules.ranking.decision import (
    PRESERVATION_SOURCE,
    PRESERVED,
    Decision,
    decide,
    encode_decision,
    read_decision,
    sortable,
)
from tipline.desk.triage.rules.ranking.members import (
    Ranked,
    Standing,
    harm_of,
    rank_members,
    values_of,
)
from tipline.desk.triage.rules.ranking.moving import what_moves_cluster_most, what_moves_most
from tipline.desk.triage.rules.ranking.place import Place, place, runs_out_soon
from tipline.desk.triage.rules.ranking.reasons import FactSource, reasons_of, sources_of

__all__ = [
    "PRESERVATION_SOURCE",
    "PRESERVED",
    "Danger",
    "Decision",
    "FactSource",
    "Place",
    "Ranked",
    "Standing",
    "decide",
    "encode_decision",
    "find_dangers",
    "harm_of",
    "place",
    "rank_members",
    "read_decision",
    "reasons_of",
    "runs_out_soon",
    "sortable",
    "sources_of",
    "values_of",
    "what_moves_cluster_most",
    "what_moves_most",
]
