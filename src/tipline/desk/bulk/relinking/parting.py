"""Part the few components that people or their size call for, by the rule of `rules.parting`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute

from tipline.desk.bulk.relinking.bridging import find_bridged
from tipline.desk.bulk.relinking.statements import (
    FAMILY_NUMBER,
    KIND_NUMBER,
    PAIRED_AGAIN,
    SHARED,
)
from tipline.desk.linking.rules.parting import EXAMINED_AGAIN_FROM, EXAMINED_AGAIN_UP_TO, part
from tipline.desk.linking.rules.ties import Shared, sure_ties, tie_up
from tipline.desk.linking.types import JudgedPair, Judgement
from tipline.engine.numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from tipline.desk.linking.rules.ties import Tie
    from tipline.engine import Engine

    Ids = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.int32]
    Pairs = tuple[tuple[int, int], ...]
    NameValues = Callable[[Sequence[int]], Mapping[int, str]]

_DECISIVE = [number for number, family in enumerate(FAMILY_NUMBER) if family == 0]
_KIND = list(KIND_NUMBER)


class Joining(NamedTuple):
    """By number of a decisive value: does it join its reports."""

    values: Numbering
    joins: npt.NDArray[np.bool_]

    def keep(self, reports: Ids, values: pa.Array) -> tuple[Ids, Numbers]:
        """Return the namings of values that join: the reports, and the numbers of the values."""
        joins = self.tell(values)
        return reports[joins], self.values.numbers_of(values.to_numpy()[joins])

    def tell(self, values: pa.Array) -> npt.NDArray[np.bool_]:
        """Say of each value whether it joins its reports."""
        number = self.values.numbers_of(values.to_numpy())
        if not len(self.joins):
            return np.zeros(len(number), dtype=np.bool_)
        told: npt.NDArray[np.bool_] = (number >= 0) & self.joins[number]
        return told


class Judged(NamedTuple):
    """What people said of reports that are there, in ascending order."""

    same: Sequence[JudgedPair]
    different: Sequence[JudgedPair]

    @classmethod
    def of(cls, judgements: Iterable[JudgedPair], reports: Ids) -> Judged:
        """Sort judgements; `reports` ascend."""
        pairs = sorted(judgements)
        known = are_in(reports, [one.one for one in pairs])
        known &= are_in(reports, [one.other for one in pairs])
        held = [pair for pair, is_known in zip(pairs, known, strict=True) if is_known]
        same, different = (
            [pair for pair in held if pair.judgement is judgement]
            for judgement in (Judgement.SAME, Judgement.DIFFERENT)
        )
        return cls(same, different)


def are_in(reports: Ids, wanted: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Say of each wanted report whether it is among `reports`, which ascend."""
    ids = np.array(wanted, dtype=np.int64)
    if not len(reports):
        return np.zeros(len(ids), dtype=np.bool_)
    place = np.minimum(np.searchsorted(reports, ids), len(reports) - 1)
    found: npt.NDArray[np.bool_] = reports[place] == ids
    return found


class Linking(NamedTuple):
    """What parting works on: the engine's tables, the reports (ascending), what joins them.

    `name` gives the names of values by which the rules order ties.
    """

    engine: Engine
    reports: Ids
    joining: Joining
    judged: Judged
    name: NameValues


class Intricate(NamedTuple):
    """The pieces of components that were parted or hold a pair judged different; lowest reports."""

    piece: Ids
    component: Ids


class Parted(NamedTuple):
    """The lowest report of each report's cluster, the pairs in conflict, the intricate clusters."""

    cluster: Ids
    conflicts: Pairs
    intricate: Intricate


