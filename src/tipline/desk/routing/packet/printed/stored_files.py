"""Which files a report has: names, hashes, sizes and whether a person at the sender saw them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.packet.printed.styles import CELL, IDENTIFIER, NOTE, TINY, paragraph
from tipline.desk.routing.packet.printed.tables import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.platypus import Flowable, Paragraph

    from tipline.desk.intake.types import ReportDocuments, StoredFile
    from tipline.report.types import FileDetails

_MOST = 500
_SAID = {True: "yes", False: "no", None: "not said"}


def file_table(documents: ReportDocuments) -> Iterator[Flowable]:
    """Yield the table of files, or that there is none."""
    stored = {file.file_id: file for file in documents.stored_files}
    described = zip(documents.files, documents.file_ids, strict=True)
    rows = [_row(details, stored.pop(file_id or "", None)) for details, file_id in described]
    rows += [_row(None, file) for file in stored.values()]
    if not rows:
        yield paragraph("No file was sent.", NOTE)
        return
    headings = ("File", "Viewed whole", "Public", "Class", "Annotated")
    yield columns(headings, (0.52, 0.13, 0.1, 0.08, 0.17), rows[:_MOST])
    if len(rows) > _MOST:
        yield paragraph(f"The first {_MOST} of {len(rows):,}; the XML has all.", NOTE)
    yield paragraph(
        "'Viewed whole' and 'Public' are the sender's words. Where it did not say so, treat the"
        " file as not viewed: opening it may need a warrant.",
        NOTE,
    )


def _row(
    details: FileDetails | None, stored: StoredFile | None
) -> tuple[Paragraph | list[Paragraph], ...]:
    name = (details.original_file_name or details.file_name) if details else None
    lines = [paragraph(name or (stored.name if stored else "no name"), IDENTIFIER)]
    if stored:
        lines += [
            paragraph(f"{stored.size:,} bytes, MD5 {stored.md5}", TINY),
            paragraph(f"SHA-256 {stored.sha256}", TINY),
        ]
    for original in details.original_file_hash if details else ():
        kind = original.hash_type or "hash"
        lines.append(paragraph(f"as sent: {kind} {original.value}", TINY))
    annotations = ", ".join(sorted(details.file_annotations or ())) if details else ""
    classified = details.industry_classification if details else None
    return (
        lines,
        paragraph(_SAID[details.file_viewed_by_esp if details else None], CELL),
        paragraph(_SAID[details.publicly_available if details else None], CELL),
        paragraph(classified.value if classified else "-", CELL),
        paragraph(annotations or "-", CELL),
    )
