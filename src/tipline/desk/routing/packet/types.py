"""What a hand-over packet is made of."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tipline.desk.intake.types import RawDocument, ReportDocuments
from tipline.desk.location.types import Located
from tipline.desk.routing.types import RoutedReport
from tipline.desk.triage.types import Clock, Missing, Reason, Tier


class PacketReport(msgspec.Struct, frozen=True, kw_only=True):
    """One report of a packet: as it came, as it was read, where it points, where it goes.

    `located` and `routed` are None where the report was not located or routed yet.
    """

    raw: tuple[RawDocument, ...]
    documents: ReportDocuments
    located: Located | None
    routed: RoutedReport | None

    @property
    def report_id(self) -> str:
        """The number of the report, as text."""
        return str(self.documents.report_id)


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """How urgent what is handed over is, and what is missing, as the queue says it."""

    tier: Tier
    title: str
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    clocks: tuple[Clock, ...]
    policy: str


class HandOver(msgspec.Struct, frozen=True, kw_only=True):
    """Who hands what to whom, when and why.

    `by` is the audit log's name of who asked; `to` and `to_name` are None where no agency is named.
    """

    subject: str
    from_agency: str
    by: str
    to: str | None
    to_name: str | None
    reason: str
    made_at: datetime
    version: str


class PacketContents(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the documents of a packet are written from.

    `names` are those of agencies by code, and of people who chose one by their name in the log.
    """

    hand_over: HandOver
    reports: tuple[PacketReport, ...]
    ranking: Ranking | None
    names: dict[str, str] = {}


class PacketFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a packet: its path inside, its bytes, and what it is."""

    path: str
    content: bytes
    what: str
