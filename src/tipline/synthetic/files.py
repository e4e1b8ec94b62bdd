"""Make files that are new, on a hash list, or viral: only lines of text and their hashes."""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from tipline.synthetic.dice import Weighted
from tipline.synthetic.rates import rate
from tipline.synthetic.shares import REPEATS_OF_A_FILE
from tipline.synthetic.types import FileKind, WorldFile

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.shares import Shares

REPORTS_OF_A_VIRAL_FILE = 60  # assumed; so many that no other value is shared as widely
FEWEST_VIRAL_FILES = 3
FILES_OF_A_PACK = 3  # assumed; three that always come together
KNOWN_SERIES = "known_series"  # a label that says nothing of a child now
CHILD_AT_RISK = "child_at_risk_now"


class Origin(StrEnum):
    """Why a file is in a report."""

    NEW = "new"
    KNOWN = "known"
    OWN = "own"
    VIRAL = "viral"
    COINCIDENCE = "coincidence"


class FileUse(msgspec.Struct, frozen=True, kw_only=True):
    """A file in a report, why it is there, whether the sender flagged it as viral, its label."""

    file: WorldFile
    origin: Origin
    flagged: bool = False
    label: str | None = None


_SHARES = (
    (FileKind.IMAGE, rate("images")),
    (FileKind.VIDEO, rate("videos")),
    (FileKind.OTHER, 1 - rate("images") - rate("videos")),
)
_KIND = Weighted(_SHARES)
_GOLDEN = 0.618034  # its multiples fill the unit evenly, so any first n files have all kinds
_UNIQUE = {
    FileKind.IMAGE: rate("unique_images"),
    FileKind.VIDEO: rate("unique_videos"),
    FileKind.OTHER: rate("unique_other_files"),
}


class FileLibrary:
    """The files that a whole world shares, and the chances to meet them; the same for any block.

    Shared files have no list: the n-th of a kind is named by seed, kind and n, so that a world of
    any size holds none of them in memory.
    """

    def __init__(self, seed: int, reports: int, shares: Shares, label_decoy: float = 0.0) -> None:
        self._seed = seed
        self._labelled = int(label_decoy * 16**4)
        files = reports * rate("files_per_report")
        viral = shares.reports["viral_only"] + shares.reports["batched"]
        self._viral = max(FEWEST_VIRAL_FILES, round(reports * viral / REPORTS_OF_A_VIRAL_FILE))
        repeated = rate("near_duplicate") + rate("duplicate") + viral / rate("files_per_report")
        made = (shares.reports["first_seen_production"] + shares.reports["origin_exif"]) / rate(
            "files_per_report"
        )
        drawn = 1 - repeated - made
        self._new = {kind: _chance_of_new(each - made, drawn) for kind, each in _UNIQUE.items()}
        self._known = {
            kind: self._list_size(files * share * drawn, self._new[kind]) for kind, share in _SHARES
        }

    @staticmethod
    def _list_size(draws: float, new: float) -> int:
        return max(1, round(draws * (1 - new) / REPEATS_OF_A_FILE))

    def draw(self, dice: Dice) -> FileUse:
        """Draw a file of a report: new, or one of a hash list that many others have too."""
        kind = dice.weigh(_KIND)
        if dice.chance(self._new[kind]):
            return FileUse(file=new_file(dice, kind), origin=Origin.NEW)
        file = self._shared("known", kind, dice.below(self._known[kind]))
        return FileUse(file=file, origin=Origin.KNOWN, label=self._label(file))

    def draw_viral(self, dice: Dice, *, flagged: bool) -> FileUse:
        """Draw a viral file; a few are far more widespread than the rest."""
        index = int(self._viral * dice.unit() ** 2)
        kind = _KIND.at(index * _GOLDEN % 1)
        return FileUse(
            file=self._shared("viral", kind, index), origin=Origin.VIRAL, flagged=flagged
        )

    def draw_pack(self, dice: Dice) -> list[FileUse]:
        """Draw viral files that are passed on together, which no sender has flagged yet."""
        pack = int(self._viral * dice.unit() ** 2)
        files = (self._shared(f"pack {pack}", FileKind.IMAGE, at) for at in range(FILES_OF_A_PACK))
        return [FileUse(file=file, origin=Origin.VIRAL) for file in files]

    def _label(self, file: WorldFile) -> str | None:
        """Give the label of a file of a hash list: the same wherever it is met."""
        return KNOWN_SERIES if int(file.token[:4], 16) < self._labelled else None

    def _shared(self, shelf: str, kind: FileKind, index: int) -> WorldFile:
        name = f"{self._seed}|{shelf}|{kind}|{index}"
        token = blake2b(name.encode(), digest_size=16).hexdigest()
        return WorldFile(kind=kind, token=token)


def new_file(dice: Dice, kind: FileKind | None = None) -> WorldFile:
    """Make a file that nobody else has, of the given kind or of one drawn by its share."""
    kind = kind or dice.weigh(_KIND)
    token = dice.hex(32)
    return WorldFile(kind=kind, token=token)


def _chance_of_new(unique: float, drawn: float) -> float:
    """Solve unique = drawn * (new + (1 - new) / repeats) for the chance that a draw is new."""
    once = 1 / REPEATS_OF_A_FILE
    return max(0.0, (unique / drawn - once) / (1 - once))
