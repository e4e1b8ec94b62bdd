"""Decide from a sample whether the reports of a much-shared value belong together.

Promise: the sample is a function of which reports hold the value, and of nothing else. A report's
*lot* is the first eight bytes of its content's SHA-256, as a signed number; the sample of a value
is the SAMPLE_SIZE of its reports with the lowest (lot, report id). So it is the same in any order
of arrival, an arrival changes it only by entering it, and SQL draws the very same.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tipline.desk.linking.rules.forest import Forest
from tipline.desk.linking.rules.strength import is_decisive, may_pair
from tipline.desk.linking.types import Cohesion

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from tipline.desk.linking.types import Naming

# A value of fewer reports joins them without a test; ADR 0044 has the measurements.
EXAMINED_FROM = 6
SAMPLE_SIZE = 32
COHESIVE_FROM = 0.2

_LOT_BYTES = 8


def lot_of(content_sha256: bytes) -> int:
    """Return a report's lot from the SHA-256 of its content: a signed 64-bit number."""
    return int.from_bytes(content_sha256[:_LOT_BYTES], "big", signed=True)


def examine(value: str, sample: Sequence[Mapping[str, Naming]], reports: int) -> Cohesion:
    """Examine a decisive value from what each report of its sample names (by value).

    `reports` is how many hold it in all. Two sampled reports hang together when a chain of other
    things, each shared by two of them, leads from one to the other; a thing is a decisive value,
    or two independent supporting ones. The value joins when COHESIVE_FROM of all pairs do.
    """
    forest = Forest[int]()
    first: dict[Hashable, int] = {}
    offered = Counter(other for named in sample for other in named)
    for place, named in enumerate(sample):
        forest.root(place)
        for thing in _things(named, value, offered):
            forest.join(first.setdefault(thing, place), place)
    together = sum(len(one) * (len(one) - 1) // 2 for one in forest.sets())
    pairs = len(sample) * (len(sample) - 1) // 2
    return Cohesion(
        joins=together >= COHESIVE_FROM * pairs,
        reports=reports,
        pairs=pairs,
        corroborated=together,
    )


def _things(
    named: Mapping[str, Naming], value: str, offered: Mapping[str, int]
) -> Iterable[Hashable]:
    """Yield what one report offers as witnesses beside a value: decisive values and pairs."""
    about = named[value].thing
    others = [
        naming
        for other, naming in named.items()
        if offered[other] > 1 and naming.thing != about and not naming.is_listed
    ]
    for naming in others:
        if is_decisive(naming.kind):
            yield naming.value
    supporting = sorted(naming.value for naming in others if not is_decisive(naming.kind))
    for place, one in enumerate(supporting):
        for other in supporting[place + 1 :]:
            if may_pair(named[one].kind, named[other].kind):
                yield one, other
