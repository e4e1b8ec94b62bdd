"""Write what intake keeps: each action is one transaction that leaves its audit event."""

from tipline.desk.intake.actions.expiry import expire_open_reports
from tipline.desk.intake.actions.finishing import Review, WholeReport, finish_report
from tipline.desk.intake.actions.senders import disable_sender, issue_sender
from tipline.desk.intake.actions.submission import (
    OpenedReport,
    add_file,
    describe_file,
    open_report,
    retract_report,
)
from tipline.desk.intake.actions.waiting import claim_waiting

__all__ = [
    "OpenedReport",
    "Review",
    "WholeReport",
    "add_file",
    "claim_waiting",
    "describe_file",
    "disable_sender",
    "expire_open_reports",
    "finish_report",
    "issue_sender",
    "open_report",
    "retract_report",
]
