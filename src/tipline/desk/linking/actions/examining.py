"""Examine decisive values that many reports share, from samples of bounded size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.linking.queries.shared import KIND_OF
from tipline.desk.linking.rows import NO_TIE, number_array
from tipline.desk.linking.rules.sampling import EXAMINED_FROM, SAMPLE_SIZE, TRUSTED_BELOW, examine
from tipline.desk.linking.rules.strength import DECISIVE, TELLING, is_decisive
from tipline.desk.linking.rules.ties import Shared
from tipline.desk.linking.rules.viral import is_viral_for_all
from tipline.desk.linking.types import Cohesion, IdentifierKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import psycopg

    Cursor = psycopg.Cursor[tuple[Any, ...]]
    Key = tuple[str, bytes]

# Of exact copies, which have one lot, the first: each step finds the next lot by the key.
SAMPLED = f"""
SELECT v.id, s.report_id FROM unnest(%s::bigint[]) AS v(id) CROSS JOIN LATERAL (
    WITH RECURSIVE drawn AS (
        (SELECT lot, report_id, 1 AS place FROM linking_identifier WHERE value_id = v.id
        ORDER BY lot, report_id LIMIT 1)
        UNION ALL
        SELECT following.lot, following.report_id, drawn.place + 1
        FROM drawn CROSS JOIN LATERAL (
            SELECT lot, report_id FROM linking_identifier
            WHERE value_id = v.id AND lot > drawn.lot ORDER BY lot, report_id LIMIT 1
        ) AS following WHERE drawn.place < {SAMPLE_SIZE}
    ) SELECT lot, report_id FROM drawn
) AS s ORDER BY v.id, s.lot
"""  # noqa: S608  a number of ours

NAMED = f"""
SELECT i.report_id, i.value_id, v.kind, i.thing, v.reports, v.joins, i.role IN {NO_TIE}
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s::bigint[]) AND (v.reports > 1 OR v.kind = ANY(%s))
"""  # noqa: S608  words of ours

# Every much-shared decisive value of a report that names one of these.
WITNESSED = f"""
SELECT DISTINCT v.id, v.kind, v.reports, v.first_report_id, v.joins, v.examined_at, v.paired
FROM linking_identifier w JOIN linking_identifier i USING (report_id)
JOIN linking_value v ON v.id = i.value_id
WHERE w.value_id = ANY(%s::bigint[]) AND v.reports >= {EXAMINED_FROM} AND v.kind = ANY(%s)
ORDER BY v.id
"""  # noqa: S608  a number of ours

KEEP = """
UPDATE linking_value SET joins = examined.joins, examined_at = examined.reports,
    pairs = examined.pairs, corroborated = examined.corroborated
FROM unnest(%s::bigint[], %s::bool[], %s::int[], %s::int[], %s::int[])
    AS examined(value_id, joins, reports, pairs, corroborated)
