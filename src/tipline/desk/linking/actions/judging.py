"""Judge the values that very many reports share, from a sample of bounded size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.linking.rows import number_array
from tipline.desk.linking.rules.joining import draw_pairs, is_due, judge
from tipline.desk.linking.rules.viral import is_viral_for_all
from tipline.desk.linking.types import Judgement, Naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import psycopg

    Cursor = psycopg.Cursor[tuple[Any, ...]]
    Key = tuple[str, bytes]

DRAWN = """
SELECT value_id, position, report_id
FROM unnest(%s::bigint[], %s::int[]) AS drawn(value_id, position)
JOIN linking_identifier USING (value_id, position)
"""

NAMED = """
SELECT i.report_id, i.value_id, i.thing, v.kind = 'file_hash'
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s::bigint[])
"""

KEEP = """
UPDATE linking_value SET joins = judged.joins, examined_at = judged.reports, pairs = judged.pairs,
    corroborated = judged.corroborated
FROM unnest(%s::bigint[], %s::bool[], %s::int[], %s::int[], %s::int[])
    AS judged(value_id, joins, reports, pairs, corroborated)
WHERE linking_value.id = judged.value_id
"""

HOLDERS_CLUSTERS = """
SELECT DISTINCT cluster_id FROM linking_identifier JOIN linking_member USING (report_id)
WHERE value_id = ANY(%s)
"""

FIRST_CLUSTERS = """
SELECT DISTINCT m.cluster_id FROM linking_value v
JOIN linking_member m ON m.report_id = v.first_report_id WHERE v.id = ANY(%s)
"""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its counts after this batch: `arrived` reports came with it.

    `marked_now` of them mark it as viral, of `marked_viral` in all.
    """

    value_id: int
    reports: int
    first_report_id: int
    joins: bool
    examined_at: int
    arrived: int = 0
    marked_viral: int = 0
    marked_now: int = 0

    @property
    def turned_viral(self) -> bool:
        """Whether this batch brought the first mark to a value that was held before."""
        return 0 < self.marked_viral == self.marked_now and self.reports > self.arrived

    @property
    def restated(self) -> bool:
        """Whether this batch changed for all holders whether the file is viral."""
        before = is_viral_for_all(self.reports - self.arrived, self.marked_viral - self.marked_now)
        return before != is_viral_for_all(self.reports, self.marked_viral)


def restated_clusters(cursor: Cursor, counted: Iterable[Counted]) -> set[str]:
    """Return the clusters whose reports hold a file that turned viral for all, or no longer is."""
    restated = [value.value_id for value in counted if value.restated]
    if not restated:
        return set()
    return {row[0] for row in cursor.execute(HOLDERS_CLUSTERS, (restated,)).fetchall()}


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """New judgements by value, and those that turned: they join no longer, or they join now."""

    judgements: Mapping[int, Judgement]
    parted: tuple[int, ...] = ()
    united: tuple[int, ...] = ()

    def apply(self, counted: Mapping[Key, Counted]) -> dict[Key, Counted]:
        """Return the counted values as they now join."""
        return {
            key: msgspec.structs.replace(value, joins=self.judgements[value.value_id].joins)
            if value.value_id in self.judgements
            else value
            for key, value in counted.items()
        }

    def stale_clusters(self, cursor: Cursor) -> set[str]:
        """Return the clusters that a turned judgement puts in question.

        Whoever held a joining value is in the cluster of its first report; the holders of one
        that did not join are anywhere.
        """
        parted = cursor.execute(FIRST_CLUSTERS, (list(self.parted),)).fetchall()
        united = cursor.execute(HOLDERS_CLUSTERS, (list(self.united),)).fetchall()
        return {row[0] for row in (*parted, *united)}


def judge_due(cursor: Cursor, counted: Sequence[Counted]) -> Judged:
    """Judge those of the values that have grown enough, and keep the judgements.

    A file that a sender marks as viral needs no judgement: it joins nobody from then on.
    """
    due = [v for v in counted if not v.marked_viral and is_due(v.reports, v.examined_at)]
    judged = judge_values(cursor, due)
    viral = tuple(value.value_id for value in counted if value.turned_viral)
    return msgspec.structs.replace(judged, parted=(*judged.parted, *viral))


def judge_values(cursor: Cursor, values: Sequence[Counted]) -> Judged:
    """Judge values from drawn pairs of their reports, and keep the judgements."""
    if not values:
        return Judged(judgements={})
    holders = _draw(cursor, values)
    named = _read_named(cursor, {report for drawn in holders.values() for report in drawn})
    judgements = {
        value.value_id: judge(
            str(value.value_id), holders[value.value_id], named.__getitem__, value.reports
        )
        for value in values
    }
    _keep(cursor, judgements)
    turned = [value for value in values if judgements[value.value_id].joins != value.joins]
    return Judged(
        judgements=judgements,
        parted=tuple(value.value_id for value in turned if value.joins),
        united=tuple(value.value_id for value in turned if not value.joins),
    )


def _draw(cursor: Cursor, values: Sequence[Counted]) -> dict[int, list[int]]:
    """Return two reports for each drawn pair of each value, reading no more rows than that."""
    places = [
        (value.value_id, at + 1)
        for value in values
        for pair in draw_pairs(str(value.value_id), value.reports)
        for at in pair
    ]
    wanted = sorted(set(places))
    values_and_places = (
        number_array(one for one, _ in wanted),
        number_array(at for _, at in wanted),
    )
    rows = cursor.execute(DRAWN, values_and_places).fetchall()
    report_at = {(value_id, position): report for value_id, position, report in rows}
    holders: dict[int, list[int]] = defaultdict(list)
    for place in places:
        holders[place[0]].append(report_at[place])
    return holders


def _read_named(cursor: Cursor, reports: set[int]) -> dict[int, dict[str, Naming]]:
    named: dict[int, dict[str, Naming]] = defaultdict(dict)
    rows = cursor.execute(NAMED, (number_array(sorted(reports)),)).fetchall()
    for report, value_id, thing, is_file in rows:
        named[report][str(value_id)] = Naming(report, str(value_id), thing, is_file)
    return named


def _keep(cursor: Cursor, judgements: Mapping[int, Judgement]) -> None:
    rows = [(one, j.joins, j.reports, j.pairs, j.corroborated) for one, j in judgements.items()]
    cursor.execute(KEEP, tuple(list(column) for column in zip(*rows, strict=True)))
