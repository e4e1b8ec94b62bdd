"""Read, judge and keep one batch of what was found: the work of one worker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import psycopg
from django.db import InterfaceError, OperationalError

from tipline.desk.intake.actions.loading import (
    Arrival,
    Kept,
    LoadSettings,
    NewDocument,
    NewFile,
    RefusedArrival,
    add_paths,
    find_known,
    keep_arrivals,
    keep_refused,
    writable,
)
from tipline.desk.intake.judging import (
    Judged,
    RecordedFinding,
    Unreadable,
    UnreadableDetails,
    encode_findings,
    judge,
)
from tipline.desk.intake.load.matching import match_files
from tipline.desk.intake.load.packages import (
    Attachment,
    Found,
    Package,
    Refusable,
    file_chunks,
    read_found,
)
from tipline.desk.intake.rules import digest_content, digest_details, draw_file_id
from tipline.desk.intake.types import DocumentKind
from tipline.report import UnreadableXml, Version
from tipline.report.rules import Severity, Strictness
from tipline.trust.people.types import Actor
from tipline.trust.vault import VaultFull, seal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# Larger ones go to the vault: a row should stay a row.
MAX_REFUSED_ROW = 256 * 1024


class Outcome(StrEnum):
    """What became of something that was found."""

    NEW = "new"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one path."""

    path: str
    outcome: Outcome
    report_id: str | None = None
    reason: str | None = None
    has_errors: bool = False


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A batch with all that a worker has to know."""

    actor: Actor
    settings: LoadSettings
    strictness: Strictness
    found: tuple[Found, ...]


class Dice(msgspec.Struct, frozen=True, kw_only=True):
    """Where a batch takes its random ids from."""

    below: Callable[[int], int]
    random_bytes: Callable[[int], bytes]


def load_batch(task: Task, *, now: datetime, dice: Dice) -> list[Result]:
    """Take a batch in; say what became of each path, in the order of the batch.

    One item that cannot be taken, for whatever reason, is found by halving and refused alone.
    """
    try:
        return _load(task, now=now, dice=dice)
    except (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError):
        raise  # the database is away: nothing is wrong with the reports
    except Exception as error:  # noqa: BLE001  whatever one item did must not stop the others
        if len(task.found) == 1:
            return _refuse_alone(task, error, now=now)
    middle = len(task.found) // 2
    return [
        result
        for half in (task.found[:middle], task.found[middle:])
        for result in load_batch(msgspec.structs.replace(task, found=half), now=now, dice=dice)
    ]


def _refuse_alone(task: Task, error: Exception, *, now: datetime) -> list[Result]:
    one = read_found(task.found[0])
    raw = one.report if isinstance(one, Package) else one.raw
    reason = f"It could not be kept ({type(error).__name__})."
    aside = _set_aside(Refusable(path=one.path, reason=reason, raw=raw))
    keep_refused(task.actor, [aside], settings=task.settings, now=now)
    return [_refused_result(one.path, reason)]


def _load(task: Task, *, now: datetime, dice: Dice) -> list[Result]:
    """Take a batch in, all or nothing.

    Contents that are held already are not even parsed, so that a load that was interrupted
    catches up at the speed of reading.
    """
    read = [read_found(found) for found in task.found]
    packages = [(one, digest_package(one)) for one in read if isinstance(one, Package)]
    known = find_known(task.actor, [digest for _, digest in packages], task.settings.environment)
    judged = [
        _arrival(task, package, digest, now=now, dice=dice)
        for package, digest in packages
        if digest not in known
    ]
    kept = _keep(task, judged, now=now, dice=dice)
    if met := [(known[digest], one.path) for one, digest in packages if digest in known]:
        add_paths(task.actor, met, now=now)
    refused = {one.path: one for one in (*read, *judged) if isinstance(one, Refusable)}
    if refused:
        aside = [_set_aside(one) for one in refused.values()]
        keep_refused(task.actor, aside, settings=task.settings, now=now)
    return _results(read, {one.path: digest for one, digest in packages}, refused, known, kept)


class Changed(Exception):
    """A file was written to between its measuring and its sealing."""


def _refused_result(path: str, reason: str) -> Result:
    return Result(path=writable(path), outcome=Outcome.REFUSED, reason=writable(reason))


def digest_package(package: Package) -> bytes:
    """Digest what a package says, as the wire does for a report that comes in calls."""
    return digest_content(
        hashlib.sha256(package.original or package.report).digest(),
        (digest_details(raw) for _, raw in package.details),
        (attachment.sha256 for attachment in package.attachments),
    )


def _keep(
    task: Task, judged: Sequence[Arrival | Refusable], *, now: datetime, dice: Dice
) -> dict[bytes, Kept]:
    arrivals = [one for one in judged if isinstance(one, Arrival)]
    if not arrivals:
        return {}
    return keep_arrivals(task.actor, arrivals, settings=task.settings, now=now, below=dice.below)


def _arrival(
    task: Task, package: Package, digest: bytes, *, now: datetime, dice: Dice
) -> Arrival | Refusable:
    try:
        judged = judge(
            package.report,
            [raw for _, raw in package.details],
            version=Version(task.settings.schema_version),
            strictness=task.strictness,
            now=now,
        )
    except (UnreadableXml, Unreadable) as error:
        return Refusable(path=package.path, reason=f"It is no report: {error}", raw=package.report)
    except UnreadableDetails as error:
        reason = f"{error} If it was still being written, load it again when it is whole."
        return Refusable(path=package.path, reason=reason, raw=package.report)
    try:
        files = [_new_file(one, dice) for one in package.attachments]
    except (OSError, VaultFull, Changed) as error:
        reason = f"A file of it could not be kept: {error}"
        return Refusable(path=package.path, reason=reason, raw=package.report)
    return Arrival(
        path=package.path,
        content_sha256=digest,
        sender_name=writable(
            task.settings.sender_name or package.sender_name or _sender_named_in(judged)
        ),
        report=package.report,
        documents=_documents(package, judged, files),
        files=tuple(files),
        batched=judged.batched,
        urgent=judged.urgent,
        has_errors=bool(judged.errors),
        findings=encode_findings([*judged.findings, *_notes(package)]),
    )


def _notes(package: Package) -> list[RecordedFinding]:
    """Keep what a JSON said and the language has no field for, as findings of its own text."""
    return [
        RecordedFinding(
            code="JSON", severity=Severity.WARNING, document="original", path=key, text=text
        )
        for key, text in package.notes
    ]


def _new_file(attachment: Attachment, dice: Dice) -> NewFile:
    # Sealed only now that the report is known to be new; what an archive held was sealed before.
    if attachment.folder_path is not None:
        sealed = seal(file_chunks(Path(attachment.folder_path)))
        if sealed.sha256 != attachment.sha256:
            raise Changed(f"{writable(attachment.name)} changed while it was read. Load it again.")
    return NewFile(
        file_id=draw_file_id(dice.random_bytes),
        name=writable(attachment.name),
        md5=attachment.md5,
        sha256=attachment.sha256,
        size=attachment.size,
    )


def _documents(
    package: Package, judged: Judged, files: Sequence[NewFile]
) -> tuple[NewDocument, ...]:
    numbered = [
        (number, model)
        for (number, _), model in zip(package.details, judged.file_models, strict=True)
    ]
    places = match_files(numbered, package.attachments)
    details = [
        NewDocument(
            kind=DocumentKind.FILE_DETAILS,
            raw=raw,
            file_id=None if place is None else files[place].file_id,
        )
        for (_, raw), place in zip(package.details, places, strict=True)
    ]
    if package.original is not None:
        details.append(NewDocument(kind=DocumentKind.ORIGINAL, raw=package.original))
    return tuple(details)


def _sender_named_in(judged: Judged) -> str:
    """Name the sender of a loaded report by the mail domain of who reports, the least unsure."""
    addresses = [email.value for email in judged.report.reporter.reporting_person.email]
    return addresses[0].rpartition("@")[2][:200] if addresses else ""


def _set_aside(one: Refusable) -> RefusedArrival:
    large = len(one.raw) > MAX_REFUSED_ROW
    return RefusedArrival(
        path=one.path,
        reason=one.reason,
        sha256=hashlib.sha256(one.raw).digest(),
        raw=None if large else one.raw,
        vault_key=seal(BytesIO(one.raw)).key if large else None,
    )


def _results(
    read: Sequence[Package | Refusable],
    digests: dict[str, bytes],
    refused: dict[str, Refusable],
    known: dict[bytes, int],
    kept: dict[bytes, Kept],
) -> list[Result]:
    results = []
    for one in read:
        if one.path in refused:
            results.append(_refused_result(one.path, refused[one.path].reason))
            continue
        digest = digests[one.path]
        new = kept.get(digest)
        first = new is not None and new.is_new and new.path == one.path
        report_id = known[digest] if new is None else new.report_id
        results.append(
            Result(
                path=writable(one.path),
                outcome=Outcome.NEW if first else Outcome.DUPLICATE,
                report_id=str(report_id),
                has_errors=first and new is not None and new.has_errors,
            )
        )
    return results
