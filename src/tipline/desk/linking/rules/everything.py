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
    examined = {
        value: examine(value, [named[one.report] for one in held[:SAMPLE_SIZE]], len(held))
        for value, held in holders.items()
        if is_decisive(held[0].kind) and len(held) >= EXAMINED_FROM
    }
    judged = [pair for pair in judgements if pair.one in named and pair.other in named]
    ties = (*tie_up(_shared(holders, examined)), *sure_ties(judged))
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


def _shared(holders: Holders, examined: Mapping[str, Cohesion]) -> Iterator[Shared]:
    for value, held in holders.items():
        if len(held) > 1:
            is_used = examined[value].joins if value in examined else _counts(held)
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
