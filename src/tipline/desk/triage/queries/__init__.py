"""Read what triage keeps, as typed values for pages and the command line."""

from tipline.desk.intake.errors import NoSuchReport
from tipline.desk.linking.queries import NoSuchCluster
from tipline.desk.triage.queries.cluster import read_cluster
from tipline.desk.triage.queries.explanation import NotRanked, explain_report
from tipline.desk.triage.queries.place import read_report_page
from tipline.desk.triage.queries.queue import read_queue

__all__ = [
    "NoSuchCluster",
    "NoSuchReport",
    "NotRanked",
    "explain_report",
    "read_cluster",
    "read_queue",
    "read_report_page",
]
