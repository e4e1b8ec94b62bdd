"""Answer the reporting API over WSGI, apart from Django's own handler and its middleware.

Promise: every answer names its request, an answered success is durable, and what goes wrong
inside is answered with a code of the wire and never with a trace.
"""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from typing import TYPE_CHECKING, Any

import msgspec
import psycopg
from django.db import DatabaseError, InterfaceError, connection

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.types import Code
from tipline.desk.intake.wire import handlers
from tipline.desk.intake.wire.answers import (
    REASONS,
    XML_TYPE,
    Answer,
    Root,
    http_status,
    write_answer,
)
from tipline.desk.intake.wire.authentication import authenticate
from tipline.desk.intake.wire.body import Body, BodyBroken
from tipline.desk.intake.wire.documentation import documentation
from tipline.desk.intake.wire.flood import Allowance
from tipline.desk.intake.wire.request import Request
from tipline.report import schema_xsd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from wsgiref.types import StartResponse

    from tipline.desk.intake.wire.configuration import WireSettings

log = logging.getLogger(__name__)

PREFIX = "/ispws"

CALLS: dict[tuple[str, str], Callable[[Request], Answer]] = {
    ("GET", "/status"): handlers.status,
    ("POST", "/submit"): handlers.submit,
    ("POST", "/upload"): handlers.upload,
    ("POST", "/fileinfo"): handlers.fileinfo,
    ("POST", "/finish"): handlers.finish,
    ("POST", "/retract"): handlers.retract,
}
METHODS = {path: method for method, path in CALLS} | {"/xsd": "GET", "/documentation": "GET"}


class Wire:
    """The reporting API as a WSGI application. `clock` gives the time as an aware datetime."""

    def __init__(self, settings: WireSettings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._allowance = Allowance(per_second=settings.requests_per_second, burst=settings.burst)

    def __call__(
        self, environ: Mapping[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one call."""
        request_id = secrets.token_hex(8)
        path = environ["PATH_INFO"].removeprefix(PREFIX).rstrip("/")
        body = Body(environ)
        status, kind, document, headers = self._answer(environ, path, body, request_id)
        body.drain()
        start_response(
            f"{status} {REASONS[status]}",
            [
                ("Content-Type", kind),
                ("Content-Length", str(len(document))),
                ("Request-ID", request_id),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                *headers,
            ],
        )
        return [document] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _answer(
        self, environ: Mapping[str, Any], path: str, body: Body, request_id: str
    ) -> tuple[int, str, bytes, tuple[tuple[str, str], ...]]:
        try:
            answer = self._route(environ, path, body)
        except Refused as refused:
            answer = _refusal(refused)
        except BodyBroken:
            answer = Answer(
                code=Code.INVALID_REQUEST,
                text="The body ended before it was whole. Nothing was kept. Send it again.",
            )
        except Exception as error:  # noqa: BLE001  the outermost handler: a call is always answered
            answer = _failure(error, request_id)
        if isinstance(answer, Answer):
            answer = _rooted(answer, path)
            status = http_status(answer, legacy_always_200=self._settings.legacy_always_200)
            return status, XML_TYPE, write_answer(answer), answer.headers
        return 200, *answer, ()

    def _route(
        self, environ: Mapping[str, Any], path: str, body: Body
    ) -> Answer | tuple[str, bytes]:
        method = environ["REQUEST_METHOD"]
        _check_method(method, path)
        if path == "/documentation":
            return "text/html; charset=utf-8", documentation()
        # Django does this for its own requests: a connection that a restart or a restore of the
        # database ended since the last call is opened anew, where it would fail this one.
        connection.close_if_unusable_or_obsolete()
        connection.close_if_health_check_failed()
        sender = authenticate(environ.get("HTTP_AUTHORIZATION", ""))
        self._allowance.spend(sender.sender_id, at=time.monotonic())
        if path == "/xsd":
            return XML_TYPE, schema_xsd(self._settings.version)
        request = Request(
            sender=sender,
            content_type=environ.get("CONTENT_TYPE", ""),
            body=body,
            remote_ip=environ.get("REMOTE_ADDR", ""),
            now=self._clock(),
            settings=self._settings,
        )
        _check_encoding(environ)
        return CALLS[METHODS[path], path](request)


def _check_method(method: str, path: str) -> None:
    expected = METHODS.get(path)
    if expected is None:
        raise Refused(
            Code.NOT_FOUND,
            f"There is no {_shown(path)} here. The calls are {', '.join(sorted(METHODS))}.",
        )
    if method != expected and (method, expected) != ("HEAD", "GET"):
        raise Refused(
            Code.INVALID_REQUEST,
            f"{path} is called with {expected}, not with {_shown(method)}.",
            http_status=405,
            headers=(("Allow", expected),),
        )


def _shown(path: str) -> str:
    """Show a path that somebody else wrote: short, and without what could steer a terminal."""
    return "".join(c if c.isprintable() else "�" for c in path[:60]) or "/"


def _check_encoding(environ: Mapping[str, Any]) -> None:
    encoding = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding not in {"", "identity"}:
        raise Refused(
            Code.INVALID_REQUEST,
            f"The body is compressed ({encoding[:20]}). Send it as it is.",
            http_status=415,
        )


def _refusal(refused: Refused) -> Answer:
    return Answer(
        code=refused.code,
        text=refused.text,
        report_id=refused.report_id,
        http_status=refused.http_status,
        headers=refused.headers,
    )


def _rooted(answer: Answer, path: str) -> Answer:
    root = Root.DONE if path == "/finish" else Root.REPORT
    return answer if answer.root is root else msgspec.structs.replace(answer, root=root)


def _failure(error: Exception, request_id: str) -> Answer:
    # The text of a database error can hold a person's identifiers; where it happened cannot.
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("Request %s failed with %s at\n%s", request_id, type(error).__qualname__, where)
    if isinstance(error, (DatabaseError, InterfaceError, psycopg.Error)):
        connection.close()
    return Answer(
        code=Code.SERVER_ERROR,
        text=f"Something failed in this server. Try again. Request {request_id} is in its log.",
    )
