"""Explain the reporting API to who builds a client, in one page without any outside resource."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from tipline.desk.intake.rules import OPEN_AFTER_A_CHANGE, OPEN_FOR_AT_LEAST
from tipline.desk.intake.types import Code
from tipline.desk.intake.wire.answers import Answer, http_status

if TYPE_CHECKING:
    from collections.abc import Iterable

CALLS = (
    ("GET /status", "nothing", "Checks that the server is there and that the account is known."),
    ("GET /xsd", "nothing", "Gives the schema of all documents."),
    ("POST /submit", "one XML document, root report", "Opens a report and answers its reportId."),
    (
        "POST /upload",
        "multipart/form-data with the fields id and file",
        "Attaches a file of any size and answers its fileId and the MD5 of what arrived.",
    ),
    (
        "POST /fileinfo",
        "one XML document, root fileDetails",
        "Describes a file. Sent again for the same file, it replaces what was said before.",
    ),
    ("POST /finish", "a form with the field id", "Completes the report. The answer is a receipt."),
    ("POST /retract", "a form with the field id", "Cancels a report that is not finished."),
)

MEANINGS = {
    Code.SUCCESS: "Done, and durable: it survives a crash of this server.",
    Code.SERVER_ERROR: "Something failed here, or the account sends too fast (429). Try again.",
    Code.SAVE_FAILED: "It could not be saved. Try again.",
    Code.UPLOAD_FAILED: "The file could not be kept, for example because the disk is full.",
    Code.FILE_UPLOAD_FAILED: "The file could not be kept. Try again.",
    Code.NOT_FOUND: "There is no such call.",
    Code.UPDATE_FAILED: "The change could not be saved. Try again.",
    Code.AUTHENTICATION_REQUIRED: "No account, or the wrong password.",
    Code.NOT_AUTHORISED: "The account may not do this.",
    Code.MAY_NOT_SUBMIT: "The account is closed.",
    Code.MAY_NOT_UPDATE: "The report belongs to another account.",
    Code.INVALID_REQUEST: "The call is not formed as it has to be; the text names the field.",
    Code.VALIDATION_FAILED: "The document breaks the schema or a rule; each line says where.",
    Code.MALFORMED_XML: "The document is no XML, or of a kind that is not read (DOCTYPE).",
    Code.MALFORMED_FILE: "The form of /upload has no file, or more than one.",
    Code.NO_SUCH_REPORT: "The report was never opened, or its time has passed.",
    Code.NO_SUCH_FILE: "The report has no such file.",
    Code.ALREADY_RETRACTED: "The report was cancelled.",
    Code.ALREADY_FINISHED: "The report is finished; to a repeated /finish this means success.",
}


@cache
def documentation() -> bytes:
    """Return the page, as HTML."""
    hours = int(OPEN_FOR_AT_LEAST.total_seconds() // 3600)
    minutes = int(OPEN_AFTER_A_CHANGE.total_seconds() // 60)
    calls = _rows((call, reads, does) for call, reads, does in CALLS)
    codes = _rows(
        (str(int(code)), str(http_status(Answer(code=code))), meaning)
        for code, meaning in MEANINGS.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<title>Sending reports</title></head><body><h1>Sending reports</h1>"
        "<p>Every call but this page needs HTTP Basic authentication. Every answer carries a"
        " Request-ID; name it when you ask about a call. Decide by responseCode first, by the"
        " HTTP status second.</p>"
        f"<h2>Calls</h2><table><tr><th>Call</th><th>Reads</th><th>Does</th></tr>{calls}</table>"
        "<p>Documents are UTF-8 without a DOCTYPE. Times carry their zone. A form may be multipart"
        " or urlencoded; bodies may be chunked.</p>"
        f"<p>An unfinished report lapses {hours} hours after it was opened or {minutes} minutes"
        " after its last change, whichever is later. It was not received then.</p>"
        f"<h2>Answers</h2><table><tr><th>Code</th><th>HTTP</th><th>Meaning</th></tr>{codes}</table>"
        "</body></html>\n"
    ).encode()


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
