"""The JSON in which agencies receive reports, read into the report language."""

from tipline.report.downstream.documents import Downstream, read_downstream_json
from tipline.report.downstream.section import Note

__all__ = ["Downstream", "Note", "read_downstream_json"]
