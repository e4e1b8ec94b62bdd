"""Compare what was promised with what is held, from the books and the vault themselves."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg

from crash.senders import End
from tipline.site.database import connection as reach

if TYPE_CHECKING:
    from pathlib import Path

    from crash.senders import Promise


@dataclass
class Account:
    """The sum of a campaign: what is missing, what is there twice, each with its words."""

    tried: int = 0
    acknowledged: int = 0
    held: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"tried {self.tried}  acknowledged {self.acknowledged}  held {self.held}"
            f"  lost {len(self.lost)}  duplicated {len(self.duplicated)}"
        )


class Books:
    """Everything that the database holds of the intake, read past the walls as its superuser."""

    def __init__(self) -> None:
        with psycopg.connect(reach.conninfo(reach.as_superuser(reach.DATABASE))) as database:
            self.reports = _by(database, "SELECT report_id, state FROM intake_report")
            self.files = _by(
                database, "SELECT file_id, report_id, md5, vault_key FROM intake_reportfile"
            )
            self.details = _by(
                database,
                "SELECT DISTINCT ON (file_id) file_id, raw FROM intake_document"
                " WHERE kind = 'file_details' ORDER BY file_id, number DESC",
            )
            self.receipts = _rows(
                database, "SELECT report_id, raw FROM intake_document WHERE kind = 'receipt'"
            )
            self.texts = _rows(
                database, "SELECT report_id, raw FROM intake_document WHERE kind = 'report'"
            )
            self.events = Counter(
                _rows(database, "SELECT kind, object_id FROM audit_event WHERE kind LIKE 'intake%'")
            )
            self.waiting = {
                row[0] for row in _rows(database, "SELECT report_id FROM intake_waiting")
            }


def _rows(database: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return database.execute(query).fetchall()


def _by(database: psycopg.Connection, query: str) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in _rows(database, query)}


def settle(promises: list[Promise], tried: int, home: Path) -> Account:
    """Hold every promise against the books."""
    books = Books()
    account = Account(tried=tried, held=len(books.reports))
    receipts = dict(books.receipts)
    for promise in promises:
        if promise.report_id is None:
            continue
        account.acknowledged += 1 + len(promise.files) + len(promise.details)
        account.acknowledged += promise.receipt is not None
        account.lost += _missing(promise, books, receipts)
    account.lost += _not_in_the_vault(books, home)
    account.lost += _not_accounted_for(books)
    account.duplicated += _twice(books)
    return account


def _missing(promise: Promise, books: Books, receipts: dict[int, bytes]) -> list[str]:
    report_id = int(promise.report_id or 0)
    states = {
        End.FINISHED: {"finished"},
        End.RETRACTED: {"retracted"},
        End.LEFT_OPEN: {"open"},
        End.GIVEN_UP: {"open", "finished", "retracted"},
    }
    missing = []
    held = books.reports.get(report_id)
    if held is None or held[0] not in states[promise.end]:
        missing.append(f"report {report_id} was {promise.end} and is {held}")
    if promise.receipt is not None and receipts.get(report_id) != promise.receipt:
        missing.append(f"the receipt of {report_id} differs")
    if promise.end is End.FINISHED and report_id not in books.waiting:
        missing.append(f"report {report_id} does not wait for linking")
    for file_id, content in promise.files.items():
        row = books.files.get(file_id)
        if row is None or (row[0], row[1]) != (report_id, _md5(content)):
            missing.append(f"file {file_id} of report {report_id} is {row}")
    for file_id, text in promise.details.items():
        if books.details.get(file_id, (None,))[0] != text:
            missing.append(f"the details of file {file_id} differ")
    return missing


def _not_in_the_vault(books: Books, home: Path) -> list[str]:
    wrong = []
    for file_id, (_, md5, key) in books.files.items():
        path = home / "vault" / key[:2] / key
        if not path.exists() or _md5(path.read_bytes()) != md5:
            wrong.append(f"the bytes of file {file_id}")
    drafts = home / "vault/drafts"
    return wrong + [f"sealed under another name: {path}" for path in _misnamed(home, drafts)]


def _misnamed(home: Path, drafts: Path) -> list[str]:
    return [
        str(path)
        for path in (home / "vault").rglob("*")
        if path.is_file()
        and path.parent != drafts
        and hashlib.sha256(path.read_bytes()).hexdigest() != path.name
    ]


def _not_accounted_for(books: Books) -> list[str]:
    """Every change has its one event, and every finished report its one receipt and place."""
    wrong = []
    for report_id, (state,) in books.reports.items():
        if books.events[("intake:report:open", str(report_id))] != 1:
            wrong.append(f"report {report_id} has no event of its opening")
        if state == "finished" and books.events[("intake:report:finish", str(report_id))] != 1:
            wrong.append(f"report {report_id} has no event of its finish")
        if (state == "finished") != (report_id in books.waiting):
            wrong.append(f"report {report_id} is {state} and waits: {report_id in books.waiting}")
    return wrong + [
        f"file {file_id} has no event"
        for file_id in books.files
        if books.events[("intake:file:upload", file_id)] != 1
    ]


def _twice(books: Books) -> list[str]:
    finished = {number for number, (state,) in books.reports.items() if state == "finished"}
    texts = Counter(bytes(raw) for report_id, raw in books.texts if report_id in finished)
    twice = [f"{count} finished reports with one marker" for count in texts.values() if count > 1]
    receipts = Counter(report_id for report_id, _ in books.receipts)
    return twice + [f"{count} receipts of {one}" for one, count in receipts.items() if count > 1]


def _md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()  # noqa: S324  what the wire promises
