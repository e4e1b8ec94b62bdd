"""Add the files of a report to a graph: names, sizes and hashes, never their contents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tipline.desk.routing.packet.case_uco.graph import Graph, typed
from tipline.desk.routing.packet.case_uco.people import add_event, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.desk.intake.types import StoredFile
    from tipline.desk.routing.packet.types import PacketReport
    from tipline.report.types import FileDetails

    Reference = dict[str, str]

_METHODS = {"md5": "MD5", "sha1": "SHA1", "sha256": "SHA256", "sha512": "SHA512"}
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")


def add_files(graph: Graph, report: PacketReport) -> Iterator[Reference]:
    """Add every file of a report, described or only received; yield the references."""
    documents = report.documents
    stored = {file.file_id: file for file in documents.stored_files}
    described = zip(documents.files, documents.file_ids, strict=True)
    for position, (details, file_id) in enumerate(described, 1):
        path = f"{report.report_id} fileDetails[{position}]"
        file = _add_file(graph, details, stored.pop(file_id or "", None), path)
        yield file
        if details.ip_capture_event:
            yield from add_event(graph, details.ip_capture_event, path, file)
    for file_id, received in stored.items():
        yield _add_file(graph, None, received, f"{report.report_id} file {file_id}")


def _add_file(
    graph: Graph, details: FileDetails | None, stored: StoredFile | None, path: str
) -> Reference:
    name = (details.original_file_name or details.file_name) if details else None
    size = quantity(stored.size) if stored else None
    facets = [
        graph.facet(
            "uco-observable:FileFacet",
            path,
            uco_observable__fileName=name or (stored.name if stored else None),
            uco_observable__sizeInBytes=size,
        ),
        graph.facet(
            "uco-observable:ContentDataFacet",
            path,
            uco_observable__hash=_hashes(graph, details, stored, path),
            uco_observable__sizeInBytes=size,
        ),
    ]
    return graph.add("uco-observable:File", path, uco_core__hasFacet=facets)


def _hashes(
    graph: Graph, details: FileDetails | None, stored: StoredFile | None, path: str
) -> list[dict[str, Any]]:
    """Return the exact hashes, as sent and as computed here; another kind has no name there."""
    found: dict[tuple[str, str], None] = {}
    if stored:
        found[("MD5", stored.md5)] = None
        found[("SHA256", stored.sha256)] = None
    for one in details.original_file_hash if details else ():
        method = _METHODS.get("".join(filter(str.isalnum, (one.hash_type or "").casefold())))
        if method and _HEX.fullmatch(one.value):
            found[(method, one.value.lower())] = None
    return [
        graph.facet(
            "uco-types:Hash",
            f"{path} {method} {value}",
            uco_types__hashMethod=method,
            uco_types__hashValue=typed(value.upper(), "hexBinary"),
        )
        for method, value in found
    ]
