"""Read reports back from their stored documents."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tipline.desk.intake.errors import NoSuchReport
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.intake.types import (
    DocumentKind,
    Environment,
    RawDocument,
    ReportDocuments,
    Source,
    State,
    StoredFile,
)
from tipline.report import ReportError, Version, parse_file_details, parse_report
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tipline.trust.people.types import Actor

REPORTS = """
SELECT report_id, sender_id, sender_name, environment, source, state, schema_version, received_at,
    content_sha256, duplicate_of
FROM intake_report WHERE report_id = ANY(%s) AND state = 'finished'
"""

# Details that were sent again replace the earlier ones where those stood.
LATEST = """
SELECT report_id, kind, file_id, raw, received_at FROM (
    SELECT report_id, kind, file_id, raw, received_at, number,
        row_number() OVER again AS newest,
        min(number) OVER (PARTITION BY report_id, kind, file_id) AS place
    FROM intake_document WHERE report_id = ANY(%s) AND kind IN ('report', 'file_details')
    WINDOW again AS (PARTITION BY report_id, kind, coalesce(file_id, number::text)
        ORDER BY number DESC)
) AS documents WHERE newest = 1 ORDER BY report_id, number
"""

FILES = """
SELECT f.report_id, f.file_id, f.name, f.md5, f.sha256, f.size, EXISTS (
    SELECT FROM intake_document d WHERE d.report_id = f.report_id AND d.file_id = f.file_id)
FROM intake_reportfile f WHERE f.report_id = ANY(%s) ORDER BY f.report_id, f.number
"""


def documents_of(actor: Actor, report_ids: Sequence[int]) -> dict[int, ReportDocuments]:
    """Return the received reports among these ids, parsed; one that cannot be read is left out.

    What the agency does not hold, or what is not finished, is left out too.
    """
    ids = list(report_ids)
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(REPORTS, (ids,), prepare=True).fetchall()
        texts = _grouped(cursor.execute(LATEST, (ids,), prepare=True).fetchall())
        files = _grouped(cursor.execute(FILES, (ids,), prepare=True).fetchall())
    parsed = (_documents(row, texts[row[0]], files[row[0]]) for row in rows)
    return {documents.report_id: documents for documents in parsed if documents is not None}


def read_documents(actor: Actor, report_id: int) -> tuple[RawDocument, ...]:
    """Return a report's text and then its file details, newest of each file, in path order.

    Raises NoSuchReport for what the agency does not hold.
    """
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(LATEST, ([report_id],), prepare=True).fetchall()
    if not rows:
        raise no_such_report(report_id)
    return tuple(
        RawDocument(kind=DocumentKind(kind), file_id=file_id, raw=raw, received_at=received_at)
        for _, kind, file_id, raw, received_at in rows
    )


def stored_file(row: Sequence[Any]) -> StoredFile:
    """Type a row of the columns that FILES selects."""
    _, file_id, name, md5, sha256, size, has_details = row
    return StoredFile(
        file_id=file_id, name=name, md5=md5, sha256=sha256, size=size, has_details=has_details
    )


def no_such_report(report_id: int) -> NoSuchReport:
    """Say that a report is not held here."""
    return NoSuchReport(f"This agency holds no report {report_id}. See `tipline intake list`.")


def _grouped(rows: Iterable[Sequence[Any]]) -> defaultdict[int, list[Sequence[Any]]]:
    groups: defaultdict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return groups


def _documents(
    row: Sequence[Any], texts: list[Sequence[Any]], files: list[Sequence[Any]]
) -> ReportDocuments | None:
    version = Version(row[6])
    try:
        report = parse_report(_report_text(texts), version=version).model
        details = [
            (parse_file_details(raw, version=version).model, file_id)
            for _, kind, file_id, raw, _ in texts
            if kind == DocumentKind.FILE_DETAILS
        ]
    except ReportError:
        return None
    if report is None:
        return None
    readable = [(model, file_id) for model, file_id in details if model is not None]
    return ReportDocuments(
        report_id=row[0],
        report=report,
        files=tuple(model for model, _ in readable),
        file_ids=tuple(file_id for _, file_id in readable),
        received_at=row[7],
        sender_id=row[1],
        sender_name=row[2],
        environment=Environment(row[3]),
        source=Source(row[4]),
        state=State(row[5]),
        content_sha256=row[8].hex(),
        duplicate_of=row[9],
        stored_files=tuple(stored_file(file) for file in files),
    )


def _report_text(texts: list[Sequence[Any]]) -> bytes:
    return next((raw for _, kind, _, raw, _ in texts if kind == DocumentKind.REPORT), b"")
