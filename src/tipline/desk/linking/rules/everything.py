"""Link any number of reports at once: which belong together, and by what.

Promise: the same namings and judgements give the same clusters, byte for byte, whatever their
order. What arrives one by one and what is linked in bulk are held to this by tests. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.rules.parting import cluster
from tipline.desk.linking.rules.sampling import EXAMINED_FROM, SAMPLE_SIZE, examine
from tipline.desk.linking.rules.strength import is_decisive, is_rare
from tipline.desk.linking.rules.ties import Shared, Tie, sure_ties, tie_up
from tipline.desk.linking.types import Cohesion, JudgedPair, Naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Holders = Mapping[str, list[Naming]]
    Named = Mapping[int, Mapping[str, Naming]]


class Linked(msgspec.Struct, frozen=True):
    """The clusters, each in ascending order, by their lowest report; what decided them.

    `examined` has the examination of every much-shared decisive value; `ties` are what joins;
    `conflicts` are pairs judged different that stay together all the same.
    """

    clusters: tuple[tuple[int, ...], ...]
    examined: Mapping[str, Cohesion]
    ties: tuple[Tie, ...]
    conflicts: tuple[tuple[int, int], ...]


def link_everything(namings: Iterable[Naming], judgements: Iterable[JudgedPair] = ()) -> Linked:
    """Link all reports that are named; every report names something, its content at least.

    Of two namings of one value by one report the first in ascending order counts.
    """
    named, holders = _gather(namings)
    counts = {value: _counts(held) for value, held in holders.items()}
    shared_of = _Reading(named, holders, counts)
    examined = {
        value: examine(value, [shared_of(one, value) for one in _sample(held)], len(held))
        for value, held in holders.items()
        if is_decisive(held[0].kind) and len(held) >= EXAMINED_FROM
    }
    judged = [pair for pair in judgements if pair.one in named and pair.other in named]
    ties = (*tie_up(_shared(holders, counts, examined)), *sure_ties(judged))
    clustered = cluster(named, ties, judged)
    return Linked(clustered.clusters, examined, ties, clustered.conflicts)


def _gather(namings: Iterable[Naming]) -> tuple[Named, Holders]:
    """Group namings by report, and by value in the order of lots."""
    named: dict[int, dict[str, Naming]] = defaultdict(dict)
    holders: dict[str, list[Naming]] = defaultdict(list)
    for naming in sorted(namings):
        if naming.value not in named[naming.report]:
            named[naming.report][naming.value] = naming
            holders[naming.value].append(naming)
    for held in holders.values():
        held.sort(key=lambda naming: (naming.lot, naming.report))
    return named, holders


def _sample(held: Sequence[Naming]) -> list[Naming]:
    """Return the sampled namings of a value, given in the order of lots; copies count once."""
    first: dict[int, Naming] = {}
    for naming in held:
        first.setdefault(naming.lot, naming)
        if len(first) == SAMPLE_SIZE:
            break
    return list(first.values())


class _Reading:
    """Reads of a report what examinations need, once for all of them."""

    def __init__(self, named: Named, holders: Holders, counts: Mapping[str, bool]) -> None:
        self._named = named
        self._holders = holders
        self._counts = counts
        self._read: dict[int, dict[str, Shared]] = {}

    def __call__(self, naming: Naming, value: str) -> Mapping[str, Shared]:
        """Return what the report of a naming of a value may offer, and that value."""
        read = self._read.get(naming.report)
        if read is None:
            read = {
                one.value: self._share(one)
                for one in self._named[naming.report].values()
                if not one.is_listed
            }
            self._read[naming.report] = read
        return read if value in read else read | {value: self._share(naming)}

    def _share(self, one: Naming) -> Shared:
        holders = len(self._holders[one.value])
        counts = self._counts[one.value]
        return Shared(one.report, one.value, one.kind, one.thing, holders, counts)


def _shared(
    holders: Holders, counts: Mapping[str, bool], examined: Mapping[str, Cohesion]
) -> Iterator[Shared]:
    for value, held in holders.items():
        if len(held) > 1:
            is_used = examined[value].joins if value in examined else counts[value]
            for naming in held:
                if not naming.is_listed:
                    yield Shared(
                        naming.report, value, naming.kind, naming.thing, len(held), is_used
                    )


def _counts(held: Sequence[Naming]) -> bool:
    """Say whether a value that was not examined counts: decisive, or rare and viral for nobody."""
    kind = held[0].kind
    if is_decisive(kind):
        return True
    return is_rare(kind, len(held)) and not any(naming.is_viral for naming in held)
