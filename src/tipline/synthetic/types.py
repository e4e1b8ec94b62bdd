"""The typed values of a made-up world: what is asked for, what is made, and what is true."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import md5, sha1, sha256
from typing import TYPE_CHECKING

import msgspec

from tipline.synthetic.kinds import WorldKind
from tipline.synthetic.rates import rate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GENERATOR_VERSION = "2"  # a change of any byte that a seed gives is a new version
MOST_REPORTS = 16_000_000  # as many people as have a /64 of their own in 2001:db8::/32
FIRST_NUMBER = 900_000_001  # of reports in this world; the first placeholder for a reportId


class UnusableParameter(ValueError):
    """A parameter that no world can follow; the text names it and what it may be."""

    exit_code = 2


class Tier(StrEnum):
    """How dangerous a case is by construction; the order in which it should be worked."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"
    T6 = "T6"


class WorldParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a world; shares are from 0 to 1, `days` is the length of its period.

    Everything happens before `until`. `urgent_rate` is the share of reports that are T0 and say
    so; `placed` puts one case of every scenario into the first block (worlds of 200 and more).
    """

    reports: int
    until: datetime = datetime(2026, 11, 1, tzinfo=UTC)
    days: int = 90
    urgent_rate: float = rate("urgent_default")
    broken_rate: float = 0.0
    test_rate: float = 0.0
    placed: bool = True
    kind: WorldKind = WorldKind.PLAIN

    def __post_init__(self) -> None:
        if not 1 <= self.reports <= MOST_REPORTS:
            raise UnusableParameter(f"reports: {self.reports} is not from 1 to {MOST_REPORTS}")
        if self.until.tzinfo is None:
            raise UnusableParameter("until: says no zone; add Z or an offset")
        if not 7 <= self.days <= 3650:  # noqa: PLR2004  a week to ten years
            raise UnusableParameter(f"days: {self.days} is not from 7 to 3650")
        for name in ("urgent_rate", "broken_rate", "test_rate"):
            if not 0 <= getattr(self, name) <= 0.5:  # noqa: PLR2004  half of all is plenty
                raise UnusableParameter(f"{name}: {getattr(self, name)} is not from 0 to 0.5")


class FileKind(StrEnum):
    """What a made-up file stands for."""

    IMAGE = "image"
    VIDEO = "video"
    OTHER = "other"


_SUFFIX = {FileKind.IMAGE: "jpg", FileKind.VIDEO: "mp4", FileKind.OTHER: "bin"}


class WorldFile(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A made-up file: a line of text that stands for an image, a video or another file."""

    kind: FileKind
    token: str

    @property
    def name(self) -> str:
        """Give the name that its owner gave it, for example `image-00c0ffee.jpg`."""
        return f"{self.kind}-{self.token[:8]}.{_SUFFIX[self.kind]}"

    def content(self) -> bytes:
        """Give its bytes: some thirty, and no media."""
        return f"[synthetic file] {self.token}\n".encode()

    @property
    def md5(self) -> str:
        """MD5 of its bytes, lower-case hex; the wire names files by it."""
        return md5(self.content(), usedforsecurity=False).hexdigest()

    @property
    def sha1(self) -> str:
        """SHA-1 of its bytes, lower-case hex; the wire names files by it."""
        return sha1(self.content(), usedforsecurity=False).hexdigest()

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes, lower-case hex."""
        return sha256(self.content()).hexdigest()


class Place(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where somebody is by construction, and what a report shows of it.

    `country` is a code of the wire; `state` a US state code, or nothing elsewhere. `shown` names
    what points to a place, each as `field:right` or `field:wrong`.
    """

    country: str
    state: str | None = None
    shown: tuple[str, ...] = ()


class SharedFile(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A file that unrelated reports share, and whether this sender flagged it."""

    sha256: str
    flagged: bool


class Hub(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that unrelated people share: exit_address, shared_mailbox, default_device, ..."""

    kind: str
    value: str


class FileLabel(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a label list says of a file, once it arrives."""

    sha256: str
    label: str


class Truth(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is true of one report by construction; docs/reference/synthetic-worlds.md says it all.

    `tier` is that of the case; `tier_alone` what this report shows without its neighbours.
    """

    path: str
    key: str
    sender: str
    environment: str
    sent_at: str
    cluster: str
    joined: str
    exact_part: int
    joined_by: tuple[str, ...]
    alike_by: tuple[str, ...]
    group: str | None
    scenario: str
    tier: str
    tier_alone: str
    why: str
    shown: str
    suspect: Place
    victims: tuple[Place, ...]
    follow_up_of: str | None
    duplicate_of: str | None
    near_duplicate_of: str | None
    viral_files: tuple[SharedFile, ...]
    known_files: tuple[str, ...]
    coincidences: tuple[str, ...]
    hubs: tuple[Hub, ...]
    missing: tuple[str, ...]
    viewed: bool | None
    files: int
    clock_error_hours: int
    broken: str | None
    placed: bool
    slips: tuple[str, ...]
    labels: tuple[FileLabel, ...]


class WorldReport(msgspec.Struct, frozen=True, kw_only=True):
    """One report of a made-up world: its documents as bytes, its files, and the truth of it.

    `number` is the placeholder reportId that its documents carry; `file_ids` the placeholders
    for the fileIds. Both are to be replaced by what a server answers (`addressed`).
    """

    number: int
    key: str
    path: str
    sender: str
    environment: str
    sent_at: datetime
    report_xml: bytes
    file_details: tuple[bytes, ...]
    file_ids: tuple[str, ...]
    files: tuple[WorldFile, ...]
    prior_numbers: tuple[int, ...]
    truth: Truth

    def addressed(
        self, report_id: int, file_ids: Sequence[str], prior_ids: Mapping[int, int]
    ) -> tuple[bytes, tuple[bytes, ...]]:
        """Give report and file details with the ids that a server answered.

        `file_ids` are in the order of the files; `prior_ids` maps placeholders of earlier reports
        to their ids (one that is not in it is left out of the report). Broken documents too.
        """
        details = tuple(
            document.replace(_element("fileId", placeholder), _element("fileId", file_id), 1)
            for document, placeholder, file_id in zip(
                self.file_details, self.file_ids, file_ids, strict=True
            )
        )
        number = _element("reportId", str(report_id))
        return (
            _PRIOR.sub(lambda found: _write_prior(int(found[1]), prior_ids), self.report_xml),
            tuple(_REPORT_ID.sub(number, document, count=1) for document in details),
        )


_REPORT_ID = re.compile(rb"<reportId>\d+</reportId>")
_PRIOR = re.compile(rb"<priorCTReports>(\d+)</priorCTReports>")


def _element(name: str, text: str) -> bytes:
    return f"<{name}>{text}</{name}>".encode()


def _write_prior(number: int, prior_ids: Mapping[int, int]) -> bytes:
    known = prior_ids.get(number)
    return b"" if known is None else _element("priorCTReports", str(known))