WHERE linking_value.id = examined.value_id
"""

HOLDERS_CLUSTERS = """
SELECT DISTINCT cluster_id FROM linking_identifier JOIN linking_member USING (report_id)
WHERE value_id = ANY(%s)
"""

FIRST_CLUSTERS = """
SELECT DISTINCT m.cluster_id FROM linking_value v
JOIN linking_member m ON m.report_id = v.first_report_id WHERE v.id = ANY(%s)
"""


# A supporting value of so many reports tells how its sample hangs together.
TOLD_FROM = 64


MUCH_SHARED = """
SELECT id, kind, reports, first_report_id, joins, examined_at, paired FROM linking_value
WHERE reports >= %s AND kind = ANY(%s) ORDER BY id
"""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its counts after this batch: `arrived` reports came with it.

    `marked_now` of them mark it as viral, of `marked_viral` in all. `joined_before`: it would have
    joined the reports that held it before.
    """

    value_id: int
    kind: IdentifierKind
    reports: int
    first_report_id: int | None
    joins: bool
    joined_before: bool
    examined_at: int
    paired: bool
    arrived: int = 0
    marked_viral: int = 0
    marked_now: int = 0

    @property
    def is_decisive(self) -> bool:
        """Whether it may join reports alone."""
        return is_decisive(self.kind)

    def crosses(self, bound: int) -> bool:
        """Say whether this batch brought its reports from below a bound up to it or beyond."""
        return self.reports - self.arrived < bound <= self.reports

    @property
    def is_new_as_witness(self) -> bool:
        """Whether from this batch on it says something else of those who name it."""
        if self.is_decisive:
            return self.crosses(EXAMINED_FROM)
        stopped = self.joined_before and not self.joins
        return stopped or (self.kind in TELLING and self.crosses(EXAMINED_FROM))

    @property
    def restated(self) -> bool:
        """Whether this batch changed for all holders whether the file is viral."""
        before = is_viral_for_all(self.reports - self.arrived, self.marked_viral - self.marked_now)
        return before != is_viral_for_all(self.reports, self.marked_viral)


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """New examinations by value, and the values that turned: they join no longer, or they do now.

    `parted` decisive ones held their reports together in the cluster of the first; `dissolved`
    supporting ones may have, beside another; `united` ones have reports anywhere.
    """

    cohesion: Mapping[int, Cohesion]
    parted: tuple[int, ...] = ()
    dissolved: tuple[int, ...] = ()
    united: tuple[int, ...] = ()

    def apply(self, counted: Mapping[Key, Counted]) -> dict[Key, Counted]:
        """Return the counted values as they now join."""
        return {
            key: msgspec.structs.replace(value, joins=self.cohesion[value.value_id].joins)
            if value.value_id in self.cohesion
            else value
            for key, value in counted.items()
        }

    def stale_clusters(self, cursor: Cursor) -> set[str]:
        """Return the clusters that a value that turned puts in question."""
        stale: set[str] = set()
        if self.parted:
            stale |= _clusters(cursor, FIRST_CLUSTERS, self.parted)
        if elsewhere := (*self.united, *self.dissolved):
            stale |= _clusters(cursor, HOLDERS_CLUSTERS, elsewhere)
        return stale


def restated_clusters(cursor: Cursor, counted: Iterable[Counted]) -> set[str]:
    """Return the clusters whose reports hold a file that turned viral for all, or no longer is."""
    restated = [value.value_id for value in counted if value.restated]
    return _clusters(cursor, HOLDERS_CLUSTERS, restated) if restated else set()


def examine_due(cursor: Cursor, counted: Sequence[Counted], arrived: frozenset[int]) -> Examined:
    """Examine those decisive values whose examination this batch changed; keep what comes out.

    An arrival entered the sample, the value is no longer one of few reports, or what a sampled
    report names beside it became a hub.
    """
    shared = [v for v in counted if v.is_decisive and v.reports >= EXAMINED_FROM]
    common = [v for v in counted if not v.is_decisive and not v.joins and _is_told_anew(v)]
    witnessed = _read_witnessed(cursor, counted)
    known = {value.value_id for value in shared}
    shared += [value for value in witnessed if value.value_id not in known]
    again = {value.value_id for value in witnessed}
    samples = draw_samples(cursor, [value.value_id for value in (*shared, *common)])
    due = [
        value
        for value in shared
        if value.examined_at == 0
        or value.value_id in again
        or value.crosses(TRUSTED_BELOW)
        or not arrived.isdisjoint(samples[value.value_id])
    ]
    cohesion = examine_values(cursor, [*due, *common], samples)
    turned = [v for v in due if cohesion[v.value_id].joins != v.joined_before]
    stopped = [v for v in counted if not v.is_decisive and v.joined_before and not v.joins]
    return Examined(
        cohesion=cohesion,
        parted=tuple(v.value_id for v in turned if v.joined_before),
        united=tuple(v.value_id for v in turned if not v.joined_before),
        dissolved=tuple(v.value_id for v in stopped if v.paired),
    )


