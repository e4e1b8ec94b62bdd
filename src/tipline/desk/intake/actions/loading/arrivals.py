"""What a load hands over to be kept, and how it lies in rows."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.types import DocumentKind, Environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tipline.trust.people.types import Actor

    Row = tuple[object, ...]


class NewDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A text beside the report's own, byte for byte."""

    kind: DocumentKind
    raw: bytes
    file_id: str | None = None


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that lies in the vault under its SHA-256."""

    file_id: str
    name: str
    md5: str
    sha256: str
    size: int


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it was read and judged; `findings` is JSON."""

    path: str
    content_sha256: bytes
    sender_name: str
    report: bytes
    documents: tuple[NewDocument, ...]
    files: tuple[NewFile, ...]
    batched: bool
    urgent: bool
    has_errors: bool
    findings: bytes


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a content: its report, and whether it is new, and then from which path."""

    report_id: int
    is_new: bool
    path: str
    has_errors: bool


class RefusedArrival(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is no report. What is too large for a row lies in the vault."""

    path: str
    reason: str
    sha256: bytes
    raw: bytes | None
    vault_key: str | None


class LoadSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a load takes reports in. `sender_name` empty: each report names its own sender."""

    environment: Environment
    sender_name: str
    schema_version: str


def digest_path(path: str) -> bytes:
    """Digest a path to 32 bytes: short enough for an index, whatever the path."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).digest()


def writable(text: str) -> str:
    """Write a path or a name as text that a database, JSON and a terminal can hold."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")


def report_row(report_id: int, arrival: Arrival) -> Row:
    """Write a report as a row of loading_report."""
    return (
        report_id,
        arrival.content_sha256,
        arrival.sender_name,
        arrival.batched,
        arrival.urgent,
        arrival.has_errors,
        arrival.findings.decode(),
        arrival.report,
        hashlib.sha256(arrival.report).digest(),
        writable(arrival.path),
        digest_path(arrival.path),
    )


def document_rows(report_id: int, arrival: Arrival) -> Iterator[Row]:
    """Write a report's other texts as rows of loading_document."""
    for number, one in enumerate(arrival.documents, start=1):
        sha256 = hashlib.sha256(one.raw).digest()
        yield report_id, number, one.kind, one.file_id, one.raw, sha256


def file_rows(report_id: int, arrival: Arrival) -> Iterator[Row]:
    """Write a report's files as rows of loading_file."""
    for number, one in enumerate(arrival.files, start=1):
        yield report_id, one.file_id, number, one.name, one.md5, one.sha256, one.size


def refusal_row(
    one: RefusedArrival, actor: Actor, settings: LoadSettings, now: datetime
) -> tuple[object, ...]:
    """Write what was refused as a row of intake_refusal."""
    return (
        actor.agency_id,
        writable(one.path),
        digest_path(one.path),
        one.sha256,
        writable(one.reason),
        one.raw,
        one.vault_key,
        settings.environment,
        settings.sender_name,
        now,
    )
