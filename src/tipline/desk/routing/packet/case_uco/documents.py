"""Write the graph of a packet: each report as an exhibit, with what tools look up of it.

Left out, and in the XML beside it: associated accounts, URLs and people of the incident itself,
display names after the first, ages, estimated locations, groups, earlier reports, messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.packet.case_uco.files import add_files
from tipline.desk.routing.packet.case_uco.graph import Graph, moment
from tipline.desk.routing.packet.case_uco.people import add_people

if TYPE_CHECKING:
    from tipline.desk.routing.packet.types import HandOver, PacketContents, PacketReport


def write_case_uco(contents: PacketContents) -> bytes:
    """Return accounts, contacts, addresses, devices and files as CASE/UCO JSON-LD (CASE 1.5)."""
    hand_over = contents.hand_over
    graph = Graph(hand_over.from_agency)
    ours = graph.add("uco-identity:Organization", "ours", uco_core__name=hand_over.from_agency)
    exhibits = [_add_report(graph, report, ours) for report in contents.reports]
    _add_hand_over(graph, hand_over, ours, exhibits)
    return graph.write()


def _add_report(graph: Graph, report: PacketReport, ours: dict[str, str]) -> dict[str, str]:
    documents = report.documents
    sender = graph.add(
        "uco-identity:Organization",
        f"sender {documents.sender_name}",
        uco_core__name=documents.sender_name,
    )
    named = [*add_people(graph, report, sender), *add_files(graph, report)]
    exhibit = graph.add(
        "case-investigation:ProvenanceRecord",
        f"report {report.report_id}",
        uco_core__name=f"Report {report.report_id}",
        uco_core__description="Part of what the report names; the XML beside this is the report.",
        case_investigation__exhibitNumber=report.report_id,
        uco_core__object=named or [sender],
    )
    graph.add(
        "case-investigation:InvestigativeAction",
        f"receipt {report.report_id}",
        uco_core__name="Report received",
        uco_action__performer=ours,
        uco_action__startTime=moment(documents.received_at),
        uco_action__object=sender,
        uco_action__result=exhibit,
    )
    return exhibit


def _add_hand_over(
    graph: Graph, hand_over: HandOver, ours: dict[str, str], exhibits: list[dict[str, str]]
) -> None:
    participants = []
    if hand_over.to_name:
        participants = [
            graph.add(
                "uco-identity:Organization",
                f"receiver {hand_over.to_name}",
                uco_core__name=hand_over.to_name,
            )
        ]
    graph.add(
        "case-investigation:InvestigativeAction",
        f"hand-over of {hand_over.subject} at {hand_over.made_at.isoformat()}",
        uco_core__name="Handed over",
        uco_core__description=hand_over.reason,
        uco_action__performer=ours,
        uco_action__participant=participants,
        uco_action__startTime=moment(hand_over.made_at),
        uco_action__object=exhibits,
    )
