"""Put the files of a packet together: the XML as received, and three readings of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.types import DocumentKind
from tipline.desk.routing.packet.agency_json import write_agency_json
from tipline.desk.routing.packet.case_uco import write_case_uco
from tipline.desk.routing.packet.printed import write_print
from tipline.desk.routing.packet.types import PacketFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.desk.routing.packet.types import PacketContents, PacketReport


def assemble_packet(contents: PacketContents) -> tuple[PacketFile, ...]:
    """Return the files of a packet, without its manifest. The same contents, the same bytes."""
    files = [file for report in contents.reports for file in _of_report(report)]
    files.append(
        PacketFile(
            path="case.jsonld",
            content=write_case_uco(contents),
            what="CASE/UCO JSON-LD: accounts, contacts, addresses, files; the XML has more",
        )
    )
    printed = PacketFile(
        path="packet.pdf",
        content=write_print(contents, files),
        what="For print: who, what, where, when; what is urgent and what is missing",
    )
    return (printed, *files)


def _of_report(report: PacketReport) -> Iterator[PacketFile]:
    folder = f"reports/{report.report_id}"
    number = 0
    for document in report.raw:
        if document.kind is DocumentKind.REPORT:
            what = "The report as the sender sent it, byte for byte"
            yield PacketFile(path=f"{folder}/report.xml", content=bytes(document.raw), what=what)
            continue
        number += 1
        what = "The sender's details of one file, byte for byte"
        path = f"{folder}/{number}.fileDetails.xml"
        yield PacketFile(path=path, content=bytes(document.raw), what=what)
    yield PacketFile(
        path=f"{folder}/agency.json",
        content=write_agency_json(report.documents),
        what="The report as the JSON that agencies receive; lossy, the XML counts",
    )
