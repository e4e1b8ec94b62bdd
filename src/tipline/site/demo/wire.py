"""Send a made-up report over real HTTP, as a provider's client would."""

from __future__ import annotations

import http.client
import re
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tipline.synthetic import WorldReport

BOUNDARY = "tipline-demo-boundary"
XML = "text/xml; charset=utf-8"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


class Refused(Exception):
    """The intake did not answer with success; the message holds its answer."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sender signs in to the wire with."""

    username: str
    secret: str


class Client:
    """One kept-open connection to the intake; not to be shared between threads."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def send(self, report: WorldReport, credentials: Credentials, prior: dict[int, int]) -> int:
        """Submit, upload, describe and finish one report; return the id that the intake gave it.

        `prior` maps the world's numbers of earlier reports to the ids that they got.
        """
        report_xml, _ = report.addressed(0, report.file_ids, prior)
        report_id = int(_value("reportId", self._post("submit", report_xml, XML, credentials)))
        identity = ("id", None, str(report_id).encode())
        file_ids = []
        for file in report.files:
            form = _form([identity, ("file", file.name, file.content())])
            file_ids.append(_value("fileId", self._post("upload", form, FORM, credentials)))
        _, details = report.addressed(report_id, tuple(file_ids), prior)
        for document in details:
            self._post("fileinfo", document, XML, credentials)
        self._post("finish", _form([identity]), FORM, credentials)
        return report_id

    def _post(self, call: str, body: bytes, content_type: str, credentials: Credentials) -> str:
        token = b64encode(f"{credentials.username}:{credentials.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": content_type}
        self._connection.request("POST", f"/ispws/{call}", body, headers)
        response = self._connection.getresponse()
        answer = response.read().decode()
        if _value("responseCode", answer) != "0":
            raise Refused(f"The intake answered {response.status} to /{call}: {answer}")
        return answer


def _value(name: str, answer: str) -> str:
    match = re.search(rf"<{name}>([^<]*)</{name}>", answer)
    return match[1] if match else ""


def _form(parts: list[tuple[str, str | None, bytes]]) -> bytes:
    body = b""
    for name, file_name, content in parts:
        disposition = f'form-data; name="{name}"'
        if file_name is not None:
            disposition += f'; filename="{file_name}"'
        head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n"
        body += head.encode() + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()
