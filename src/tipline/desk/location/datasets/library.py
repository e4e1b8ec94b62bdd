"""Look an address up in all datasets at once, in each name's edition that is nearest the event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.datasets.errors import MissingTable
from tipline.desk.location.datasets.tables import Table
from tipline.desk.location.datasets.tor_exits import TorExits
from tipline.desk.location.types import DatasetKind, NetworkKind, Source, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

TABLE = "table"  # the name of a compiled dataset in its folder
_TOR = Statement(network=NetworkKind.TOR)
_DAYS_KEPT = 4_096


class Installed(msgspec.Struct, frozen=True, kw_only=True):
    """A dataset on record: what it is, and in which folder its table lies."""

    dataset_id: int
    source: Source
    folder: Path
    sha256: str
    ranges: int


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What one dataset says of an address; `minutes`: from the event to a list of Tor exits."""

    source: Source
    statement: Statement
    minutes: int | None = None


class Datasets:
    """The datasets of an agency, opened once and only read; the same for every report."""

    def __init__(self, installed: Iterable[Installed] = ()) -> None:
        """Open the tables; one that is not there is left out, and `missing` says so."""
        self.installed = tuple(installed)
        self.missing: dict[int, str] = {}
        editions: dict[str, list[tuple[Source, Table]]] = {}
        self._tor: list[tuple[Source, TorExits]] = []
        for one in self.installed:
            try:
                table = open_table(one)
            except MissingTable as error:
                self.missing[one.dataset_id] = str(error)
                continue
            if isinstance(table, TorExits):
                self._tor.append((one.source, table))
            else:
                editions.setdefault(one.source.name, []).append((one.source, table))
        self._editions = [editions[name] for name in sorted(editions)]
        self._nearest: dict[date | None, list[tuple[Source, Table]]] = {}

    @property
    def dataset_ids(self) -> tuple[int, ...]:
        """The numbers of those that answer."""
        ids = (one.dataset_id for one in self.installed)
        return tuple(sorted(one for one in ids if one not in self.missing))

    def look_up(self, number: int, at: datetime | None) -> list[Answer]:
        """Return what each dataset says of an address, in order of their names.

        `number` is that of an address (see `read_address`), `at` the time of the event in UTC.
        Of several editions under one name the nearest to the event answers, without a time the
        newest; Tor archives answer only for a time.
        """
        nearest = self._nearest.get(at.date() if at else None) or self._choose(at)
        answers = [
            Answer(source, statement)
            for source, table in nearest
            if (statement := table.look_up(number)) is not None
        ]
        if self._tor and at is not None and (tor := self._look_up_tor(number, at)):
            answers.append(tor)
        return answers

    def _look_up_tor(self, number: int, at: datetime) -> Answer | None:
        """Return what the list nearest in time says, of all archives."""
        found = [
            (minutes, source)
            for source, exits in self._tor
            if (minutes := exits.minutes_away(number, at)) is not None
        ]
        if not found:
            return None
        minutes, source = min(found, key=lambda one: one[0])
        return Answer(source, _TOR, minutes)

    def _choose(self, at: datetime | None) -> list[tuple[Source, Table]]:
        """Choose of each name the edition nearest the day, the later one of two as near."""
        day = at.date() if at else None
        chosen = [
            min(editions, key=lambda one: _distance(one[0], day)) for editions in self._editions
        ]
        if len(self._nearest) >= _DAYS_KEPT:
            self._nearest.clear()
        self._nearest[day] = chosen
        return chosen


def open_table(installed: Installed) -> Table | TorExits:
    """Open the table of a dataset. Raises MissingTable, with the remedy."""
    path = installed.folder / TABLE
    return TorExits(path) if installed.source.kind is DatasetKind.TOR else Table(path)


def _distance(source: Source, day: date | None) -> tuple[int, int]:
    edition = source.edition.toordinal() if source.edition else 0
    return (abs(edition - day.toordinal()) if day else 0, -edition)
