"""The values of intake: who sends, what state a report is in, what is answered, what is held."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

import msgspec

from tipline.report.types import FileDetails, Report


class Environment(StrEnum):
    """Whether reports count: those of `test` are answered alike and never reach the queue."""

    TEST = "test"
    PRODUCTION = "production"


class Source(StrEnum):
    """How a report came in."""

    WIRE = "wire"
    LOAD = "load"


class State(StrEnum):
    """Where a report stands in its submission (reference, section 1.5)."""

    OPEN = "open"
    FINISHED = "finished"
    RETRACTED = "retracted"
    EXPIRED = "expired"


class Status(StrEnum):
    """What a list says of a report: its state, and for received ones whether they are valid."""

    OPEN = "open"
    RECEIVED = "received"
    RECEIVED_WITH_ERRORS = "received_with_errors"
    RETRACTED = "retracted"
    EXPIRED = "expired"
    REFUSED = "refused"


class DocumentKind(StrEnum):
    """What a stored text is.

    The sender's report, its details of one file, our receipt, or the JSON that a loaded report
    and its details were made from.
    """

    REPORT = "report"
    FILE_DETAILS = "file_details"
    RECEIPT = "receipt"
    ORIGINAL = "original"


class Call(StrEnum):
    """A call on a report that is already open."""

    UPLOAD = "upload"
    FILEINFO = "fileinfo"
    FINISH = "finish"
    RETRACT = "retract"


class Code(IntEnum):
    """The answer codes of the wire (reference, section 1.6)."""

    SUCCESS = 0
    SERVER_ERROR = 1000
    SAVE_FAILED = 1100
    UPLOAD_FAILED = 1110
    FILE_UPLOAD_FAILED = 1111
    NOT_FOUND = 1210
    UPDATE_FAILED = 1300
    AUTHENTICATION_REQUIRED = 2000
    NOT_AUTHORISED = 3000
    MAY_NOT_SUBMIT = 3100
    MAY_NOT_UPDATE = 3300
    INVALID_REQUEST = 4000
    VALIDATION_FAILED = 4100
    MALFORMED_XML = 4110
    MALFORMED_FILE = 4200
    NO_SUCH_REPORT = 5001
    NO_SUCH_FILE = 5002
    ALREADY_RETRACTED = 5101
    ALREADY_FINISHED = 5102


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """An account on the wire: one organisation, one environment, one agency that receives."""

    sender_id: UUID
    agency_id: UUID
    name: str
    username: str
    environment: Environment
    active: bool


class IssuedSender(msgspec.Struct, frozen=True, kw_only=True):
    """A new account with its secret, which is shown once and kept only as a digest."""

    sender: Sender
    secret: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a call needs to know of the report that it names; its files in order of arrival."""

    report_id: int
    sender_id: UUID | None
    state: State
    opened_at: datetime
    modified_at: datetime
    batched: bool
    content_sha256: bytes
    file_ids: tuple[str, ...] = ()
    file_sha256s: tuple[str, ...] = ()


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with a report: digests in lower-case hex, size in bytes."""

    file_id: str
    name: str
    md5: str
    sha256: str
    size: int
    has_details: bool = False


class ReportDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """A received report as the later stages read it.

    `files` are the parsed file details in the order of receipt; a path `fileDetails[2]` counts
    in it. `file_ids` names the stored file of each, None where the file itself did not come.
    """

    report_id: int
    report: Report
    files: tuple[FileDetails, ...]
    file_ids: tuple[str | None, ...]
    received_at: datetime
    sender_id: UUID | None
    sender_name: str
    environment: Environment
    source: Source
    state: State
    content_sha256: str
    duplicate_of: int | None
    stored_files: tuple[StoredFile, ...]


class ReceivedReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the books say of one report, without its documents; `findings` is JSON."""

    report_id: int
    sender_id: UUID | None
    sender_name: str
    environment: Environment
    source: Source
    state: State
    status: Status
    opened_at: datetime
    received_at: datetime | None
    content_sha256: str
    duplicate_of: int | None
    findings: msgspec.Raw
    paths: tuple[str, ...]
    stored_files: tuple[StoredFile, ...]


class RawDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One stored text, byte for byte."""

    kind: DocumentKind
    file_id: str | None
    raw: bytes
    received_at: datetime


class ListedReport(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `tipline intake list`.

    `source` is the path that a loaded report first came from, or `wire`; `paths` are all paths
    that the same content was met at. `report_id` is None for what could not be taken as a report.
    """

    report_id: str | None
    source: str
    sender: str | None
    received_at: datetime | None
    status: Status
    findings: msgspec.Raw
    environment: Environment
    paths: tuple[str, ...] = ()
    duplicate_of: str | None = None
    files: int = 0
    reason: str | None = None
