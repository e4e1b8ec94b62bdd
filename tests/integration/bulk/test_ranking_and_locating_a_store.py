"""A whole store is ranked and located anew as the loop would have done it, stretch by stretch."""

from __future__ import annotations

import json

import msgspec
import pytest

from conftest import NOW, tipline
from tipline.synthetic import WorldParameters, generate_world
from tipline.trust.people.types import Role
from tipline.trust.rows import acting


@pytest.fixture
def world(actor, hold):
    """A made-up world that is held, linked and ranked; its reports."""
    from tipline.desk.work.done import Done
    from tipline.desk.work.rounds import process_waiting

    held = {
        hold(made.report_xml, *made.file_details, sender=made.sender)
        for made in generate_world(WorldParameters(reports=150), seed=7)
        if made.environment == "production" and not made.truth.broken
    }
    process_waiting(Done())
    return held


@pytest.fixture
def other_policy(tmp_path):
    """The shipped policy, with the second of its tiers taken for the third."""
    from tipline.desk.triage.current_policy import SHIPPED

    text = SHIPPED.read_text(encoding="utf-8")
    changed = text.replace('tier = "T2"', 'tier = "T1"').replace('tier = "T5"', 'tier = "T3"')
    assert changed != text
    path = tmp_path / "policy.toml"
    path.write_text(changed, encoding="utf-8")
    return path


def stored(actor, sql: str) -> list[tuple]:
    from django.db import connection

    with acting(actor), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


QUEUE = """
SELECT q.cluster_id, q.tier, q.sort_key, q.reports, q.sender_names, q.policy_hash, p.decision
FROM triage_queueentry q JOIN triage_priority p ON p.id = q.priority_id ORDER BY q.cluster_id
"""


def queue(actor) -> list[tuple]:
    return [
        tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)
        for row in stored(actor, QUEUE)
    ]


def rerank(actor, path):
    from tipline.desk.bulk.actions.reranking import Reranked, rerank_store

    done = Reranked()
    for stretch, _ in rerank_store(actor, path.read_bytes(), now=NOW):
        done.add(stretch)
    return done


def rank_one_by_one(actor, path) -> None:
    from tipline.desk.linking.actions import mark_changed
    from tipline.desk.linking.queries import Shelf
    from tipline.desk.triage.actions import rank_changed
    from tipline.desk.triage.rules.policy import read_policy

    with acting(actor):
        mark_changed(actor, [row[0] for row in queue(actor)], now=NOW)
    policy, shelf = read_policy(path.read_bytes()), Shelf(10)
    while rank_changed(actor, limit=1, policy=policy, shelf=shelf, now=NOW).taken:
        pass


def test_a_store_ranked_at_once_is_as_each_cluster_ranked_by_itself(actor, world, other_policy):
    before = queue(actor)
    done = rerank(actor, other_policy)
    at_once = queue(actor)
    assert (done.clusters, done.reports, done.left) == (len(before), len(world), 0)
    assert sum(old[1] != new[1] for old, new in zip(before, at_once, strict=True)) > 10
    assert {row[5] for row in at_once} != {row[5] for row in before}

    rank_one_by_one(actor, other_policy)

    assert queue(actor) == at_once
    generations = dict(stored(actor, "SELECT cluster_id, generation FROM triage_queueentry"))
    assert set(generations.values()) == {2}


def test_what_is_ranked_already_is_not_ranked_again(actor, world, other_policy, monkeypatch):
    from tipline.desk.bulk.actions import reranking

    monkeypatch.setattr(reranking, "AT_ONCE", 20)
    stretches = reranking.rerank_store(actor, other_policy.read_bytes(), now=NOW)
    first, total = next(stretches)
    assert (first.clusters, total) == (20, -(-len(queue(actor)) // 20))
    stretches.close()
    rest = rerank(actor, other_policy)
    assert first.clusters + rest.clusters == len(queue(actor))
    assert rerank(actor, other_policy).clusters == 0


def test_a_cluster_that_waits_because_it_changed_is_left_to_the_loop(actor, world, other_policy):
    from tipline.desk.linking.actions import mark_changed

    waiting = queue(actor)[0][0]
    with acting(actor):
        mark_changed(actor, [waiting], now=NOW)
    done = rerank(actor, other_policy)
    assert done.clusters == len(queue(actor)) - 1
    hashes = {row[0]: row[5] for row in queue(actor)}
    assert sum(one == hashes[waiting] for one in hashes.values()) == 1


def test_the_commands_rank_and_locate_with_several_processes(
    actor, world, other_policy, monkeypatch
):
    monkeypatch.setenv("TIPLINE_POLICY", str(other_policy))
    ranked = tipline("retriage", "--workers", "2", "--json")
    assert ranked.returncode == 0, ranked.stderr
    assert json.loads(ranked.stdout) == {
        "clusters": len(queue(actor)),
        "reports": len(world),
        "left": 0,
    }
    located = tipline("relocate", "--json")
    assert located.returncode == 0, located.stderr
    assert json.loads(located.stdout) == {"reports": 0, "routed": 0, "unreadable": 0}


def test_other_datasets_locate_every_report_anew_and_the_old_places_stay(actor, world, tmp_path):
    from tipline.desk.bulk.actions.relocating import Relocated, relocate_store
    from tipline.desk.location.actions import add_dataset
    from tipline.desk.location.datasets.installing import Offer
    from tipline.desk.location.queries import places_of
    from tipline.desk.location.types import DatasetKind

    def hypotheses() -> int:
        return sum(len(one.hypotheses) for one in places_of(actor, sorted(world)).values())

    def relocate() -> Relocated:
        done = Relocated()
        for stretch, _ in relocate_store(actor, now=NOW):
            done.add(stretch)
        return done

    before = hypotheses()
    ranges = tmp_path / "ranges.csv"
    ranges.write_text(
        "network,country,region,operator,kind\n"
        + "".join(f"{one},US,US-TX,Example Cable,residential\n" for one in DOCUMENTATION),
        encoding="utf-8",
    )
    add_dataset(
        msgspec.structs.replace(actor, roles=frozenset({Role.SUPERVISOR})),
        Offer(
            file=ranges,
            kind=DatasetKind.CSV,
            name="made",
            licence="CC0-1.0",
            edition=NOW.date(),
        ),
        reason="The edition of today",
        now=NOW,
    )
    assert relocate().reports == len(world)
    assert hypotheses() > before
    kept = stored(actor, "SELECT report_id, count(*) FROM location_located GROUP BY report_id")
    assert {number for _, number in kept} == {2}
    assert relocate().reports == 0


DOCUMENTATION = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
