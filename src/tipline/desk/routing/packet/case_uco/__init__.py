"""Write what a report names as CASE/UCO JSON-LD, for tools that read that."""

from tipline.desk.routing.packet.case_uco.documents import write_case_uco

__all__ = ["write_case_uco"]
