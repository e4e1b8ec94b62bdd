"""Read what identifies the files of a report: exact hashes, as told and as received."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.evidence.device import read_devices
from tipline.desk.linking.evidence.filler import is_filler, letters_and_digits
from tipline.desk.linking.evidence.network import read_address
from tipline.desk.linking.types import IdentifierKind, IdentifierRole
from tipline.report.types import FileAnnotation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.desk.linking.evidence.found import Found
    from tipline.report.types import FileDetails, OriginalFileHash


_HASH_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64}
_HEX = re.compile(r"[0-9a-f]+")
_PDQ_LENGTH = 64

# The digests of nothing: an upload that failed, not a file that two people share.
_EMPTY_FILE = frozenset(
    {
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
)


class StoredDigests(msgspec.Struct, frozen=True, kw_only=True):
    """The digests of a file as it was received, and its details (counted from 0, or None)."""

    md5: str
    sha256: str
    details: int | None


def read_file(found: Found, details: FileDetails, index: int) -> None:
    """Add the hashes, devices and upload of a file's details; `index` counts from 0."""
    path = f"fileDetails[{index + 1}]"
    for position, original in enumerate(details.original_file_hash, 1):
        found.add(
            IdentifierKind.LOOK_ALIKE,
            normalise_pdq(original),
            role=IdentifierRole.FILE,
            path=f"{path}.originalFileHash[{position}]",
            about=path,
            at=details.uploaded_to_esp_timestamp,
            is_viral=is_marked_viral(details),
        )
    for value, field in _hashes_of(details, path):
        found.add(
            IdentifierKind.FILE_HASH,
            value,
            role=IdentifierRole.FILE,
            path=field,
            about=path,
            at=details.uploaded_to_esp_timestamp,
            is_viral=is_marked_viral(details),
        )
    read_devices(found, details.device_id, IdentifierRole.FILE, path)
    if details.ip_capture_event is not None:
        event = details.ip_capture_event
        read_address(found, event, IdentifierRole.FILE, f"{path}.ipCaptureEvent")


def _hashes_of(details: FileDetails, path: str) -> Iterator[tuple[str | None, str]]:
    for position, original in enumerate(details.original_file_hash, 1):
        yield normalise_hash(original), f"{path}.originalFileHash[{position}]"
    for group, facts in enumerate(details.details, 1):
        for position, pair in enumerate(facts.name_value_pair, 1):
            field = f"{path}.details[{group}].nameValuePair[{position}].value"
            yield digest_of(pair.name, pair.value), field


def read_stored(found: Found, digests: StoredDigests, index: int, *, is_viral: bool) -> None:
    """Add the digests of a file as received; `is_viral`: its details mark it so."""
    about = f"storedFile[{index + 1}]"
    path = about
    if digests.details is not None:
        about = f"fileDetails[{digests.details + 1}]"
        path = f"{about}.fileId"
    for value in (digest_of("md5", digests.md5), digest_of("sha256", digests.sha256)):
        found.add(
            IdentifierKind.FILE_HASH,
            value,
            role=IdentifierRole.FILE,
            path=path,
            about=about,
            is_viral=is_viral,
        )


def is_marked_viral(details: FileDetails) -> bool:
    """Say whether the sender marks a file as viral or a meme."""
    marks = details.file_annotations or frozenset()
    viral = FileAnnotation.VIRAL in marks or FileAnnotation.POTENTIAL_MEME in marks
    return viral or bool(details.potential_meme)


def normalise_hash(original: OriginalFileHash) -> str | None:
    """Return `md5:...`, `sha1:...` or `sha256:...`, or None for what is no exact hash."""
    return digest_of(original.hash_type or "", original.value)


def digest_of(kind: str, value: str) -> str | None:
    """Return `kind:hex` of a digest with the length that its kind has, except that of nothing."""
    kind, value = letters_and_digits(kind), value.strip().casefold()
    if len(value) != _HASH_LENGTHS.get(kind) or not _HEX.fullmatch(value):
        return None
    return None if value in _EMPTY_FILE or is_filler(value) else f"{kind}:{value}"


def normalise_pdq(original: OriginalFileHash) -> str | None:
    """Return `pdq:hex` of a perceptual hash (256 bits), or None for any other.

    Pictures with the same one look alike, byte for byte or not. One of a flat picture, whose bits
    are all the same, is none.
    """
    value = original.value.strip().casefold()
    if letters_and_digits(original.hash_type or "") != "pdq" or len(value) != _PDQ_LENGTH:
        return None
    return f"pdq:{value}" if _HEX.fullmatch(value) and not is_filler(value) else None
