"""Open a report, attach and describe its files, cancel it: the calls before /finish."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
import psycopg

from tipline.desk.intake.actions.standing import change_open_report, sender_actor
from tipline.desk.intake.errors import Refused
from tipline.desk.intake.rows import acting_at_once
from tipline.desk.intake.rules import digest_content, draw_file_id, draw_report_id
from tipline.desk.intake.types import Call, Code, Sender, State
from tipline.trust.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tipline.desk.intake.rows import Bundle
    from tipline.desk.intake.types import Standing
    from tipline.trust.vault import Sealed

OPEN = """
WITH opened AS (
    INSERT INTO intake_report (report_id, agency_id, sender_id, sender_name, environment, source,
        state, schema_version, batched, urgent, opened_at, modified_at, content_sha256, findings,
        has_errors)
    VALUES (%(report_id)s, %(agency_id)s, %(sender_id)s, %(sender_name)s, %(environment)s, 'wire',
        'open', %(schema_version)s, %(batched)s, %(urgent)s, %(now)s, %(now)s, %(content_sha256)s,
        %(findings)s, false)
)
INSERT INTO intake_document (report_id, agency_id, number, kind, raw, sha256, received_at)
VALUES (%(report_id)s, %(agency_id)s, 0, 'report', %(raw)s, %(sha256)s, %(now)s)
"""

ADD_FILE = """
WITH touched AS (UPDATE intake_report SET modified_at = %(now)s WHERE report_id = %(report_id)s)
INSERT INTO intake_reportfile (report_id, agency_id, file_id, number, name, md5, sha256, size,
    vault_key, received_at)
SELECT %(report_id)s, %(agency_id)s, %(file_id)s, count(*) + 1, %(name)s, %(md5)s, %(sha256)s,
    %(size)s, %(key)s, %(now)s
FROM intake_reportfile WHERE report_id = %(report_id)s
"""

DESCRIBE_FILE = """
WITH touched AS (UPDATE intake_report SET modified_at = %(now)s WHERE report_id = %(report_id)s)
INSERT INTO intake_document (report_id, agency_id, number, kind, file_id, raw, sha256, received_at)
SELECT %(report_id)s, %(agency_id)s, max(number) + 1, 'file_details', %(file_id)s, %(raw)s,
    %(sha256)s, %(now)s
FROM intake_document WHERE report_id = %(report_id)s
"""

RETRACT = "UPDATE intake_report SET state = 'retracted', modified_at = %s WHERE report_id = %s"


class OpenedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A valid report as it goes into the books: its bytes, and what was found in it."""

    raw: bytes
    schema_version: str
    batched: bool
    urgent: bool
    findings: bytes


def open_report(
    sender: Sender, opened: OpenedReport, *, now: datetime, below: Callable[[int], int]
) -> int:
    """Keep a report's document and open the report; return its id."""
    sha256 = hashlib.sha256(opened.raw).digest()
    values = {
        "agency_id": sender.agency_id,
        "sender_id": sender.sender_id,
        "sender_name": sender.name,
        "environment": sender.environment,
        "schema_version": opened.schema_version,
        "batched": opened.batched,
        "urgent": opened.urgent,
        "now": now,
        "content_sha256": digest_content(sha256),
        "findings": opened.findings.decode(),
        "raw": opened.raw,
        "sha256": sha256,
    }
    while True:
        report_id = draw_report_id(now, below)
        try:
            _open(sender, {**values, "report_id": report_id}, sha256, now=now)
        except psycopg.errors.UniqueViolation:
            continue  # one in ten thousand million: the id is taken, and another is drawn
        return report_id


def _open(sender: Sender, values: dict[str, object], sha256: bytes, *, now: datetime) -> None:
    actor = sender_actor(sender)
    with acting_at_once(actor) as cursor:
        cursor.execute(OPEN, values, prepare=True)
        record(
            actor,
            "intake:report:open",
            object_type="report",
            object_id=str(values["report_id"]),
            after={"state": State.OPEN, "sha256": sha256.hex()},
            now=now,
            cursor=cursor,
        )


def add_file(
    sender: Sender,
    report_id: int,
    sealed: Sealed,
    *,
    name: str,
    now: datetime,
    random_bytes: Callable[[int], bytes],
) -> str:
    """Attach a sealed file to an open report; return the file's id. Raises Refused."""
    actor = sender_actor(sender)
    file_id = draw_file_id(random_bytes)
    values = {
        "report_id": report_id,
        "agency_id": sender.agency_id,
        "file_id": file_id,
        "name": name,
        "md5": sealed.md5,
        "sha256": sealed.sha256,
        "size": sealed.size,
        "key": sealed.key,
        "now": now,
    }

    def write(cursor: Bundle, _: Standing) -> None:
        cursor.execute(ADD_FILE, values, prepare=True)
        record(
            actor,
            "intake:file:upload",
            object_type="file",
            object_id=file_id,
            after={"report_id": str(report_id), "sha256": sealed.sha256, "size": sealed.size},
            now=now,
            cursor=cursor,
        )

    change_open_report(sender, Call.UPLOAD, report_id, write, now=now)
    return file_id


def describe_file(
    sender: Sender,
    report_id: int,
    file_id: str,
    raw: bytes,
    *,
    check: Callable[[Standing], None],
    now: datetime,
) -> None:
    """Keep the details of one file. Raises Refused; `check` may raise it too, knowing the report.

    Details that come again replace the earlier ones, which stay in the books (ADR 0032).
    """
    actor = sender_actor(sender)
    sha256 = hashlib.sha256(raw).digest()

    def write(cursor: Bundle, standing: Standing) -> None:
        if file_id not in standing.file_ids:
            raise Refused(
                Code.NO_SUCH_FILE,
                f"/fileinfo: report {report_id} has no file with this fileId. Send the fileId that"
                " /upload answered for this report.",
            )
        check(standing)
        values = {"report_id": report_id, "agency_id": sender.agency_id, "file_id": file_id}
        values |= {"raw": raw, "sha256": sha256, "now": now}
        cursor.execute(DESCRIBE_FILE, values, prepare=True)
        record(
            actor,
            "intake:file:describe",
            object_type="file",
            object_id=file_id,
            after={"report_id": str(report_id), "sha256": sha256.hex()},
            now=now,
            cursor=cursor,
        )

    change_open_report(sender, Call.FILEINFO, report_id, write, now=now)


def retract_report(sender: Sender, report_id: int, *, now: datetime) -> None:
    """Cancel an unfinished report. Raises Refused."""
    actor = sender_actor(sender)

    def write(cursor: Bundle, _: Standing) -> None:
        cursor.execute(RETRACT, (now, report_id))
        record(
            actor,
            "intake:report:retract",
            object_type="report",
            object_id=str(report_id),
            before={"state": State.OPEN},
            after={"state": State.RETRACTED},
            now=now,
            cursor=cursor,
        )

    change_open_report(sender, Call.RETRACT, report_id, write, now=now)
