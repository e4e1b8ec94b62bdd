"""Senders that go on whatever happens, and note what they were promised."""

from __future__ import annotations

import hashlib
import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from xml.etree import ElementTree as ET

from integration.intake.documents import REPORT, file_details
from integration.intake.field_client import FieldClient, over_http

PAUSE_SECONDS = 0.05
GIVE_UP_SECONDS = 60


class End(StrEnum):
    """How a submission ended, as its sender knows it."""

    FINISHED = "finished"
    RETRACTED = "retracted"
    LEFT_OPEN = "left open"
    GIVEN_UP = "given up"


@dataclass
class Promise:
    """What the server acknowledged of one submission."""

    marker: str
    report_id: str | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    details: dict[str, bytes] = field(default_factory=dict)
    receipt: bytes | None = None
    end: End = End.GIVEN_UP


class Interrupted(Exception):
    """A call whose outcome the sender does not know."""


class Sender(threading.Thread):
    """Submits reports in the order that careful clients use, until it is told to stop."""

    def __init__(self, url: str, username: str, secret: str, seed: str) -> None:
        super().__init__(daemon=True)
        self._client = FieldClient(over_http(url), username, secret)
        self._dice = random.Random(seed)  # noqa: S311  a campaign that can be repeated
        self._seed = seed
        self.told_to_stop = threading.Event()
        self.promises: list[Promise] = []
        self.tried = 0

    def run(self) -> None:
        while not self.told_to_stop.is_set():
            promise = Promise(marker=f"{self._seed}-{len(self.promises)}")
            self.promises.append(promise)
            try:
                self._submit(promise)
            except Interrupted:
                self._recover(promise)

    def _submit(self, promise: Promise) -> None:
        document = REPORT.replace(b"acct-1", promise.marker.encode())
        promise.report_id = self._call("submit", document).report_id
        for _ in range(self._dice.choice([0, 0, 1, 2])):
            self._attach(promise)
        ending = self._dice.random()
        if ending < 0.1:
            promise.end = End.LEFT_OPEN
        elif ending < 0.2:
            self._retract(promise)
        else:
            self._finish(promise)

    def _attach(self, promise: Promise) -> None:
        content = self._dice.randbytes(self._dice.choice([10, 1000, 300_000]))
        answer = self._call("upload", promise.report_id, content)
        assert answer.values["hash"] == hashlib.md5(content).hexdigest()  # noqa: S324  the wire's
        promise.files[answer.file_id] = content
        if self._dice.random() < 0.7:
            viewed = "<fileViewedByEsp>true</fileViewedByEsp>"
            text = file_details(promise.report_id or "", answer.file_id, viewed)
            self._call("fileinfo", text)
            promise.details[answer.file_id] = text

    def _finish(self, promise: Promise) -> None:
        answer = self._call("finish", promise.report_id)
        promise.receipt, promise.end = answer.body, End.FINISHED

    def _retract(self, promise: Promise) -> None:
        self._call("retract", promise.report_id)
        promise.end = End.RETRACTED

    def _recover(self, promise: Promise) -> None:
        """Do as the reference advises: retract, and take `already finished` for success."""
        if promise.report_id is None:
            return
        until = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            try:
                code = self._client.retract(promise.report_id).code
            except (OSError, http.client.HTTPException, ET.ParseError, KeyError):
                code = 1000
            if code in {0, 5101}:
                promise.end = End.RETRACTED
                return
            if code == 5102:
                promise.end = End.FINISHED
                return
            time.sleep(PAUSE_SECONDS)

    def _call(self, name: str, *arguments: object):
        self.tried += 1
        try:
            answer = getattr(self._client, name)(*arguments)
            code = answer.code
        except (OSError, http.client.HTTPException, ET.ParseError, KeyError) as error:
            time.sleep(PAUSE_SECONDS)
            raise Interrupted(name) from error
        if code != 0:
            raise Interrupted(f"{name}: {code} {answer.text}")
        return answer
