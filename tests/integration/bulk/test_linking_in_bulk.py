"""Linking in bulk says row for row what the reference says, on every engine."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from made_namings import make_judgements, make_namings
from tipline.desk.bulk.relinking.statements import KIND_NUMBER
from tipline.desk.bulk.relinking.together import NAMED, Grouped, group_reports
from tipline.desk.linking.rules.everything import Linked, link_everything
from tipline.desk.linking.types import IdentifierKind, JudgedPair, Judgement, Naming


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


def ring(first: int, size: int) -> list[Naming]:
    """Reports in a ring: each shares one mailbox with the next, so that no single one holds it."""
    return [
        Naming(
            report, str(1_000 * first + at), IdentifierKind.EMAIL, thing=at % 7 + place, lot=report
        )
        for at in range(size)
        for place, report in enumerate((first + at, first + (at + 1) % size))
    ]


def bridge(one: int, other: int) -> list[Naming]:
    return [
        Naming(report, "1", IdentifierKind.PHONE, thing=9, lot=report) for report in (one, other)
    ]


def test_two_bodies_that_a_single_naming_holds_together_are_parted(engine):
    namings = ring(1, 160) + ring(1_001, 170) + bridge(5, 1_005) + ring(5_001, 330)
    linked = link_everything(namings)
    assert [len(one) for one in linked.clusters] == [160, 170, 330]
    grouped = in_bulk(engine, namings)
    assert same(grouped, linked)
    assert grouped.intricate.piece.tolist() == [1, 1_001]
    assert grouped.intricate.component.tolist() == [1, 1]


def test_reports_judged_different_are_cut_apart_where_least_holds_them(engine):
    namings = ring(1, 20) + ring(1_001, 20) + bridge(5, 1_005)
    judgements = [
        JudgedPair(2, 1_002, Judgement.DIFFERENT),
        JudgedPair(7, 8, Judgement.SAME),
        JudgedPair(7, 9, Judgement.SAME),
        JudgedPair(8, 9, Judgement.DIFFERENT),
    ]
    linked = link_everything(namings, judgements)
    assert ([len(one) for one in linked.clusters], linked.conflicts) == ([20, 20], ((8, 9),))
    assert same(in_bulk(engine, namings, judgements), linked)


def test_a_value_of_all_reports_and_a_cluster_of_half_of_them_are_bounded(engine, request):
    # The other engines get these columns over the wire.
    reports = 400_000 if "duckdb" in request.node.name else 20_000
    half = np.arange(1, reports // 2 + 1)
    report = np.concatenate([np.arange(1, reports + 1), half, half[:-1] + 1])
    value = np.concatenate([np.zeros(reports, np.int64), half, half[:-1]])
    thing = np.concatenate([np.zeros(reports), np.ones(len(half)), np.full(len(half) - 1, 2)])
    engine.register(
        "named",
        pa.table(
            [
                report,
                value,
                np.full(len(report), KIND_NUMBER[IdentifierKind.EMAIL]),
                thing,
                (report * 2_654_435_761) % 1_000_003,
                np.zeros(len(report)),
            ],
            names=NAMED.names,
        ).cast(NAMED),
    )
    engine.register("marked", pa.table({"value": pa.array([], pa.int64())}))
    grouped = group_reports(
        engine, np.arange(1, reports + 1), name=lambda values: dict.fromkeys(values, "")
    )
    sizes = np.unique(grouped.cluster, return_counts=True)[1]
    assert grouped.examined.value.tolist() == [0]
    assert not grouped.examined.joins[0]
    assert (len(sizes), sizes.max()) == (reports // 2 + 1, reports // 2)
