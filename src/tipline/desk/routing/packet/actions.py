"""Write a hand-over packet: the one way in which identifiers leave in clear.

Promise: the audit event, with the reason and the manifest's hash, stands before the first byte is
on the disk; a packet that could not be written has an event all the same.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.routing.errors import UnknownAgency
from tipline.desk.routing.packet.assembling import assemble_packet
from tipline.desk.routing.packet.gathering import gather_packet
from tipline.desk.routing.packet.manifest import write_manifest
from tipline.desk.routing.packet.storage import check_free, write_packet, zip_packet
from tipline.desk.routing.packet.types import HandOver, PacketFile
from tipline.desk.routing.rules.stating_reasons import check_reason
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor


class WrittenPacket(msgspec.Struct, frozen=True, kw_only=True):
    """What was written: where, about what, to whom, how many files, and the manifest's SHA-256."""

    path: str
    subject: str
    to: str | None
    report_ids: tuple[str, ...]
    files: int
    manifest_sha256: str


def export_packet(
    actor: Actor,
    subject: str,
    out: Path,
    *,
    to: str | None,
    reason: str,
    tables: Tables,
    now: datetime,
) -> WrittenPacket:
    """Write a packet about a report or a cluster to a new folder, or a new `.zip`.

    Raises NotPermitted, UnfitReason, UnknownAgency, PacketExists, NoSuchReport, NoSuchCluster,
    TooManyReports.
    """
    check_free(out)
    made = _make(actor, subject, to=to, reason=reason, tables=tables, now=now)
    write_packet(out, made.files, made.manifest)
    return made.say(str(out))


def export_packet_bytes(
    actor: Actor,
    subject: str,
    *,
    to: str | None,
    reason: str,
    tables: Tables,
    now: datetime,
) -> bytes:
    """Return a packet as the bytes of a `.zip`, for who downloads it: nothing is left on a disk.

    Raises NotPermitted, UnfitReason, UnknownAgency, NoSuchReport, NoSuchCluster, TooManyReports.
    """
    made = _make(actor, subject, to=to, reason=reason, tables=tables, now=now)
    return zip_packet(made.files, made.manifest)


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    """A packet whose event stands in the log, to be written or sent."""

    hand_over: HandOver
    report_ids: tuple[str, ...]
    files: tuple[PacketFile, ...]
    manifest: bytes

    def say(self, path: str) -> WrittenPacket:
        return WrittenPacket(
            path=path,
            subject=self.hand_over.subject,
            to=self.hand_over.to,
            report_ids=self.report_ids,
            files=len(self.files),
            manifest_sha256=hashlib.sha256(self.manifest).hexdigest(),
        )


def _make(
    actor: Actor, subject: str, *, to: str | None, reason: str, tables: Tables, now: datetime
) -> _Made:
    check_may(actor, Action.EXPORT_PACKET, reason=reason)
    said = check_reason(reason)
    if to is not None and to not in tables.agencies:
        raise UnknownAgency(f"There is no agency {to!r} in the tables: see `tipline route table`.")
    contents = gather_packet(actor, subject, to=to, reason=said, tables=tables, now=now)
    files = assemble_packet(contents)
    report_ids = tuple(report.report_id for report in contents.reports)
    made = _Made(
        hand_over=contents.hand_over,
        report_ids=report_ids,
        files=files,
        manifest=write_manifest(contents.hand_over, report_ids, files),
    )
    _record(actor, made.say(""), said, now)
    return made


def _record(actor: Actor, written: WrittenPacket, reason: str, now: datetime) -> None:
    kind, _, number = written.subject.partition(" ")
    with acting(actor):
        record(
            actor,
            "routing:packet:export",
            object_type=kind,
            object_id=number,
            after={
                "to": written.to,
                "report_ids": written.report_ids,
                "files": written.files,
                "manifest_sha256": written.manifest_sha256,
            },
            reason=reason,
            now=now,
        )
