"""Say what ties reports together: decisive values, and pairs of independent supporting ones.

Promise: the ties of some reports depend on what these reports share only; whoever reads the reports
of whole components from the store, and whoever has all namings at hand, gets the same.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.rules.strength import (
    FAMILY_OF,
    Family,
    is_decisive,
    may_pair,
    weigh_tie,
)
from tipline.desk.linking.types import IdentifierKind, JudgedPair, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The weight of what a person said: no cut pays it.
SURE = 1 << 40


class Shared(msgspec.Struct, frozen=True):
    """One report names a value that others name too; `holders` is how many reports do in all.

    `counts`: a decisive value joins its reports, a supporting one may be one of two that do.
    """

    report: int
    value: str
    kind: IdentifierKind
    thing: int
    holders: int
    counts: bool


class Tie(msgspec.Struct, frozen=True):
    """What holds reports together: a decisive value or two supporting ones (the key), or a person.

    `weight` is what it costs to take one report from it, in thousandths of a bit.
    """

    key: tuple[str, ...]
    weight: int
    reports: tuple[int, ...]


def tie_up(shared: Iterable[Shared]) -> tuple[Tie, ...]:
    """Return the ties of the reports that share values; what a report only lists is left out."""
    counting = [one for one in shared if one.counts]
    decisive = (one for one in counting if is_decisive(one.kind))
    supporting = (one for one in counting if not is_decisive(one.kind))
    return (*_decisive_ties(decisive), *_paired_ties(supporting))


def sure_ties(judged: Iterable[JudgedPair]) -> Iterator[Tie]:
    """Yield what people hold together."""
    for pair in sorted(judged):
        if pair.judgement is Judgement.SAME:
            yield Tie((f"judged {pair.one} {pair.other}",), SURE, (pair.one, pair.other))


def _decisive_ties(shared: Iterable[Shared]) -> Iterator[Tie]:
    held: dict[str, list[Shared]] = defaultdict(list)
    for one in shared:
        held[one.value].append(one)
    for value in sorted(held):
        if len(held[value]) > 1:
            weight = weigh_tie(held[value][0].holders, of_two=False)
            yield Tie((value,), weight, tuple(sorted(one.report for one in held[value])))


def _paired_ties(shared: Iterable[Shared]) -> Iterator[Tie]:
    """Yield each two independent supporting values that several reports share."""
    named: dict[int, list[Shared]] = defaultdict(list)
    for one in shared:
        named[one.report].append(one)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for report, values in named.items():
        for pair in _independent_pairs(values):
            found[pair].append(report)
    for key in sorted(found):
        if len(found[key]) > 1:
            weight = weigh_tie(len(found[key]), of_two=True)
            yield Tie(key, weight, tuple(sorted(found[key])))


def _independent_pairs(values: list[Shared]) -> Iterator[tuple[str, str]]:
    names = [one for one in values if FAMILY_OF[one.kind] is Family.NAME]
    rare = [one for one in values if FAMILY_OF[one.kind] is not Family.NAME]
    for place, one in enumerate(rare):
        for other in (*rare[place + 1 :], *names):
            if may_pair(one.kind, other.kind) and one.thing != other.thing:
                yield min(one.value, other.value), max(one.value, other.value)