def _read_witnessed(cursor: Cursor, counted: Sequence[Counted]) -> list[Counted]:
    """Return the much-shared decisive values whose witnesses this batch changed.

    It happens once to a value, when it has few reports, so that few rows are read.
    """
    changed = [value.value_id for value in counted if value.is_new_as_witness]
    if not changed:
        return []
    decisive = [kind.value for kind in DECISIVE]
    rows = cursor.execute(WITNESSED, (number_array(changed), decisive)).fetchall()
    return [count_stored(row) for row in rows]


def count_stored(row: Sequence[Any]) -> Counted:
    """Return a value as it stands: id, kind, reports, first report, joins, examined at, paired."""
    value_id, kind, reports, first, joins, examined_at, paired = row
    return Counted(
        value_id=value_id,
        kind=KIND_OF[kind],
        reports=reports,
        first_report_id=first,
        joins=joins,
        joined_before=joins,
        examined_at=examined_at,
        paired=paired,
    )


def _is_told_anew(value: Counted) -> bool:
    """Say whether a common value's counts are to be told anew: each time its reports doubled.

    They decide nothing; they say in numbers why it is not used.
    """
    before = value.reports - value.arrived
    return value.reports >= TOLD_FROM and value.reports.bit_length() != before.bit_length()


def examine_much_shared(cursor: Cursor) -> None:
    """Examine every much-shared decisive value from its sample as it is now."""
    decisive = [kind.value for kind in DECISIVE]
    rows = cursor.execute(MUCH_SHARED, (EXAMINED_FROM, decisive)).fetchall()
    values = [count_stored(row) for row in rows]
    examine_values(cursor, values, draw_samples(cursor, [value.value_id for value in values]))


def draw_samples(cursor: Cursor, value_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the sample of each value, reading no more rows than are drawn."""
    samples: dict[int, list[int]] = {value_id: [] for value_id in value_ids}
    if value_ids:
        for value_id, report in cursor.execute(SAMPLED, (number_array(value_ids),)).fetchall():
            samples[value_id].append(report)
    return samples


def examine_values(
    cursor: Cursor, values: Sequence[Counted], samples: Mapping[int, Sequence[int]]
) -> dict[int, Cohesion]:
    """Examine values from their samples, and keep what comes out."""
    if not values:
        return {}
    reading = _read_named(cursor, {one for value in values for one in samples[value.value_id]})
    cohesion = {
        value.value_id: _examine(value, samples[value.value_id], reading) for value in values
    }
    rows = [(one, c.joins, c.reports, c.pairs, c.corroborated) for one, c in cohesion.items()]
    cursor.execute(KEEP, tuple(list(column) for column in zip(*rows, strict=True)))
    return cohesion


class _Reading(msgspec.Struct, frozen=True):
    """What sampled reports name, by report and value; `all_named` also what ties them to nobody."""

    named: Mapping[int, dict[str, Shared]]
    all_named: Mapping[int, dict[str, Shared]]


def _examine(value: Counted, sample: Sequence[int], reading: _Reading) -> Cohesion:
    key = str(value.value_id)
    read = [reading.named[one] | {key: reading.all_named[one][key]} for one in sample]
    cohesion = examine(key, read, value.reports)
    return cohesion if value.is_decisive else msgspec.structs.replace(cohesion, joins=value.joins)


def _read_named(cursor: Cursor, reports: Collection[int]) -> _Reading:
    named: dict[int, dict[str, Shared]] = defaultdict(dict)
    all_named: dict[int, dict[str, Shared]] = defaultdict(dict)
    telling = [kind.value for kind in TELLING]
    rows = cursor.execute(NAMED, (number_array(sorted(reports)), telling)).fetchall()
    for report, value_id, kind, thing, holders, joins, is_listed in rows:
        key = str(value_id)
        shared = Shared(report, key, KIND_OF[kind], thing, holders, joins)
        all_named[report][key] = shared
        if not is_listed:
            named[report][key] = shared
    return _Reading(named, all_named)


def _clusters(cursor: Cursor, statement: str, value_ids: Sequence[int]) -> set[str]:
    return {row[0] for row in cursor.execute(statement, (list(value_ids),)).fetchall()}
