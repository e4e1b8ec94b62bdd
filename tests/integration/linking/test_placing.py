"""Reports placed one batch after the other come out as if all had been linked at once."""

from __future__ import annotations

import random

import pytest

from linking_made import NOW, Arrival, arrival, clusters, linked, partition, place_all
from tipline.desk.linking.actions.relinking import relink_everything


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

    assert partition(actor) == linked(world).clusters


@pytest.mark.parametrize("seed", range(4))
def test_deriving_everything_anew_changes_nothing(actor, seed):
    rng = random.Random(100 + seed)  # noqa: S311  a made-up world, no secret
    world = random_world(rng)
    place_all(actor, world, sizes=iter(lambda: rng.choice([1, 5]), 0))
    before = clusters(actor)

    relinked = relink_everything(actor, now=NOW, draw_id=lambda: "clu_never")

    assert relinked.cluster_of == {}
    assert clusters(actor) == before


def test_a_value_is_examined_again_when_its_witness_becomes_a_hub(actor):
    """What five reports hold vouches for a hub; what eight strangers hold does not."""
    crowd = [
        arrival(
            number,
            "mail hub",
            "mail witness" if number <= 5 else f"mail extra {number}",
            f"mail own {number}",
        )
        for number in range(1, 9)
    ]
    later = [arrival(number, "mail witness", f"mail own {number}") for number in range(9, 12)]
    world = [*crowd, *later]

    place_all(actor, crowd)
    before = partition(actor)
    place_all(actor, later, draw_id=iter([f"clu_later{number}" for number in range(20)]).__next__)

    assert any(len(one) > 1 for one in before)
    assert partition(actor) == linked(world).clusters
    assert partition(actor) != (*before, (9,), (10,), (11,))
