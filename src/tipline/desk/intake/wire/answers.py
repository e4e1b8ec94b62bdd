"""Write the answer documents, and give each code its HTTP status."""

from __future__ import annotations

import re
from enum import StrEnum
from xml.sax.saxutils import escape

import msgspec

from tipline.desk.intake.types import Code

XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
XML_TYPE = "application/xml;charset=UTF-8"

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
    507: "Insufficient Storage",
}


class Root(StrEnum):
    """The root element of an answer; /finish has its own (reference, section 1.4)."""

    REPORT = "reportResponse"
    DONE = "reportDoneResponse"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is answered to one call. `http_status` overrides the status that the code has."""

    code: Code = Code.SUCCESS
    text: str = "Success"
    root: Root = Root.REPORT
    report_id: int | None = None
    file_id: str | None = None
    hash: str | None = None
    file_ids: tuple[str, ...] = ()
    http_status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()


def http_status(answer: Answer, *, legacy_always_200: bool = False) -> int:
    """Map an answer to its HTTP status (reference, section 1.7).

    With `legacy_always_200` only a missing or wrong password has a status of its own, as HTTP
    itself demands, and so has what is refused before the protocol begins (429, 413).
    """
    if legacy_always_200 and answer.code is not Code.AUTHENTICATION_REQUIRED:
        return answer.http_status if answer.http_status in {413, 429} else 200
    return answer.http_status or _status_of_code(answer.code)


def _status_of_code(code: Code) -> int:
    match code:
        case Code.SUCCESS:
            return 200
        case Code.AUTHENTICATION_REQUIRED:
            return 401
        case Code.NOT_FOUND | Code.NO_SUCH_REPORT | Code.NO_SUCH_FILE:
            return 404
        case Code.ALREADY_RETRACTED | Code.ALREADY_FINISHED:
            return 409
    return {1: 500, 3: 403}.get(code // 1000, 400)


def write_answer(answer: Answer) -> bytes:
    """Write the document of an answer, compact on one line after its declaration."""
    body = _done(answer) if answer.root is Root.DONE else _response(answer)
    return f"{XML_DECLARATION}\n<{answer.root}>{body}</{answer.root}>".encode()


def _response(answer: Answer) -> str:
    return (
        _element("responseCode", answer.code)
        + _element("responseDescription", answer.text)
        + _element("reportId", answer.report_id)
        + _element("fileId", answer.file_id)
        + _element("hash", answer.hash)
    )


def _done(answer: Answer) -> str:
    # The schema gives this document no description. On failure one is added, last, where a
    # reader that goes by the order of the schema has already found all that it looks for.
    files = "".join(_element("fileId", file_id) for file_id in answer.file_ids)
    failed = answer.code is not Code.SUCCESS
    return (
        _element("responseCode", answer.code)
        + _element("reportId", answer.report_id)
        + (f"<files>{files}</files>" if files else "<files/>")
        + (_element("responseDescription", answer.text) if failed else "")
    )


def _element(name: str, value: int | str | None) -> str:
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, int) else escape(_writable(value))
    return f"<{name}>{text}</{name}>"


def _writable(text: str) -> str:
    """Replace what XML 1.0 cannot carry, so that no input can break the answer about it."""
    return NOT_IN_XML.sub("�", text)
