"""Examine decisive values that many reports share, from samples of bounded size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.linking.queries.shared import KIND_OF
from tipline.desk.linking.rows import number_array
from tipline.desk.linking.rules.sampling import EXAMINED_FROM, SAMPLE_SIZE, examine
from tipline.desk.linking.rules.strength import DECISIVE, is_decisive
from tipline.desk.linking.rules.viral import is_viral_for_all
from tipline.desk.linking.types import Cohesion, IdentifierKind, Naming

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import psycopg

    Cursor = psycopg.Cursor[tuple[Any, ...]]
    Key = tuple[str, bytes]

SAMPLED = f"""
SELECT v.id, s.report_id FROM unnest(%s::bigint[]) AS v(id) CROSS JOIN LATERAL (
    SELECT lot, report_id FROM linking_identifier WHERE value_id = v.id
    ORDER BY lot, report_id LIMIT {SAMPLE_SIZE}
) AS s ORDER BY v.id, s.lot, s.report_id
"""  # noqa: S608  a number of ours

NAMED = """
SELECT i.report_id, i.value_id, v.kind, i.thing, i.role = 'listed'
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s::bigint[]) AND v.reports > 1
"""

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
    """Examine those decisive values whose sample this batch changed, and keep what comes out."""
    shared = [v for v in counted if v.is_decisive and v.reports >= EXAMINED_FROM]
    common = [v for v in counted if not v.is_decisive and not v.joins and _is_told_anew(v)]
    samples = draw_samples(cursor, [value.value_id for value in (*shared, *common)])
    due = [
        value
        for value in shared
        if value.examined_at == 0 or not arrived.isdisjoint(samples[value.value_id])
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
    values = [
        Counted(
            value_id=value_id,
            kind=KIND_OF[kind],
            reports=reports,
            first_report_id=first,
            joins=joins,
            joined_before=joins,
            examined_at=examined_at,
            paired=paired,
        )
        for value_id, kind, reports, first, joins, examined_at, paired in rows
    ]
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
    named = _read_named(cursor, {one for value in values for one in samples[value.value_id]})
    cohesion = {value.value_id: _examine(value, samples[value.value_id], named) for value in values}
    rows = [(one, c.joins, c.reports, c.pairs, c.corroborated) for one, c in cohesion.items()]
    cursor.execute(KEEP, tuple(list(column) for column in zip(*rows, strict=True)))
    return cohesion


def _examine(
    value: Counted, sample: Sequence[int], named: Mapping[int, Mapping[str, Naming]]
) -> Cohesion:
    cohesion = examine(str(value.value_id), [named[one] for one in sample], value.reports)
    return cohesion if value.is_decisive else msgspec.structs.replace(cohesion, joins=value.joins)


def _read_named(cursor: Cursor, reports: Collection[int]) -> dict[int, dict[str, Naming]]:
    named: dict[int, dict[str, Naming]] = defaultdict(dict)
    rows = cursor.execute(NAMED, (number_array(sorted(reports)),)).fetchall()
    for report, value_id, kind, thing, is_listed in rows:
        named[report][str(value_id)] = Naming(
            report, str(value_id), KIND_OF[kind], thing, lot=0, is_listed=is_listed
        )
    return named


def _clusters(cursor: Cursor, statement: str, value_ids: Sequence[int]) -> set[str]:
    return {row[0] for row in cursor.execute(statement, (list(value_ids),)).fetchall()}