def part_components(linking: Linking, cluster: Ids) -> Parted:
    """Part what the rule parts. `cluster` is the lowest report of each report's component."""
    reports = linking.reports
    apart = _judged_apart(linking, cluster)
    again = np.union1d(np.array(list(apart), dtype=np.int64), _find_bridged(linking, cluster))
    chosen = np.isin(cluster, again)
    component_of = dict(zip(reports[chosen].tolist(), cluster[chosen].tolist(), strict=True))
    ties_of: dict[int, list[Tie]] = defaultdict(list)
    for tie in _read_ties(linking, reports[chosen]):
        ties_of[component_of[tie.reports[0]]].append(tie)
    members: dict[int, list[int]] = defaultdict(list)
    for report, component in component_of.items():
        members[component].append(report)
    parted, conflicts = cluster.copy(), []
    intricate: list[tuple[int, int]] = []
    for component, held in members.items():
        result = part(held, ties_of[component], apart.get(component, ()))
        conflicts += result.conflicts
        intricate += [(piece[0], component) for piece in result.pieces if result.intricate]
        for piece in result.pieces:
            parted[np.searchsorted(reports, piece)] = piece[0]
    pieces = np.array(sorted(intricate), dtype=np.int64).reshape(-1, 2)
    return Parted(parted, tuple(sorted(conflicts)), Intricate(*pieces.T))


def _judged_apart(linking: Linking, cluster: Ids) -> Mapping[int, list[tuple[int, int]]]:
    """Return the pairs judged different that are in one component, by component."""
    apart: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in linking.judged.different:
        mine, theirs = cluster[np.searchsorted(linking.reports, (pair.one, pair.other))].tolist()
        if mine == theirs:
            apart[mine].append((pair.one, pair.other))
    return apart


def _find_bridged(linking: Linking, cluster: Ids) -> Ids:
    """Return the large components that a single naming holds together."""
    component, sizes = np.unique(cluster, return_counts=True)
    large = component[(sizes > EXAMINED_AGAIN_FROM) & (sizes <= EXAMINED_AGAIN_UP_TO)]
    if not len(large):
        return large
    inside = np.isin(cluster, large)
    reports, ties = _read_edges(linking, linking.reports[inside])
    held = Numbering(linking.reports[inside])
    bridged = find_bridged(held.numbers_of(reports), ties, held=held.count, tied=_count(ties))
    return cluster[np.searchsorted(linking.reports, held.ids_of(bridged))]


def _count(numbers: npt.NDArray[np.signedinteger]) -> int:
    return int(numbers.max()) + 1 if len(numbers) else 0


def _read_edges(linking: Linking, reports: Ids) -> tuple[Ids, Numbers]:
    """Return, naming by naming, a report and the number of a tie that holds it."""
    linking.engine.register("again", pa.table({"report": reports}))
    shared = linking.engine.arrow(SHARED).read_all()
    decisive = shared.filter(pa.compute.is_in(shared["kind"], pa.array(_DECISIVE, pa.int16())))
    held, number = linking.joining.keep(decisive["report"].to_numpy(), decisive["value"])
    paired = linking.engine.arrow(PAIRED_AGAIN).read_all()
    keys = np.stack([paired[name].to_numpy() for name in ("one", "other")], axis=1)
    pair = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    same = np.array([(one.one, one.other) for one in linking.judged.same], dtype=np.int64)
    same = same.reshape(-1, 2)
    same = same[are_in(reports, same[:, 0].tolist())]
    before_same = _count(number) + _count(pair)
    judged = np.repeat(np.arange(len(same)), 2) + before_same
    return (
        np.concatenate([held, paired["report"].to_numpy(), same.reshape(-1)]),
        np.concatenate((number, pair + _count(number), judged)).astype(np.int32),
    )


def _read_ties(linking: Linking, reports: Ids) -> Iterator[Tie]:
    """Yield everything that holds these reports together, as the rules say it."""
    if not len(reports):
        return
    linking.engine.register("again", pa.table({"report": reports}))
    shared = linking.engine.arrow(SHARED).read_all()
    joins = linking.joining.tell(shared["value"])
    decisive = np.isin(shared["kind"].to_numpy(), _DECISIVE)
    used = shared.filter(pa.array(joins | ~decisive))
    name = linking.name(used["value"].unique().to_pylist())
    yield from tie_up(
        Shared(report, name[value], _KIND[kind], thing, holders, counts=True)
        for report, value, kind, thing, holders in zip(
            *(column.to_pylist() for column in used.columns), strict=True
        )
    )
    inside = set(reports.tolist())
    yield from sure_ties(pair for pair in linking.judged.same if pair.one in inside)
