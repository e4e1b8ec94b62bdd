"""Read what identifies the files of a report, and the devices that files and accounts list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.rules.normalising import digest_of, normalise_device, normalise_hash
from tipline.desk.linking.types import IdentifierKind, IdentifierRole
from tipline.report.types import FileAnnotation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.desk.linking.rules.found import Found
    from tipline.report.types import DeviceId, FileDetails


class StoredDigests(msgspec.Struct, frozen=True, kw_only=True):
    """The digests of a file as it was received, and its details (counted from 0, or None)."""

    md5: str
    sha256: str
    details: int | None


def read_file(found: Found, details: FileDetails, index: int) -> None:
    """Add the hashes and devices of a file's details; `index` counts from 0."""
    path = f"fileDetails[{index + 1}]"
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


def read_devices(
    found: Found, devices: Sequence[DeviceId], role: IdentifierRole, path: str
) -> None:
    """Add the devices that an element lists."""
    for position, device in enumerate(devices, 1):
        found.add(
            IdentifierKind.DEVICE,
            normalise_device(device),
            role=role,
            path=f"{path}.deviceId[{position}].idValue",
            at=device.date_time,
        )
