"""Finish a report: check it whole, recognise duplicates, give the receipt, pass it on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.actions.standing import change_open_report, sender_actor
from tipline.desk.intake.rules import digest_content, digest_details
from tipline.desk.intake.types import Call, Sender, State
from tipline.trust.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tipline.desk.intake.rows import Bundle
    from tipline.desk.intake.types import Standing

DOCUMENTS = """
SELECT kind, raw FROM (
    SELECT DISTINCT ON (kind, file_id) kind, raw, number FROM intake_document
    WHERE report_id = %s ORDER BY kind, file_id, number DESC
) AS latest ORDER BY number
"""

# Two reports with the same content that finish at once wait for each other here, so that one of
# them is the first and the other its duplicate.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(%s)"

FINISH = """
WITH earlier AS (
    SELECT report_id, received_at FROM intake_report
    WHERE environment = %(environment)s AND content_sha256 = %(content)s AND source = 'load'
    UNION ALL
    SELECT report_id, received_at FROM intake_report
    WHERE environment = %(environment)s AND content_sha256 = %(content)s AND source = 'wire'
        AND state = 'finished' AND duplicate_of IS NULL
), finished AS (
    UPDATE intake_report SET state = 'finished', received_at = %(now)s, modified_at = %(now)s,
        content_sha256 = %(content)s, findings = coalesce(%(findings)s::jsonb, findings),
        has_errors = %(has_errors)s,
        duplicate_of = (SELECT report_id FROM earlier ORDER BY received_at, report_id LIMIT 1)
    WHERE report_id = %(report_id)s
    RETURNING report_id, agency_id, environment, urgent, duplicate_of
), receipt AS (
    INSERT INTO intake_document (report_id, agency_id, number, kind, raw, sha256, received_at)
    SELECT f.report_id, f.agency_id, max(d.number) + 1, 'receipt', %(receipt)s,
        %(receipt_sha256)s, %(now)s
    FROM finished f JOIN intake_document d ON d.report_id = f.report_id
    GROUP BY f.report_id, f.agency_id
), waiting AS (
    INSERT INTO intake_waiting (report_id, agency_id, since, urgent)
    SELECT report_id, agency_id, %(now)s, urgent FROM finished WHERE environment = 'production'
)
SELECT duplicate_of FROM finished
"""


class WholeReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is there of a report when it is finished: texts as sent, files as counted."""

    report: bytes
    file_details: tuple[bytes, ...]
    file_count: int


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What a whole report was found to be: findings as JSON."""

    findings: bytes
    has_errors: bool


def finish_report(
    sender: Sender,
    report_id: int,
    *,
    review: Callable[[WholeReport], Review],
    write_receipt: Callable[[tuple[str, ...]], bytes],
    now: datetime,
) -> tuple[str, ...]:
    """Finish an open report and return its file ids; its receipt is kept byte for byte.

    `review` judges the report with all its file details, and may raise Refused; a report without
    files was judged when it was opened. Production reports wait for linking from this
    transaction on. Raises Refused.
    """

    def write(cursor: Bundle, standing: Standing) -> tuple[str, ...]:
        whole = _read_whole(cursor, standing) if standing.file_ids else None
        judged = review(whole) if whole else None
        content = _digest(standing, whole)
        receipt = write_receipt(standing.file_ids)
        _finish(cursor, sender, report_id, content=content, judged=judged, receipt=receipt, now=now)
        _record_finish(cursor, sender, report_id, content, now=now)
        return standing.file_ids

    return change_open_report(sender, Call.FINISH, report_id, write, now=now)


def _read_whole(cursor: Bundle, standing: Standing) -> WholeReport:
    rows = cursor.execute(DOCUMENTS, (standing.report_id,), prepare=True).fetchall()
    return WholeReport(
        report=next(raw for kind, raw in rows if kind == "report"),
        file_details=tuple(raw for kind, raw in rows if kind == "file_details"),
        file_count=len(standing.file_ids),
    )


def _digest(standing: Standing, whole: WholeReport | None) -> bytes:
    if whole is None:
        return standing.content_sha256
    details = [digest_details(raw) for raw in whole.file_details]
    report_sha256 = hashlib.sha256(whole.report).digest()
    return digest_content(report_sha256, details, standing.file_sha256s)


def _finish(
    cursor: Bundle,
    sender: Sender,
    report_id: int,
    *,
    content: bytes,
    judged: Review | None,
    receipt: bytes,
    now: datetime,
) -> None:
    cursor.execute(ONE_AT_A_TIME, (int.from_bytes(content[:8], "big", signed=True),), prepare=True)
    values = {
        "report_id": report_id,
        "environment": sender.environment,
        "content": content,
        "findings": judged.findings.decode() if judged else None,
        "has_errors": judged.has_errors if judged else False,
        "receipt": receipt,
        "receipt_sha256": hashlib.sha256(receipt).digest(),
        "now": now,
    }
    cursor.execute(FINISH, values, prepare=True)


def _record_finish(
    cursor: Bundle, sender: Sender, report_id: int, content: bytes, *, now: datetime
) -> None:
    record(
        sender_actor(sender),
        "intake:report:finish",
        object_type="report",
        object_id=str(report_id),
        before={"state": State.OPEN},
        after={"state": State.FINISHED, "content_sha256": content.hex()},
        now=now,
        cursor=cursor,
    )
