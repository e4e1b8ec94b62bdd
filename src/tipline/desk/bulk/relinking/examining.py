"""Examine the samples of all much-shared values at once, by the rule of `rules.sampling.examine`.

Promise: the same counts as that rule gives value by value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tipline.desk.bulk.relinking.statements import FAMILY_NUMBER, KIND_NUMBER, SAMPLE, WITNESSES
from tipline.desk.linking.rules.sampling import (
    COHESIVE_FROM,
    EXAMINED_FROM,
    SAMPLE_SIZE,
    TRUSTED_BELOW,
)
from tipline.desk.linking.rules.strength import PERSONAL, TELLING
from tipline.engine.components import Components
from tipline.engine.numbering import Numbering, group_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from tipline.engine import Engine

    Numbers = npt.NDArray[np.int32]
    Ids = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]


class Examined(NamedTuple):
    """The examination of each value: does it join, and how many pairs of its sample agree."""

    value: Ids
    joins: npt.NDArray[np.bool_]
    pairs: Numbers
    corroborated: Numbers


class _Witnesses(NamedTuple):
    """What each sampled report names, report by report; values are numbers, marks are bits."""

    starts: Ids
    value: Ids
    thing: Numbers
    mark: Ids


class _Offers(NamedTuple):
    """What reports of samples offer; a place is that of a report in all samples of a block.

    Values are numbered sample by sample. `alone`: no other report of the sample offers it.
    """

    place: Ids
    value: Ids
    mark: Ids
    alone: Flags

    def only(self, chosen: Flags) -> _Offers:
        """Return some of the offers."""
        return _Offers(
            self.place[chosen], self.value[chosen], self.mark[chosen], self.alone[chosen]
        )

    def has(self, mark: int) -> Flags:
        """Say which offers bear a mark."""
        return (self.mark & mark) > 0

    @property
    def family(self) -> Ids:
        """The family of a supporting value, 0 for a decisive one."""
        return self.mark & _FAMILY


# So many samples at a time: their offers are some millions of rows.
_BLOCK = 1 << 14
_VALUE_BITS = 31
# The bits of a mark: the family in two, then whether few reports hold the value, whether it counts,
# and whether it is of a kind by which reports are told apart.
_FAMILY, _FEW, _COUNTS, _PERSONAL, _TELLING = 3, 4, 8, 16, 32
_MARK_BITS = 6


def examine_values(engine: Engine) -> Examined:
    """Examine every much-shared decisive value of `named`, by the counts in `holders`."""
    engine.materialise("sample", SAMPLE)
    sample = engine.arrow("SELECT value, report, thing, reports FROM sample").read_all()
    values, reports = (sample.column(name).to_numpy() for name in ("value", "report"))
    numbering = Numbering(reports)
    witnesses = _read_witnesses(engine, numbering)
    distinct, number = np.unique(values, return_inverse=True)
    starts, rows = group_rows(number.astype(np.int32), len(distinct))
    about = sample.column("thing").to_numpy()[rows]
    sampled = numbering.numbers_of(reports[rows])
    blocks = [
        _examine_block(starts[at : at + _BLOCK + 1], sampled, about, witnesses)
        for at in range(0, len(distinct), _BLOCK)
    ]
    sizes = np.diff(starts)
    pairs = sizes * (sizes - 1) // 2
    corroborated = np.concatenate([np.empty(0, dtype=np.int64), *(one for one, _ in blocks)])
    apart = np.concatenate([np.empty(0, dtype=np.bool_), *(one for _, one in blocks)])
    holders = sample.column("reports").to_numpy()[rows][starts[:-1]]
    return Examined(
        value=distinct,
        # As the rule says it, in Python's numbers: 0.2 times the pairs.
        joins=(corroborated >= COHESIVE_FROM * pairs) | ((holders < TRUSTED_BELOW) & ~apart),
        pairs=pairs.astype(np.int32),
        corroborated=corroborated.astype(np.int32),
    )


def _read_witnesses(engine: Engine, reports: Numbering) -> _Witnesses:
    found = engine.arrow(WITNESSES).read_all()
    starts, rows = group_rows(reports.numbers_of(found.column("report").to_numpy()), reports.count)
    values, kind = (found.column(name).to_numpy() for name in ("value", "kind"))
    mark = np.array(_MARKS, dtype=np.int64)[kind]
    mark |= np.where(found.column("reports").to_numpy() < EXAMINED_FROM, _FEW, 0)
    mark |= np.where(found.column("counts").to_numpy() > 0, _COUNTS, 0)
    return _Witnesses(
        starts=starts,
        value=Numbering(values).numbers_of(values)[rows].astype(np.int64),
        thing=found.column("thing").to_numpy()[rows],
        mark=mark[rows],
    )


_MARKS = [
    FAMILY_NUMBER[number]
    | (_PERSONAL if kind in PERSONAL else 0)
    | (_TELLING if kind in TELLING else 0)
    for kind, number in KIND_NUMBER.items()
]


def _examine_block(
    starts: Ids, sampled: Numbers, about: Numbers, witnesses: _Witnesses
) -> tuple[Ids, Flags]:
    """Return for each sample of a block how many of its pairs hang together.

    And whether names, mailboxes or numbers tell most of its reports apart.
    """
    mine = slice(starts[0], starts[-1])
    samples = len(starts) - 1
    sample = np.repeat(np.arange(samples), np.diff(starts))
    within = np.arange(starts[0], starts[-1]) - np.repeat(starts[:-1], np.diff(starts))
    places = sample * SAMPLE_SIZE + within
    offers = _number(_read_offers(places, sampled[mine], about[mine], witnesses))
    shared = offers.only(~offers.alone)
    components = _join_rare(shared, samples)
    vouching = _find_vouching(shared, offers, components.labels())
    _join_alike(components, vouching.value, vouching.place)
    sizes = np.bincount(components.labels(), minlength=samples * SAMPLE_SIZE)
    together: Ids = (sizes * (sizes - 1) // 2).reshape(-1, SAMPLE_SIZE).sum(axis=1)
    called = shared.only(shared.has(_TELLING) & shared.has(_FEW))
    named = _join_rare(shared, samples)
    _join_alike(named, called.value, called.place)
    own = _find_own(offers, _TELLING, samples)
    return together, _speak_against(sample, places, own, named.labels())


def _join_rare(shared: _Offers, samples: int) -> Components:
    """Join the places that share a decisive value of few reports, or two supporting ones."""
    components = Components(samples * SAMPLE_SIZE)
    rare = shared.only((shared.family == 0) & shared.has(_FEW))
    _join_alike(components, rare.value, rare.place)
    _join_alike(components, *_pair_supporting(shared))
    return components


def _find_vouching(shared: _Offers, offers: _Offers, labels: Numbers) -> _Offers:
    """Return the offers of much-shared decisive values that nothing speaks against."""
    crowds = shared.only((shared.family == 0) & ~shared.has(_FEW))
    _, crowd = np.unique(crowds.value, return_inverse=True)
    own = _find_own(offers, _PERSONAL, len(labels) // SAMPLE_SIZE)
    return crowds.only(~_speak_against(crowd, crowds.place, own, labels)[crowd])


def _find_own(offers: _Offers, kinds: int, samples: int) -> Flags:
    """Say of each place whether its report names a value that tells it from others."""
    own = np.zeros(samples * SAMPLE_SIZE, dtype=np.bool_)
    own[offers.place[offers.has(kinds) & (offers.has(_FEW) | offers.alone)]] = True
    return own


def _speak_against(group: Ids, place: Ids, own: Flags, labels: Numbers) -> Flags:
    """Say of each group of places whether most name something of their own, few of them the same.

    Groups are numbered from 0; `labels` says of each place with which it hangs together.
    """
    groups = int(group.max()) + 1 if len(group) else 0
    theirs = own[place]
    mine, label = group[theirs], labels[place[theirs]].astype(np.int64)
    number = np.bincount(mine, minlength=groups)
    pairs = number * (number - 1) // 2
    met, sizes = np.unique(mine * len(labels) + label, return_counts=True)
    together = np.zeros(groups, dtype=np.int64)
    np.add.at(together, met // max(len(labels), 1), sizes * (sizes - 1) // 2)
    most = 2 * number >= np.bincount(group, minlength=groups)
    against: Flags = (pairs > 0) & most & (together < COHESIVE_FROM * pairs)
    return against


def _read_offers(
    places: Ids, sampled: Numbers, about: Numbers, witnesses: _Witnesses
) -> tuple[Ids, Ids, Ids]:
    """Return what the reports at some places name about something else: place, value, mark."""
    first = witnesses.starts[sampled]
    counts = witnesses.starts[sampled + 1] - first
    before = np.cumsum(counts) - counts
    rows = np.arange(counts.sum()) + np.repeat(first - before, counts)
    other = witnesses.thing[rows] != np.repeat(about, counts)
    rows = rows[other]
    return np.repeat(places, counts)[other], witnesses.value[rows], witnesses.mark[rows]


def _number(read: tuple[Ids, Ids, Ids]) -> _Offers:
    """Give values new numbers, sample by sample, and say which only one report offers."""
    place, value, mark = read
    sample, within = np.divmod(place, SAMPLE_SIZE)
    key = ((sample << _VALUE_BITS | value) << _MARK_BITS | mark) * SAMPLE_SIZE + within
    key.sort()
    named = key // SAMPLE_SIZE
    same = named[1:] == named[:-1]
    shared = np.append(same, False) | np.append(False, same)
    number = np.cumsum(np.append(True, ~same)) if len(key) else named
    return _Offers(
        place=(named >> (_VALUE_BITS + _MARK_BITS)) * SAMPLE_SIZE + key % SAMPLE_SIZE,
        value=number,
        mark=named & ((1 << _MARK_BITS) - 1),
        alone=~shared[: len(key)],
    )


def _pair_supporting(offers: _Offers) -> tuple[Ids, Ids]:
    """Return every two supporting values of different families at one place: key and place."""
    supporting = np.flatnonzero((offers.family > 0) & offers.has(_COUNTS))
    order = supporting[np.argsort(offers.place[supporting], kind="stable")]
    place, value, family = (column[order] for column in (offers.place, offers.value, offers.family))
    keys, places = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    apart = 1
    while (near := place[apart:] == place[:-apart]).any():
        pairs = np.flatnonzero(near & (family[apart:] != family[:-apart]))
        keys.append(value[pairs] << 32 | value[pairs + apart])
        places.append(place[pairs])
        apart += 1
    return np.concatenate(keys), np.concatenate(places)


def _join_alike(components: Components, keys: Ids, places: Ids) -> None:
    """Join the places that have a key in common."""
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    same = keys[1:] == keys[:-1]
    components.join(places[1:][same], places[:-1][same])
