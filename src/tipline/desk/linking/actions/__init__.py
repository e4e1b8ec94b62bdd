"""The only writers of linking."""

from tipline.desk.linking.actions.arrivals import LinkedBatch, link_waiting
from tipline.desk.linking.actions.aside import put_back, set_aside
from tipline.desk.linking.actions.changes import claim_changed, mark_changed
from tipline.desk.linking.actions.judging import (
    BadJudgement,
    Judged,
    Statement,
    judge,
    take_over,
)
from tipline.desk.linking.actions.relinking import relink_everything

__all__ = [
    "BadJudgement",
    "Judged",
    "LinkedBatch",
    "Statement",
    "claim_changed",
    "judge",
    "link_waiting",
    "mark_changed",
    "put_back",
    "relink_everything",
    "set_aside",
    "take_over",
]
