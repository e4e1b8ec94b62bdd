"""Send a page over SMTP or HTTPS: one attempt each, whose failure says its type and no more."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from tipline.desk.triage.paging.configuration import read_secret
from tipline.desk.triage.paging.messages import say_call, say_mail, sign

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.triage.paging.configuration import Paging
    from tipline.desk.triage.paging.messages import DueSend

WAIT_S = 10


class NotSent(Exception):
    """A message was not taken; the text names the type of the failure and nobody."""


def _direct() -> urllib.request.OpenerDirector:
    """Return an opener that follows no redirect and no proxy: a page goes where the file says."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


_OPENER = _direct()


def send_page(send: DueSend, paging: Paging, *, now: datetime) -> None:
    """Send one message to its receiver; raises NotSent, BadPaging."""
    if send.target.startswith(("http://", "https://")):
        _call(send, paging, now)
    else:
        _mail(send, paging)


def ask_heartbeat(url: str) -> None:
    """Tell whoever watches from outside that the pager lives; raises NotSent."""
    _open(urllib.request.Request(url, method="GET"))  # noqa: S310  an https address of the file


def _mail(send: DueSend, paging: Paging) -> None:
    smtp = paging.smtp
    if smtp is None:
        raise NotSent("no mail server is configured any more")
    mail = say_mail(send, paging.link, smtp.sender)
    server = EmailBackend(
        host=smtp.host,
        port=smtp.port,
        username=smtp.user or None,
        password=read_secret(smtp.password_file).decode() if smtp.password_file else None,
        use_tls=smtp.security == "starttls",
        use_ssl=smtp.security == "tls",
        timeout=WAIT_S,
    )
    headers = {"Message-ID": mail.message_id, "X-Priority": "1", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(mail.subject, mail.body, smtp.sender, [send.target], headers=headers)
    try:
        server.send_messages([message])
    except (OSError, SMTPException, ValueError) as error:
        raise NotSent(type(error).__name__) from error


def _call(send: DueSend, paging: Paging, now: datetime) -> None:
    body = say_call(send, paging.link)
    request = urllib.request.Request(  # noqa: S310  an https address of the paging file
        send.target,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "Idempotency-Key": send.key,
            "Tipline-Signature": sign(read_secret(paging.webhook_secret_file), body, now),
        },
    )
    _open(request)


def _open(request: urllib.request.Request) -> None:
    try:
        with _OPENER.open(request, timeout=WAIT_S):
            pass
    except urllib.error.HTTPError as error:
        error.close()
        raise NotSent(f"HTTP {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        # An answer that is no HTTP is no OSError, nor is an address that no request can carry.
        raise NotSent(type(error).__name__) from error
