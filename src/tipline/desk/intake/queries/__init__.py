"""Read what intake keeps, as typed values."""

from tipline.desk.intake.queries.documents import documents_of, read_documents
from tipline.desk.intake.queries.reports import (
    count_waiting,
    list_reports,
    read_report,
    read_standing,
)
from tipline.desk.intake.queries.senders import find_sender, list_senders

__all__ = [
    "count_waiting",
    "documents_of",
    "find_sender",
    "list_reports",
    "list_senders",
    "read_documents",
    "read_report",
    "read_standing",
]
