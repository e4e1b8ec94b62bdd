"""Read where reports stand: one for a page, all for a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection

from tipline.desk.intake.queries.documents import FILES, no_such_report, stored_file
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.intake.rules import expires_at, status_of
from tipline.desk.intake.types import (
    Environment,
    ListedReport,
    ReceivedReport,
    Source,
    Standing,
    State,
    Status,
)
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tipline.trust.people.types import Actor

STANDING_COLUMNS = """
SELECT report_id, sender_id, state, opened_at, modified_at, batched, content_sha256,
    ARRAY(SELECT f.file_id FROM intake_reportfile f WHERE f.report_id = r.report_id
        ORDER BY f.number),
    ARRAY(SELECT f.sha256 FROM intake_reportfile f WHERE f.report_id = r.report_id
        ORDER BY f.number)
FROM intake_report r
"""
STANDING = STANDING_COLUMNS + "WHERE report_id = %s"

REPORT = """
SELECT sender_id, sender_name, environment, source, state, has_errors, opened_at, modified_at,
    received_at,
    content_sha256, duplicate_of, findings::text,
    ARRAY(SELECT path FROM intake_loadedfrom l WHERE l.report_id = r.report_id
        ORDER BY loaded_at, path)
FROM intake_report r WHERE report_id = %s
"""

LIST = """
SELECT r.report_id, r.sender_name, r.environment, r.source, r.state, r.has_errors, r.received_at,
    r.duplicate_of, r.findings::text,
    ARRAY(SELECT path FROM intake_loadedfrom l WHERE l.report_id = r.report_id
        ORDER BY loaded_at, path),
    (SELECT count(*) FROM intake_reportfile f WHERE f.report_id = r.report_id), NULL,
    r.opened_at, r.modified_at
FROM intake_report r
UNION ALL
SELECT NULL, x.sender_name, x.environment, 'load', 'refused', true, x.refused_at, NULL, '[]',
    ARRAY[x.path], 0, x.reason, NULL, NULL
FROM intake_refusal x
"""

LIST_PAGE = 2000


def read_standing(actor: Actor, report_id: int) -> Standing | None:
    """Return where a report stands, without holding it; None when the agency has none such."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(STANDING, (report_id,), prepare=True).fetchone()
    return standing_of(row) if row else None


def standing_of(row: Sequence[Any]) -> Standing:
    """Type a row of STANDING_COLUMNS."""
    report_id, sender_id, state, opened_at, modified_at, batched, content, file_ids, sha256s = row
    return Standing(
        report_id=report_id,
        sender_id=sender_id,
        state=State(state),
        opened_at=opened_at,
        modified_at=modified_at,
        batched=batched,
        content_sha256=content,
        file_ids=tuple(file_ids),
        file_sha256s=tuple(sha256s),
    )


def read_report(actor: Actor, report_id: int, *, now: datetime | None = None) -> ReceivedReport:
    """Return what the books say of one report. Raises NoSuchReport.

    With `now`, an unfinished report whose time has passed is said to have expired.
    """
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute(REPORT, (report_id,), prepare=True).fetchone()
        files = cursor.execute(FILES, ([report_id],), prepare=True).fetchall()
    if row is None:
        raise no_such_report(report_id)
    state = _state_at(State(row[4]), row[6], row[7], now)
    return ReceivedReport(
        report_id=report_id,
        sender_id=row[0],
        sender_name=row[1],
        environment=Environment(row[2]),
        source=Source(row[3]),
        state=state,
        status=status_of(state, has_errors=row[5]),
        opened_at=row[6],
        received_at=row[8],
        content_sha256=row[9].hex(),
        duplicate_of=row[10],
        findings=msgspec.Raw(row[11].encode()),
        paths=tuple(row[12]),
        stored_files=tuple(stored_file(file) for file in files),
    )


def list_reports(actor: Actor, *, now: datetime | None = None) -> Iterator[ListedReport]:
    """Give every report of the agency, and then what was refused; memory stays flat.

    With `now`, unfinished reports whose time has passed are said to have expired.

    The rows come through a cursor at the server, in the order in which they lie there.
    """
    with acting(actor), connection.connection.cursor(name="intake_list") as cursor:
        cursor.itersize = LIST_PAGE
        for row in cursor.execute(LIST):
            yield _listed(row, now)


def count_waiting(actor: Actor) -> int:
    """Say how many received reports linking has not taken yet."""
    with acting(actor), prepared_cursor() as cursor:
        row = cursor.execute("SELECT count(*) FROM intake_waiting").fetchone()
    return int(row[0]) if row else 0


def _state_at(
    state: State, opened_at: datetime, modified_at: datetime, now: datetime | None
) -> State:
    lapsed = now is not None and now >= expires_at(opened_at, modified_at)
    return State.EXPIRED if state is State.OPEN and lapsed else state


def _listed(row: Sequence[Any], now: datetime | None) -> ListedReport:
    report_id, sender, environment, source, state, has_errors, received_at = row[:7]
    duplicate_of, findings, paths, files, reason, opened_at, modified_at = row[7:]
    if report_id is None:
        status = Status.REFUSED
    else:
        reached = _state_at(State(state), opened_at, modified_at, now)
        status = status_of(reached, has_errors=has_errors)
    return ListedReport(
        report_id=None if report_id is None else str(report_id),
        source=paths[0] if paths else source,
        sender=sender or None,
        received_at=received_at,
        status=status,
        findings=msgspec.Raw(findings.encode()),
        environment=Environment(environment),
        paths=tuple(paths),
        duplicate_of=None if duplicate_of is None else str(duplicate_of),
        files=files,
        reason=reason,
    )
