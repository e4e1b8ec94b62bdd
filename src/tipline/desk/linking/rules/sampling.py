"""Decide from a sample whether the reports of a much-shared value belong together.

Promise: the sample is a function of which reports hold the value, and of nothing else. A report's
*lot* is the first eight bytes of its content's SHA-256, as a signed number; the sample of a value
is the SAMPLE_SIZE of its reports with the lowest (lot, report id), of exact copies (which have one
lot) the first only. So it is the same in any order of arrival, an arrival changes it only by
entering it, and SQL draws the very same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from tipline.desk.linking.rules.forest import Forest
from tipline.desk.linking.rules.strength import PERSONAL, TELLING, is_decisive, may_pair
from tipline.desk.linking.types import Cohesion

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Hashable,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

    from tipline.desk.linking.rules.ties import Shared
    from tipline.desk.linking.types import IdentifierKind

# A value of fewer reports joins them without a test; ADR 0044 has the measurements.
EXAMINED_FROM = 6
SAMPLE_SIZE = 32
COHESIVE_FROM = 0.2
# A value of fewer reports joins them too where nothing speaks against it (ADR 0049).
TRUSTED_BELOW = 20

_LOT_BYTES = 8


def lot_of(content_sha256: bytes) -> int:
    """Return a report's lot from the SHA-256 of its content: a signed 64-bit number."""
    return int.from_bytes(content_sha256[:_LOT_BYTES], "big", signed=True)


def examine(value: str, sample: Sequence[Mapping[str, Shared]], reports: int) -> Cohesion:
    """Examine a decisive value from what each report of its sample names (by value).

    `reports` is how many hold it in all. Two sampled reports hang together when a chain of other
    things, each shared by two of them, leads from one to the other; a thing is a decisive value,
    or two independent supporting ones that count. One that is much shared itself vouches for
    those who name it only where nothing speaks against them (`_speaks_against`). The value joins
    when COHESIVE_FROM of all pairs hang together.
    """
    offers = [_offers(named, value) for named in sample]
    offered = Counter(one.value for named in offers for one in named)
    forest = _join_rare(offers, offered, _things)
    own = _own(offers, offered, PERSONAL)
    vouching = [
        places for places in _crowds(offers).values() if not _speaks_against(places, own, forest)
    ]
    for first, *rest in vouching:
        for place in rest:
            forest.join(first, place)
    together = _pairs_together(range(len(sample)), forest)
    pairs = len(sample) * (len(sample) - 1) // 2
    return Cohesion(
        joins=together >= COHESIVE_FROM * pairs
        or (reports < TRUSTED_BELOW and not _are_called_differently(offers, offered)),
        reports=reports,
        pairs=pairs,
        corroborated=together,
    )


def _are_called_differently(offers: Sequence[Sequence[Shared]], offered: Mapping[str, int]) -> bool:
    """Say whether names, mailboxes or numbers tell most of the sampled reports apart."""
    forest = _join_rare(offers, offered, _things_and_names)
    return _speaks_against(range(len(offers)), _own(offers, offered, TELLING), forest)


def _offers(named: Mapping[str, Shared], value: str) -> list[Shared]:
    """Return what one report names about something else."""
    about = named[value].thing
    return [one for other, one in named.items() if other != value and one.thing != about]


def _join_rare(
    offers: Sequence[Sequence[Shared]],
    offered: Mapping[str, int],
    read_things: Callable[[Sequence[Shared]], Iterable[Hashable]],
) -> Forest[int]:
    """Join sampled reports by what few reports of the store hold."""
    forest = Forest[int]()
    first: dict[Hashable, int] = {}
    for place, named in enumerate(offers):
        forest.root(place)
        for thing in read_things([one for one in named if offered[one.value] > 1]):
            forest.join(first.setdefault(thing, place), place)
    return forest


def _things(shared: Sequence[Shared]) -> Iterator[Hashable]:
    """Yield what one report offers as witnesses: decisive values of few reports, and pairs."""
    for one in shared:
        if is_decisive(one.kind) and one.holders < EXAMINED_FROM:
            yield one.value
    supporting = [one for one in shared if not is_decisive(one.kind) and one.counts]
    for one, other in combinations(sorted(supporting, key=lambda each: each.value), 2):
        if may_pair(one.kind, other.kind):
            yield one.value, other.value


def _things_and_names(shared: Sequence[Shared]) -> Iterator[Hashable]:
    """Yield the same, and names that few reports of the store hold."""
    yield from _things(shared)
    for one in shared:
        if one.kind in TELLING and one.holders < EXAMINED_FROM:
            yield one.value


def _crowds(offers: Sequence[Sequence[Shared]]) -> Mapping[str, list[int]]:
    """Return the sampled reports of each other decisive value that is much shared itself."""
    crowds: dict[str, list[int]] = defaultdict(list)
    for place, named in enumerate(offers):
        for one in named:
            if is_decisive(one.kind) and one.holders >= EXAMINED_FROM:
                crowds[one.value].append(place)
    return crowds


def _own(
    offers: Sequence[Sequence[Shared]],
    offered: Mapping[str, int],
    kinds: Collection[IdentifierKind],
) -> Collection[int]:
    """Return the sampled reports that name a value of some kinds which tells them from others."""
    return {
        place
        for place, named in enumerate(offers)
        if any(
            one.kind in kinds and (one.holders < EXAMINED_FROM or offered[one.value] == 1)
            for one in named
        )
    }


def _speaks_against(places: Collection[int], own: Collection[int], forest: Forest[int]) -> bool:
    """Say whether most of these reports name something of their own, and few of them the same."""
    theirs = [place for place in places if place in own]
    pairs = len(theirs) * (len(theirs) - 1) // 2
    return (
        pairs > 0
        and 2 * len(theirs) >= len(places)
        and _pairs_together(theirs, forest) < COHESIVE_FROM * pairs
    )


def _pairs_together(places: Iterable[int], forest: Forest[int]) -> int:
    sizes = Counter(forest.root(place) for place in places)
    return sum(size * (size - 1) // 2 for size in sizes.values())
