"""A client of the reporting API that speaks as the clients in the field do, each in its manner."""

from __future__ import annotations

import http.client
import io
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

BOUNDARY = "a-boundary-of-the-client"

# What the clients in the field send with an XML body (reference, section 1.3).
XML_MANNERS = ("text/xml; charset=utf-8", "text/xml", "application/xml", "text/plain;charset=UTF-8")
FORM_MANNERS = ("multipart", "urlencoded")


@dataclass(frozen=True)
class Answered:
    """An answer as a client reads it: by element names, whatever the root."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    root: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    file_ids: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        return int(self.values["responseCode"])

    @property
    def text(self) -> str:
        return self.values.get("responseDescription", "")

    @property
    def report_id(self) -> str:
        return self.values["reportId"]

    @property
    def file_id(self) -> str:
        return self.values["fileId"]


def read_answer(status: int, headers: Mapping[str, str], body: bytes) -> Answered:
    if "xml" not in headers.get("content-type", "") or not body:
        return Answered(status, headers, body)
    root = ET.fromstring(body)  # noqa: S314  our own server's answer
    values = {child.tag: child.text or "" for child in root}
    file_ids = tuple(one.text or "" for one in root.findall("files/fileId"))
    return Answered(status, headers, body, root.tag, values, file_ids)


Send = "Callable[[str, str, Mapping[str, str], bytes | Iterator[bytes]], Answered]"


class FieldClient:
    """Sends calls through a transport as one account."""

    def __init__(self, send: Send, username: str = "", secret: str = "") -> None:
        self._send = send
        self._token = b64encode(f"{username}:{secret}".encode()).decode()
        self.username = username

    def call(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        known = {"Authorization": f"Basic {self._token}", **(headers or {})}
        return self._send(method, f"/ispws{path}", known, body)

    def status(self) -> Answered:
        return self.call("GET", "/status")

    def submit(self, xml: bytes, manner: str = XML_MANNERS[0]) -> Answered:
        return self.call("POST", "/submit", xml, {"Content-Type": manner})

    def fileinfo(self, xml: bytes, manner: str = XML_MANNERS[0]) -> Answered:
        return self.call("POST", "/fileinfo", xml, {"Content-Type": manner})

    def upload(
        self,
        report_id: str | int,
        content: bytes,
        *,
        file_name: str | None = "a.bin",
        chunked: bool = False,
        file_first: bool = False,
    ) -> Answered:
        parts = [form_part("id", str(report_id).encode()), file_part(content, file_name)]
        raw = b"".join(reversed(parts) if file_first else parts) + form_end()
        return self.form(
            "/upload", (raw[i : i + 999] for i in range(0, len(raw), 999)) if chunked else raw
        )

    def form(self, path: str, raw: bytes | Iterator[bytes]) -> Answered:
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.call("POST", path, raw, kind)

    def finish(self, report_id: str | int, manner: str = "multipart") -> Answered:
        return self._by_id("/finish", report_id, manner)

    def retract(self, report_id: str | int, manner: str = "multipart") -> Answered:
        return self._by_id("/retract", report_id, manner)

    def _by_id(self, path: str, report_id: str | int, manner: str) -> Answered:
        if manner == "multipart":
            return self.form(path, form_part("id", str(report_id).encode()) + form_end())
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.call("POST", path, urlencode({"id": report_id}).encode(), kind)


def form_part(name: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n"


def file_part(content: bytes, file_name: str | None = "a.bin") -> bytes:
    named = "" if file_name is None else f'; filename="{file_name}"'
    typed = "" if file_name is None else "Content-Type: application/octet-stream\r\n"
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"{named}\r\n{typed}\r\n'
    return head.encode() + content + b"\r\n"


def form_end() -> bytes:
    return f"--{BOUNDARY}--\r\n".encode()


def over_http(url: str) -> Send:
    """Send over real HTTP, each call on a connection of its own."""
    address = urlsplit(url)

    def send(
        method: str, path: str, headers: Mapping[str, str], body: bytes | Iterator[bytes]
    ) -> Answered:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        try:
            connection.request(method, path, body or None, dict(headers))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return read_answer(response.status, found, response.read())
        finally:
            connection.close()

    return send


def in_process(application: Callable[..., object]) -> Send:
    """Send straight into a WSGI application, so that a test can hold its clock and its switches."""

    def send(
        method: str, path: str, headers: Mapping[str, str], body: bytes | Iterator[bytes]
    ) -> Answered:
        raw = body if isinstance(body, bytes) else b"".join(body)
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "REMOTE_ADDR": "192.0.2.10",
            "CONTENT_LENGTH": str(len(raw)),
            "CONTENT_TYPE": headers.get("Content-Type", ""),
            "HTTP_AUTHORIZATION": headers["Authorization"],
            "wsgi.input": io.BytesIO(raw),
        }
        began: list[tuple[str, list[tuple[str, str]]]] = []
        document = b"".join(application(environ, lambda *head: began.append(head)))
        status, found = began[0]
        named = {name.lower(): value for name, value in found}
        return read_answer(int(status.split()[0]), named, document)

    return send
