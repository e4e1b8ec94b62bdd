"""Part a component where its evidence is weakest: where people said so, and where it is very large.

Promise: what comes out depends on the component's reports, ties and judgements only. A person's
`same` is never cut; a `different` always is, unless a chain of `same` stands against it, or the
component has more than CUT_UP_TO reports.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.rules.bridges import weakest_bridge
from tipline.desk.linking.rules.forest import Forest
from tipline.desk.linking.rules.ties import SURE
from tipline.desk.linking.types import Judgement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tipline.desk.linking.rules.ties import Tie
    from tipline.desk.linking.types import JudgedPair

    Node = int | tuple[str, ...]

# A component of more reports is examined again: it is parted wherever one single naming holds two
# bodies of so many reports together.
EXAMINED_AGAIN_FROM = 300
A_BODY = 50
# Above these, examining or cutting at every arrival would take seconds. It stays whole, and people
# are told.
EXAMINED_AGAIN_UP_TO = 5_000
CUT_UP_TO = 20_000


class Parted(msgspec.Struct, frozen=True):
    """The pieces of a component, each ascending; `conflicts` were judged different and stay.

    `intricate`: it was parted or a `different` lies inside; it is parted anew at every change.
    """

    pieces: list[tuple[int, ...]]
    conflicts: list[tuple[int, int]]
    intricate: bool


class Clustered(msgspec.Struct, frozen=True):
    """Every component with its pieces, by its lowest report."""

    components: list[Parted]

    @property
    def clusters(self) -> tuple[tuple[int, ...], ...]:
        """All pieces, by their lowest report."""
        return tuple(sorted(piece for parted in self.components for piece in parted.pieces))

    @property
    def conflicts(self) -> tuple[tuple[int, int], ...]:
        """All pairs that were judged different and stay together."""
        return tuple(sorted(pair for parted in self.components for pair in parted.conflicts))


def part(
    reports: Sequence[int], ties: Sequence[Tie], different: Collection[tuple[int, int]]
) -> Parted:
    """Part one component; most come back whole, and so does every one above CUT_UP_TO."""
    pieces: list[tuple[int, ...]] = [tuple(sorted(reports))]
    if len(reports) > CUT_UP_TO:
        return Parted(pieces, sorted(different), intricate=False)
    conflicts: list[tuple[int, int]] = []
    for one, other in sorted(different):
        place = next(at for at, piece in enumerate(pieces) if one in set(piece))
        if other not in set(pieces[place]):
            continue
        cut = _cut(pieces[place], ties, one, other)
        if cut is None:
            conflicts.append((one, other))
        else:
            pieces[place : place + 1] = cut
    small = sorted(body for piece in pieces for body in _examine_again(piece, ties))
    return Parted(small, conflicts, intricate=bool(different) or len(small) > 1)


def _cut(
    piece: tuple[int, ...], ties: Iterable[Tie], one: int, other: int
) -> list[tuple[int, ...]] | None:
    """Cut a piece between two of its reports, or return None where it cannot be cut.

    That is where people say both.
    """
    inside = _inside(piece, ties)
    sure = [tie for tie in inside if tie.weight >= SURE]
    if _connected(piece, sure, one, other):
        return None
    near = _side_of(inside, one, other)
    cut = [
        msgspec.structs.replace(
            tie, reports=tuple(r for r in tie.reports if (r in near) == (tie.key in near))
        )
        for tie in inside
    ]
    return _connect(piece, cut)


def _side_of(ties: Sequence[Tie], one: int, other: int) -> Collection[Node]:
    """Return the reports and ties on the near side of the lightest cut between two reports.

    Of several lightest cuts it is the one with the fewest on the other report's side.
    """
    # Few installs ever cut: what nobody needs is not loaded.
    import networkx as nx  # noqa: PLC0415  see above

    graph: nx.Graph[Node] = nx.Graph()
    for tie in ties:
        for report in tie.reports:
            if tie.weight >= SURE:
                graph.add_edge(report, tie.key)
            else:
                graph.add_edge(report, tie.key, capacity=tie.weight)
    _, (near, _) = nx.minimum_cut(graph, one, other)
    found: Collection[Node] = near
    return found


def _examine_again(piece: tuple[int, ...], ties: Iterable[Tie]) -> list[tuple[int, ...]]:
    """Part a large piece at the weakest naming that alone holds two bodies together, and again."""
    if not EXAMINED_AGAIN_FROM < len(piece) <= EXAMINED_AGAIN_UP_TO:
        return [piece]
    inside = _inside(piece, ties)
    weak = weakest_bridge(
        [(tie.key, tie.weight, tie.reports) for tie in inside], a_body=A_BODY, below=SURE
    )
    if weak is None:
        return [piece]
    report, key = weak
    cut = [
        msgspec.structs.replace(tie, reports=tuple(r for r in tie.reports if r != report))
        if tie.key == key
        else tie
        for tie in inside
    ]
    return [small for body in _connect(piece, cut) for small in _examine_again(body, cut)]


def _inside(piece: Collection[int], ties: Iterable[Tie]) -> list[Tie]:
    """Return the ties as far as they hold reports of a piece together."""
    members = set(piece)
    kept = (
        msgspec.structs.replace(tie, reports=tuple(r for r in tie.reports if r in members))
        for tie in ties
    )
    return [tie for tie in kept if len(tie.reports) > 1]


def _connect(reports: Sequence[int], ties: Iterable[Tie]) -> list[tuple[int, ...]]:
    forest = Forest[int]()
    for report in reports:
        forest.root(report)
    for tie in ties:
        for report in tie.reports[1:]:
            forest.join(tie.reports[0], report)
    return sorted(tuple(sorted(group)) for group in forest.sets())


def _connected(reports: Sequence[int], ties: Iterable[Tie], one: int, other: int) -> bool:
    return any(one in group and other in group for group in _connect(reports, ties))


def cluster(reports: Iterable[int], ties: Sequence[Tie], judged: Iterable[JudgedPair]) -> Clustered:
    """Put reports together as their ties hold them, and part components where that is due."""
    forest = Forest[int]()
    for report in sorted(reports):
        forest.root(report)
    for tie in ties:
        for report in tie.reports[1:]:
            forest.join(tie.reports[0], report)
    ties_of: dict[int, list[Tie]] = defaultdict(list)
    for tie in ties:
        ties_of[forest.root(tie.reports[0])].append(tie)
    apart: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in judged:
        root = forest.root(pair.one)
        if pair.judgement is Judgement.DIFFERENT and root == forest.root(pair.other):
            apart[root].append((pair.one, pair.other))
    components = sorted(tuple(sorted(group)) for group in forest.sets())
    return Clustered(
        [
            part(component, ties_of[forest.root(component[0])], apart[forest.root(component[0])])
            for component in components
        ]
    )
