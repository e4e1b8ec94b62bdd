"""Decide which shared values join reports, and which reports then belong together.

Promise: the same namings give the same clusters and the same judgements, whatever their order;
a value that very many reports share and that comes with nothing else joins none of them.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from tipline.desk.linking.types import Judgement, Naming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# reference/platform.md section 4 proposes the test and 0.3; a degree cap would throw away the most
# prolific offenders. Where reports name few things each, a real actor's pairs often share one
# thing only and hang together through a third report: that counts too, over all drawn reports,
# from 0.06 on (ADR 0040 has the measurements: hubs stay below 0.02, actors above).
EXAMINED_FROM = 10
DRAWN_PAIRS = 64
DIRECT_FROM = 0.3
CONNECTED_FROM = 0.06

# A value is examined anew when its reports have grown by half: a hub of a million costs some
# thirty examinations in its life.
_GROWTH = 1.5


Node = TypeVar("Node", bound=Hashable)


class Joined(msgspec.Struct, frozen=True):
    """The clusters, each in ascending order, by their lowest report; and every judgement."""

    clusters: tuple[tuple[int, ...], ...]
    judgements: Mapping[str, Judgement]


class Forest(Generic[Node]):
    """Sets that grow together: union-find with path halving, the lowest member as the root."""

    def __init__(self) -> None:
        self._parent: dict[Node, Node] = {}

    def root(self, member: Node) -> Node:
        """Return what stands for the set of a member; a new member is its own set."""
        parent = self._parent
        above = parent.setdefault(member, member)
        while above != member:
            parent[member] = parent[above]
            member = parent[member]
            above = parent[member]
        return member

    def join(self, one: Node, other: Node) -> None:
        """Make one set of two."""
        root, other_root = self.root(one), self.root(other)
        if root != other_root:
            self._parent[other_root] = root

    def sets(self) -> list[list[Node]]:
        """Return all sets, members in the order in which they were first named."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for member in self._parent:
            found[self.root(member)].append(member)
        return list(found.values())


def is_due(reports: int, examined_at: int) -> bool:
    """Say whether a value with this many reports is to be examined (anew).

    `examined_at` is how many reports it had the last time, 0 if never.
    """
    return reports >= EXAMINED_FROM and reports >= examined_at * _GROWTH


def draw_pairs(value: str, reports: int) -> tuple[tuple[int, int], ...]:
    """Draw up to 64 pairs of positions in 0..reports-1; the same for the same value and number.

    All pairs, where there are no more than that.
    """
    if reports * (reports - 1) // 2 <= DRAWN_PAIRS:
        return tuple((a, b) for b in range(reports) for a in range(b))
    rng = random.Random(f"{value}/{reports}")  # noqa: S311  a sample that can be drawn again, no secret
    drawn = rng.choices(range(reports), k=2 * DRAWN_PAIRS)
    pairs = zip(drawn[::2], drawn[1::2], strict=True)
    return tuple((a, b if a != b else (b + 1) % reports) for a, b in pairs)


def judge(
    value: str,
    holders: Sequence[int],
    named_by: Callable[[int], Mapping[str, Naming]],
    reports: int,
) -> Judgement:
    """Judge a value from drawn pairs of its reports.

    `holders` are two reports per drawn pair, one after the other; `named_by` gives what a report
    names, by value; `reports` is how many hold the value.
    """
    pairs = list(zip(holders[::2], holders[1::2], strict=True))
    direct = sum(is_corroborated(value, named_by(a), named_by(b)) for a, b in pairs)
    drawn = set(holders)
    together = [len(one) for one in _connect(value, drawn, named_by).sets()]
    connected = sum(size * (size - 1) for size in together) / (len(drawn) * (len(drawn) - 1))
    return Judgement(
        joins=direct >= DIRECT_FROM * len(pairs) or connected >= CONNECTED_FROM,
        reports=reports,
        pairs=len(pairs),
        corroborated=max(direct, round(connected * len(pairs))),
    )


def _connect(
    value: str, holders: set[int], named_by: Callable[[int], Mapping[str, Naming]]
) -> Forest[int]:
    """Join drawn reports through everything else that they name, except files and copies.

    Files are left out: with a few known files in every report, chance alone would connect many.
    """
    forest = Forest[int]()
    first: dict[str, int] = {}
    for report in sorted(holders):
        forest.root(report)
        named = named_by(report)
        for other, naming in named.items():
            if naming.thing != named[value].thing and not naming.is_file:
                forest.join(first.setdefault(other, report), report)
    return forest


def is_corroborated(value: str, one: Mapping[str, Naming], other: Mapping[str, Naming]) -> bool:
    """Say whether two reports that share a value also share something else.

    Another value of the same thing (the SHA-1 beside the MD5) is nothing else; for a file, neither
    is another file, because viral files travel in packs.
    """
    mine, theirs = one[value], other[value]
    for shared in one.keys() & other.keys():
        naming = one[shared]
        if (
            naming.thing != mine.thing
            and other[shared].thing != theirs.thing
            and not (mine.is_file and naming.is_file)
        ):
            return True
    return False


def join_reports(namings: Iterable[Naming]) -> Joined:
    """Join reports through the values that they share, after judging each much-shared one."""
    ordered = sorted(namings)
    named: dict[int, dict[str, Naming]] = defaultdict(dict)
    holders: dict[str, list[int]] = defaultdict(list)
    for naming in ordered:
        if naming.value not in named[naming.report]:
            named[naming.report][naming.value] = naming
            holders[naming.value].append(naming.report)
    viral = {naming.value for naming in ordered if naming.is_viral}
    judgements = {
        value: judge(value, _drawn(value, reports), named.__getitem__, len(reports))
        for value, reports in holders.items()
        if len(reports) >= EXAMINED_FROM and value not in viral
    }
    forest = Forest[int]()
    for value, reports in holders.items():
        joins = value not in viral and (value not in judgements or judgements[value].joins)
        for report in reports:
            forest.join(reports[0] if joins else report, report)
    return Joined(_sorted_sets(forest), judgements)


def _drawn(value: str, reports: Sequence[int]) -> list[int]:
    return [reports[at] for pair in draw_pairs(value, len(reports)) for at in pair]


def _sorted_sets(forest: Forest[int]) -> tuple[tuple[int, ...], ...]:
    return tuple(sorted(tuple(sorted(members)) for members in forest.sets()))


def say_unused(
    reports: int, pairs: int, corroborated: int, *, is_file: bool, marked_viral: int
) -> str:
    """Say why a shared value joins nobody, in counts that can be checked.

    `marked_viral` is how many of its reports mark the file as viral.
    """
    if marked_viral:
        return f"a file in {reports:,} reports, viral by {marked_viral:,} of them: not used"
    what = "a widely held file" if is_file else "a value"
    alone = "that share nothing else"
    if corroborated:
        alone = f"of which only {corroborated} of {pairs} drawn pairs share anything else"
    return f"{what} shared by {reports:,} reports {alone}: not used"
