"""Linking in bulk says row for row what the reference says, on every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from made_namings import make_judgements, make_namings
from tipline.desk.bulk.relinking.statements import KIND_NUMBER
from tipline.desk.bulk.relinking.together import NAMED, Grouped, group_reports
from tipline.desk.linking.rules.everything import Linked, link_everything

if TYPE_CHECKING:
    from tipline.desk.linking.types import Naming


def columns(namings: list[Naming]) -> pa.Table:
    return pa.table(
        [
            [one.report for one in namings],
            [int(one.value) for one in namings],
            [KIND_NUMBER[one.kind] for one in namings],
            [one.thing for one in namings],
            [one.lot for one in namings],
            [int(one.is_listed) for one in namings],
        ],
        schema=NAMED,
    )


def in_bulk(engine, namings, judgements=()) -> Grouped:
    engine.register("named", columns(namings))
    marked = sorted({int(one.value) for one in namings if one.is_viral})
    engine.register("marked", pa.table({"value": pa.array(marked, pa.int64())}))
    reports = np.array(sorted({one.report for one in namings}), dtype=np.int64)
    return group_reports(
        engine, reports, judgements, name=lambda values: {one: str(one) for one in values}
    )


def clusters(grouped: Grouped) -> tuple[tuple[int, ...], ...]:
    found: dict[int, list[int]] = {}
    for report, cluster in zip(grouped.report.tolist(), grouped.cluster.tolist(), strict=True):
        found.setdefault(cluster, []).append(report)
    assert all(min(members) == cluster for cluster, members in found.items())
    return tuple(sorted(tuple(sorted(members)) for members in found.values()))


def examined(grouped: Grouped) -> dict[str, tuple[bool, int, int]]:
    columns = (column.tolist() for column in grouped.examined)
    return {str(one): tuple(rest) for one, *rest in zip(*columns, strict=True)}


def same(grouped: Grouped, linked: Linked) -> bool:
    return (
        clusters(grouped) == linked.clusters
        and grouped.conflicts == linked.conflicts
        and examined(grouped)
        == {
            value: (one.joins, one.pairs, one.corroborated)
            for value, one in linked.examined.items()
        }
    )


@pytest.mark.parametrize(
    ("seed", "reports", "people", "judged"),
    [(1, 60, 10, 0), (2, 400, 60, 0), (3, 400, 60, 20), (4, 1_500, 300, 30), (5, 900, 9, 4)],
)
def test_bulk_and_reference_agree_row_for_row(engine, seed, reports, people, judged):
    namings = make_namings(seed, reports=reports, people=people)
    judgements = make_judgements(seed, reports=reports, number=judged)
    linked = link_everything(namings, judgements)
    assert 1 < len(linked.clusters) < reports
    assert same(in_bulk(engine, namings, judgements), linked)


def test_nothing_to_link_gives_nothing(engine):
    grouped = in_bulk(engine, [])
    assert clusters(grouped) == ()
    assert examined(grouped) == {}
