"""List the files of a packet with their hashes, and tell whether a packet is still what it was."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tipline.desk.routing.packet.types import HandOver, PacketFile

FORMAT = "tipline-packet"
VERSION = 1
NAME = "manifest.json"


class BadManifest(Exception):
    """A manifest cannot be read, or is of a version that this tipline does not know."""

    exit_code = 5


class ListedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file: path, SHA-256 in lower-case hex, size in bytes, and what it is."""

    path: str
    sha256: str
    size: int
    what: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a packet holds, and who handed it over, when and why."""

    format: str
    version: int
    subject: str
    from_agency: str
    by: str
    to: str | None
    reason: str
    made_at: datetime
    made_with: str
    report_ids: tuple[str, ...]
    files: tuple[ListedFile, ...]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in which a packet differs from its manifest."""

    code: str
    path: str
    text: str


def write_manifest(
    hand_over: HandOver, report_ids: Sequence[str], files: Sequence[PacketFile]
) -> bytes:
    """Return the manifest as JSON, in the order of the paths. The same input, the same bytes."""
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        subject=hand_over.subject,
        from_agency=hand_over.from_agency,
        by=hand_over.by,
        to=hand_over.to,
        reason=hand_over.reason,
        made_at=hand_over.made_at,
        made_with=f"tipline {hand_over.version}",
        report_ids=tuple(report_ids),
        files=tuple(
            ListedFile(
                path=file.path,
                sha256=hashlib.sha256(file.content).hexdigest(),
                size=len(file.content),
                what=file.what,
            )
            for file in sorted(files, key=lambda file: file.path)
        ),
    )
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def read_manifest(raw: bytes) -> Manifest:
    """Read a manifest. Raises BadManifest."""
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadManifest(f"{NAME} cannot be read: {error}") from None
    if (manifest.format, manifest.version) != (FORMAT, VERSION):
        raise BadManifest(
            f"{NAME} is {manifest.format!r} version {manifest.version}; this tipline reads"
            f" {FORMAT!r} version {VERSION}. Use a newer tipline."
        )
    return manifest


def compare_packet(manifest: Manifest, found: Mapping[str, tuple[str, int]]) -> tuple[Fault, ...]:
    """Return every difference between a manifest and the files found: SHA-256 and size by path.

    Pure. The manifest itself is not among the files.
    """
    faults = []
    listed = {file.path: file for file in manifest.files}
    for path, file in listed.items():
        if path not in found:
            faults.append(Fault(code="MISSING", path=path, text="it is listed and not there"))
        elif found[path] != (file.sha256, file.size):
            digest, size = found[path]
            text = f"it was {file.size} bytes {file.sha256}, and is {size} bytes {digest}"
            faults.append(Fault(code="ALTERED", path=path, text=text))
    faults += [
        Fault(code="NOT_LISTED", path=path, text="it is there and not listed")
        for path in sorted(set(found) - set(listed))
    ]
    return tuple(faults)
