"""Reports placed one batch after the other come out as if all had been linked at once."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection

from tipline.desk.linking.actions.placing import Arrival, Named, place
from tipline.desk.linking.actions.relinking import relink_everything
from tipline.desk.linking.rules.everything import link_everything
from tipline.desk.linking.rules.sampling import lot_of
from tipline.desk.linking.types import IdentifierKind, IdentifierRole, Naming
from tipline.trust.rows import acting

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def lot(report_id: int) -> int:
    return lot_of(hashlib.sha256(f"report {report_id}".encode()).digest())


def arrival(report_id: int, *values: str, urgent: bool = False) -> Arrival:
    return Arrival(
        report_id=report_id,
        lot=lot(report_id),
        received_at=NOW + timedelta(seconds=report_id),
        sender_name="Example Chat",
        urgent=urgent,
        named=tuple(
            Named(
                kind=IdentifierKind.FILE_HASH if value.startswith("file") else IdentifierKind.EMAIL,
                blind_index=hashlib.sha256(value.encode()).digest(),
                thing=thing,
                role=IdentifierRole.REPORTED,
                at=None,
                path=f"report.personOrUserReported[1].espIdentifier#{thing}",
            )
            for thing, value in enumerate(values)
        ),
    )


def place_all(actor, arrivals, sizes=None):
    ids = count(1)
    rest = list(arrivals)
    while rest:
        size = next(sizes) if sizes else len(rest)
        with acting(actor):
            place(actor, rest[:size], now=NOW, draw_id=lambda: f"clu_{next(ids):05d}")
        rest = rest[size:]


def clusters(actor) -> dict[str, set[int]]:
    found = defaultdict(set)
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT cluster_id, report_id FROM linking_member")
        for cluster_id, report_id in cursor.fetchall():
            found[cluster_id].add(report_id)
        cursor.execute("SELECT cluster_id, reports FROM linking_cluster WHERE merged_into IS NULL")
        assert dict(cursor.fetchall()) == {one: len(members) for one, members in found.items()}
    return dict(found)


def partition(actor) -> set[frozenset[int]]:
    return {frozenset(members) for members in clusters(actor).values()}


def expected(arrivals) -> set[frozenset[int]]:
    namings = [
        Naming(
            one.report_id,
            f"{named.kind}:{named.blind_index.hex()}",
            named.kind,
            named.thing,
            one.lot,
            named.is_viral,
            named.is_listed,
        )
        for one in arrivals
        for named in one.named
    ]
    return {frozenset(members) for members in link_everything(namings).clusters}


def random_world(rng: random.Random) -> list[Arrival]:
    """Make actors of one to forty reports, each naming three of four identifiers, and hubs.

    A hub (a value, or a viral file) is touched by one report each of many actors, and a report
    touches one hub at most, so that every hub's cohesion is 0 and every actor's 1: none is
    borderline at any size.
    """
    reports = []
    for actor in range(rng.randint(45, 70)):
        own = [f"actor {actor} value {number}" for number in range(4)]
        number = rng.randint(12, 40) if rng.random() < 0.1 else rng.randint(1, 3)
        reports += [(actor, rng.sample(own, 3)) for _ in range(number)]
    untouched = list(dict(reports).values())
    rng.shuffle(untouched)
    for hub in ("hub 1", "file 2", "hub 3"):
        for _ in range(rng.randint(11, 15)):
            untouched.pop().append(hub)
    rng.shuffle(reports)
    return [arrival(number, *values) for number, (_, values) in enumerate(reports, 1)]


@pytest.mark.parametrize("seed", range(12))
def test_any_order_and_any_batches_give_what_one_full_run_gives(actor, seed):
    rng = random.Random(seed)  # noqa: S311  a made-up world, no secret
    world = random_world(rng)

    place_all(actor, world, sizes=iter(lambda: rng.choice([1, 2, 3, 7, 20]), 0))

    assert partition(actor) == expected(world)


@pytest.mark.parametrize("seed", range(4))
def test_deriving_everything_anew_changes_nothing(actor, seed):
    rng = random.Random(100 + seed)  # noqa: S311  a made-up world, no secret
    world = random_world(rng)
    place_all(actor, world, sizes=iter(lambda: rng.choice([1, 5]), 0))
    before = clusters(actor)

    relinked = relink_everything(actor, now=NOW, draw_id=lambda: "clu_never")

    assert relinked.cluster_of == {}
    assert clusters(actor) == before
