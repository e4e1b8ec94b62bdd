"""Examine the samples of all much-shared values at once, by the rule of `rules.sampling.examine`.

Promise: the same counts as that rule gives value by value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tipline.desk.bulk.relinking.statements import FAMILY_NUMBER, SAMPLE, WITNESSES
from tipline.desk.linking.rules.sampling import COHESIVE_FROM, SAMPLE_SIZE
from tipline.engine.components import Components
from tipline.engine.numbering import Numbering, group_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from tipline.engine import Engine

    Numbers = npt.NDArray[np.int32]
    Ids = npt.NDArray[np.int64]


class Examined(NamedTuple):
    """The examination of each value: does it join, and how many pairs of its sample agree."""

    value: Ids
    joins: npt.NDArray[np.bool_]
    pairs: Numbers
    corroborated: Numbers


class _Witnesses(NamedTuple):
    """What each sampled report names, report by report; values are numbers."""

    starts: Ids
    value: Ids
    thing: Numbers
    family: Ids


class _Offers(NamedTuple):
    """What reports of samples offer; a place is that of a report in all samples of a block."""

    place: Ids
    value: Ids
    family: Ids


# So many samples at a time: their offers are some millions of rows.
_BLOCK = 1 << 14
_VALUE_BITS = 31


def examine_values(engine: Engine) -> Examined:
    """Examine every much-shared decisive value of `named`, by the counts in `holders`."""
    engine.materialise("sample", SAMPLE)
    sample = engine.arrow("SELECT value, report, thing FROM sample").read_all()
    values, reports = (sample.column(name).to_numpy() for name in ("value", "report"))
    numbering = Numbering(reports)
    witnesses = _read_witnesses(engine, numbering)
    distinct, number = np.unique(values, return_inverse=True)
    starts, rows = group_rows(number.astype(np.int32), len(distinct))
    about = sample.column("thing").to_numpy()[rows]
    sampled = numbering.numbers_of(reports[rows])
    together = [
        _examine_block(starts[at : at + _BLOCK + 1], sampled, about, witnesses)
        for at in range(0, len(distinct), _BLOCK)
    ]
    sizes = np.diff(starts)
    pairs = sizes * (sizes - 1) // 2
    corroborated = np.concatenate([np.empty(0, dtype=np.int64), *together])
    return Examined(
        value=distinct,
        # As the rule says it, in Python's numbers: 0.3 times the pairs.
        joins=corroborated >= COHESIVE_FROM * pairs,
        pairs=pairs.astype(np.int32),
        corroborated=corroborated.astype(np.int32),
    )


def _read_witnesses(engine: Engine, reports: Numbering) -> _Witnesses:
    found = engine.arrow(WITNESSES).read_all()
    starts, rows = group_rows(reports.numbers_of(found.column("report").to_numpy()), reports.count)
    values = found.column("value").to_numpy()
    family = np.array(FAMILY_NUMBER, dtype=np.int64)
    return _Witnesses(
        starts=starts,
        value=Numbering(values).numbers_of(values)[rows].astype(np.int64),
        thing=found.column("thing").to_numpy()[rows],
        family=family[found.column("kind").to_numpy()[rows]],
    )


def _examine_block(starts: Ids, sampled: Numbers, about: Numbers, witnesses: _Witnesses) -> Ids:
    """Return for each sample of a block how many of its pairs hang together."""
    mine = slice(starts[0], starts[-1])
    sample = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    within = np.arange(starts[0], starts[-1]) - np.repeat(starts[:-1], np.diff(starts))
    places = sample * SAMPLE_SIZE + within
    offers = _keep_shared(_read_offers(places, sampled[mine], about[mine], witnesses))
    components = Components((len(starts) - 1) * SAMPLE_SIZE)
    decisive = offers.family == 0
    _join_alike(components, offers.value[decisive], offers.place[decisive])
    _join_alike(components, *_pair_supporting(offers))
    sizes = np.bincount(components.labels(), minlength=(len(starts) - 1) * SAMPLE_SIZE)
    together: Ids = (sizes * (sizes - 1) // 2).reshape(-1, SAMPLE_SIZE).sum(axis=1)
    return together


def _read_offers(places: Ids, sampled: Numbers, about: Numbers, witnesses: _Witnesses) -> _Offers:
    """Return what the reports at some places name about something else."""
    first = witnesses.starts[sampled]
    counts = witnesses.starts[sampled + 1] - first
    before = np.cumsum(counts) - counts
    rows = np.arange(counts.sum()) + np.repeat(first - before, counts)
    other = witnesses.thing[rows] != np.repeat(about, counts)
    rows = rows[other]
    return _Offers(np.repeat(places, counts)[other], witnesses.value[rows], witnesses.family[rows])


def _keep_shared(offers: _Offers) -> _Offers:
    """Keep what two reports of one sample offer; number the values anew, sample by sample."""
    sample, within = np.divmod(offers.place, SAMPLE_SIZE)
    key = ((sample << _VALUE_BITS | offers.value) << 2 | offers.family) * SAMPLE_SIZE + within
    key.sort()
    named = key // SAMPLE_SIZE
    same = named[1:] == named[:-1]
    shared = np.append(same, False) | np.append(False, same)
    number = np.cumsum(np.append(True, ~same))[shared] if len(key) else named
    key, named = key[shared], named[shared]
    place = (named >> (_VALUE_BITS + 2)) * SAMPLE_SIZE + key % SAMPLE_SIZE
    return _Offers(place, number, named & 3)


def _pair_supporting(offers: _Offers) -> tuple[Ids, Ids]:
    """Return every two supporting values of different families at one place: key and place."""
    supporting = np.flatnonzero(offers.family > 0)
    order = supporting[np.argsort(offers.place[supporting], kind="stable")]
    place, value, family = (column[order] for column in offers)
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
