"""Receive mail and calls on this machine, as a mail server and a webhook's owner would."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message


class Mailbox(socketserver.ThreadingTCPServer):
    """An SMTP server that keeps what it is given; `refusing` answers that it cannot now."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[tuple[str, Message]] = []
        self.refusing = False


class _Conversation(socketserver.StreamRequestHandler):
    """RFC 5321 as far as a client needs it that sends one mail."""

    server: Mailbox

    def handle(self) -> None:
        receiver = ""
        self._say("220 mailbox.example.com")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word in {b"EHLO", b"HELO"}:
                self._say("250 mailbox.example.com")
            elif word == b"RCPT":
                receiver = line.decode().partition("<")[2].partition(">")[0]
                self._say("451 later" if self.server.refusing else "250 ok")
            elif word == b"DATA":
                self._say("354 go on")
                self.server.received.append((receiver, message_from_bytes(self._read_mail())))
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _read_mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class Hook(ThreadingHTTPServer):
    """An HTTP server that keeps the calls that it is given and answers with `status`.

    `garbled` answers with what is no HTTP.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.garbled = False


class _Call(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self._answer()

    def do_GET(self) -> None:
        self.server.received.append((dict(self.headers), b""))
        self._answer()

    def _answer(self) -> None:
        if self.server.garbled:
            self.wfile.write(b"no such protocol\r\n\r\n")
            return
        self.send_response(self.server.status)
        if self.server.status in {301, 302}:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing in the tests' output."""


Served = TypeVar("Served", bound=socketserver.BaseServer)


@contextmanager
def serving(server: Served) -> Iterator[Served]:
    """Serve in a thread while the block runs."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
