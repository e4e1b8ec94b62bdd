"""Relinking a whole store beside its use comes out as linking everything at once does."""

from __future__ import annotations

import itertools
import json
import random
from datetime import timedelta
from hashlib import sha256
from threading import Event, Thread

import psycopg
import pytest
from msgspec import structs

from conftest import NOW
from made_namings import make_judgements, make_namings
from tipline.desk.linking.rules.everything import link_everything
from tipline.desk.linking.types import IdentifierRole, Naming
from tipline.engine import open_engine
from tipline.trust.rows import acting


@pytest.fixture
def engine(tmp_path):
    opened = open_engine(tmp_path, address="")
    yield opened
    opened.close()


def drawn(prefix: str):
    numbers = itertools.count(1)
    return lambda: f"clu_{prefix}{next(numbers):012}"


def arrivals(namings: list[Naming]):
    """The reports of namings as linking takes them; a value's text is hashed for the store."""
    from tipline.desk.linking.actions.placing import Arrival, Named

    reports: dict[int, list[Naming]] = {}
    for one in sorted(namings):
        reports.setdefault(one.report, []).append(one)
    return [
        Arrival(
            report_id=report,
            received_at=NOW + timedelta(seconds=(report * 7919) % 1000),
            sender_name="Example Chat",
            urgent=False,
            lot=named[0].lot,
            named=tuple(
                Named(
                    kind=one.kind,
                    blind_index=sha256(one.value.encode()).digest(),
                    thing=one.thing,
                    role=IdentifierRole.LISTED if one.is_listed else IdentifierRole.REPORTED,
                    at=None,
                    path=f"report.made[{place}]",
                    is_viral=one.is_viral,
                )
                for place, one in enumerate(named)
            ),
        )
        for report, named in reports.items()
    ]


def place_all(actor, made, *, batch: int = 40, prefix: str = "A") -> None:
    from tipline.desk.linking.actions.placing import place

    draw_id = drawn(prefix)
    for at in range(0, len(made), batch):
        with acting(actor):
            place(actor, made[at : at + batch], now=NOW, draw_id=draw_id)
            _leave_event(actor)


def _leave_event(actor) -> None:
    from tipline.trust.audit.actions import record

    record(
        actor, "linking:reports:link", object_type="cluster", object_id="made", after={}, now=NOW
    )


def stored(actor, sql: str) -> list[tuple]:
    from django.db import connection

    with acting(actor), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def cluster_of(actor) -> dict[int, str]:
    return dict(stored(actor, "SELECT report_id, cluster_id FROM linking_member"))


def partition(actor) -> tuple[tuple[int, ...], ...]:
    found: dict[str, list[int]] = {}
    for report, cluster_id in cluster_of(actor).items():
        found.setdefault(cluster_id, []).append(report)
    counted = stored(
        actor, "SELECT cluster_id, reports FROM linking_cluster WHERE merged_into IS NULL"
    )
    assert dict(counted) == {one: len(reports) for one, reports in found.items()}
    return tuple(sorted(tuple(sorted(one)) for one in found.values()))


def joining(actor) -> set[tuple]:
    return set(stored(actor, "SELECT id, joins, pairs, corroborated FROM linking_value"))


def relink(actor, engine, prefix: str = "B", say=lambda _: None):
    from tipline.desk.bulk.actions.relinking import relink_store

    return relink_store(actor, engine, now=NOW, draw_id=drawn(prefix), say=say)


def judge(actor, judgements) -> None:
    from django.db import connection

    with acting(actor), connection.cursor() as cursor:
        for pair in judgements:
            cursor.execute(
                "INSERT INTO linking_judged (agency_id, one, other, judgement, judged_by,"
                " judged_at, reason) VALUES (%s, %s, %s, %s, 'person:test', %s, 'a test')",
                [actor.agency_id, pair.one, pair.other, pair.judgement.value, NOW],
            )
        _leave_event(actor)


def spoil(actor) -> None:
    """Merge clusters at random, scatter reports over others, and turn every examination round."""
    from django.db import connection

    from tipline.desk.intake.rows import prepared_cursor
    from tipline.desk.linking.actions.grouping import merge_clusters

    rng = random.Random(1)  # noqa: S311  made up, no secret
    oldest = dict(stored(actor, "SELECT cluster_id, oldest_report_id FROM linking_cluster"))
    live = sorted(set(cluster_of(actor).values()))
    gone = rng.sample(live, len(live) // 4)
    kept = sorted(set(live) - set(gone))
    with acting(actor), prepared_cursor() as cursor:
        merge_clusters(cursor, {one: rng.choice(kept) for one in gone}, now=NOW)
        _leave_event(actor)
    with acting(actor), connection.cursor() as cursor:
        scattered = sorted(set(cluster_of(actor)) - {oldest[one] for one in kept})
        for report in scattered[::2]:
            cursor.execute(
                "UPDATE linking_member SET cluster_id = %s WHERE report_id = %s",
                [rng.choice(kept), report],
            )
        cursor.execute(
            "UPDATE linking_cluster SET reports = (SELECT count(*) FROM linking_member m"
            " WHERE m.cluster_id = linking_cluster.cluster_id)"
        )
        cursor.execute(
            "UPDATE linking_value SET joins = NOT joins, examined_at = 1 WHERE marked_viral = 0"
        )
        _leave_event(actor)


def named_in_store(namings: list[Naming]) -> list[Naming]:
    """Namings with the names that values have in the store."""
    return [
        structs.replace(one, value=f"{one.kind}:{sha256(one.value.encode()).hexdigest()}")
        for one in namings
    ]


def test_whatever_the_clusters_were_they_come_out_as_linked_at_once(actor, engine):
    namings = make_namings(11, reports=500, people=120)
    judgements = make_judgements(11, reports=500, number=12)
    place_all(actor, arrivals(namings))
    judge(actor, judgements)
    spoil(actor)
    expected = link_everything(named_in_store(namings), judgements)

    relinked = relink(actor, engine)

    assert partition(actor) == expected.clusters
    assert relinked.swapped.moved > 100
    assert relinked.clusters == len(expected.clusters)
    assert relinked.unused == sum(not one.joins for one in expected.examined.values()) > 0


def test_what_needs_no_change_is_not_written(actor, engine):
    namings = make_namings(12, reports=300, people=90)
    place_all(actor, arrivals(namings))
    relink(actor, engine)
    before = cluster_of(actor), joining(actor)

    again = relink(actor, engine, prefix="C")

    assert (again.swapped.moved, again.swapped.turned, again.swapped.opened) == (0, 0, 0)
    assert (cluster_of(actor), joining(actor)) == before


@pytest.mark.parametrize("step", ["reading", "counting", "joining", "swapping"])
def test_what_arrives_while_the_run_goes_on_is_linked_and_reconciled(actor, engine, step):
    namings = make_namings(13, reports=400, people=100)
    made = arrivals(namings)
    place_all(actor, made[:300])
    spoil(actor)

    def arrive(said: str) -> None:
        if said.startswith(step):
            place_all(actor, made[300:], batch=20, prefix="D")

    relinked = relink(actor, engine, say=arrive)

    assert relinked.swapped.arrived >= 100
    assert partition(actor) == link_everything(named_in_store(namings)).clusters


def test_what_was_under_way_when_the_snapshot_was_taken_is_reconciled_too(actor, engine):
    from django.db import connections

    namings = make_namings(20, reports=300, people=80)
    made = arrivals(namings)
    place_all(actor, made[:250])
    has_begun, may_write = Event(), Event()

    def place_late() -> None:
        with acting(actor), connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
            has_begun.set()
            may_write.wait(20)
            place_all(actor, made[250:], prefix="L")
        connections.close_all()

    def let_it_write(said: str) -> None:
        if said.startswith("joining"):
            may_write.set()
            late.join()

    late = Thread(target=place_late)
    late.start()
    assert has_begun.wait(20)
    relinked = relink(actor, engine, say=let_it_write)
    assert relinked.swapped.arrived >= 50
    assert partition(actor) == link_everything(named_in_store(namings)).clusters


def test_readers_see_the_old_clusters_until_all_new_ones_are_there(actor, engine):
    place_all(actor, arrivals(make_namings(14, reports=200, people=60)))
    spoil(actor)
    before = cluster_of(actor)
    seen = []
    relink(actor, engine, say=lambda _: seen.append(cluster_of(actor)))
    assert seen
    assert all(one == before for one in seen)
    assert cluster_of(actor) != before


def test_a_run_that_is_killed_has_done_nothing_and_the_next_one_does_it(actor, engine):
    namings = make_namings(15, reports=200, people=60)
    place_all(actor, arrivals(namings))
    spoil(actor)
    before = cluster_of(actor), joining(actor)

    def die(said: str) -> None:
        if said.startswith("swapping"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        relink(actor, engine, say=die)
    assert (cluster_of(actor), joining(actor)) == before
    relink(actor, engine)
    assert partition(actor) == link_everything(named_in_store(namings)).clusters


def break_up(actor) -> None:
    """Put every third report in a cluster of its own, younger than the one that it was in."""
    from django.db import connection

    with acting(actor), connection.cursor() as cursor:
        oldest = {one for (one,) in stored(actor, "SELECT oldest_report_id FROM linking_cluster")}
        for report in sorted(set(cluster_of(actor)) - oldest)[::3]:
            cursor.execute(
                "INSERT INTO linking_cluster (agency_id, cluster_id, oldest_report_id, opened_at,"
                " reports, component, intricate) VALUES (%(agency)s, %(id)s, %(report)s, %(at)s,"
                " 1, %(id)s, false)",
                {
                    "agency": actor.agency_id,
                    "id": f"clu_Y{report}",
                    "report": report,
                    "at": NOW + timedelta(days=1),
                },
            )
            cursor.execute(
                "UPDATE linking_member SET cluster_id = %s WHERE report_id = %s",
                [f"clu_Y{report}", report],
            )
        cursor.execute(
            "UPDATE linking_cluster SET reports = (SELECT count(*) FROM linking_member m"
            " WHERE m.cluster_id = linking_cluster.cluster_id)"
        )
        _leave_event(actor)


def test_clusters_that_belong_together_are_merged_into_the_oldest_and_redirect(actor, engine):
    from tipline.desk.linking.queries.clusters import current_id

    place_all(actor, arrivals(make_namings(19, reports=200, people=60)))
    before = cluster_of(actor)
    break_up(actor)
    broken = cluster_of(actor)
    relinked = relink(actor, engine)
    assert cluster_of(actor) == before
    assert relinked.swapped.merged == len(set(broken.values()) - set(before.values())) > 20
    assert all(current_id(actor, one) == before[report] for report, one in broken.items())


def test_an_id_stays_where_its_oldest_report_is_and_old_ones_redirect(actor, engine):
    from tipline.desk.linking.queries.clusters import current_id

    place_all(actor, arrivals(make_namings(16, reports=200, people=60)))
    spoil(actor)
    live = stored(
        actor,
        "SELECT cluster_id, oldest_report_id FROM linking_cluster WHERE merged_into IS NULL"
        " ORDER BY opened_at, cluster_id",
    )
    ids = {one for (one,) in stored(actor, "SELECT cluster_id FROM linking_cluster")}
    relink(actor, engine)
    now = cluster_of(actor)
    groups = {one: report for report, one in now.items()}
    chosen = {}
    for cluster_id, oldest in live:
        chosen.setdefault(now[oldest], cluster_id)
    assert all(chosen.get(one, one) == one for one in groups)
    assert {one for one in groups if one not in chosen} == {
        one for one in groups if one.startswith("clu_B")
    }
    assert {current_id(actor, one) for one in ids} <= set(groups)


def test_another_agencys_reports_are_neither_read_nor_moved(actor, other_agency, engine):
    from tipline.trust.people.types import Actor

    other = Actor(agency_id=other_agency.id, name="process:test")
    namings = make_namings(17, reports=150, people=50)
    place_all(actor, arrivals(namings))
    shifted = [structs.replace(one, report=one.report + 1_000) for one in namings]
    place_all(other, arrivals(shifted), prefix="E")
    spoil(other)
    before = cluster_of(other)
    assert relink(actor, engine).reports == 150
    assert cluster_of(other) == before


def test_two_runs_at_once_are_refused(actor, engine, server):
    from tipline.desk.bulk.errors import AlreadyRunning

    with psycopg.connect(server, autocommit=True) as other:
        other.execute(
            "SELECT pg_advisory_lock(hashtext('relink'), hashtext(%s))", [str(actor.agency_id)]
        )
        with pytest.raises(AlreadyRunning, match="Wait until it has ended"):
            relink(actor, engine)
        other.execute("SELECT pg_advisory_unlock_all()")
    assert relink(actor, engine).reports == 0


def test_every_report_that_moved_stands_in_an_audit_event(actor, engine):
    made = arrivals(make_namings(18, reports=160, people=40))
    place_all(actor, made[:120])
    spoil(actor)
    before: dict[int, str] = {}

    def arrive(said: str) -> None:
        if said.startswith("joining"):
            place_all(actor, made[120:], prefix="F")
            before.update(cluster_of(actor))

    relink(actor, engine, say=arrive)
    after = cluster_of(actor)
    events = stored(
        actor, "SELECT after FROM audit_event WHERE kind = 'linking:reports:relink' ORDER BY id"
    )
    named = {}
    for (event,) in events:
        named |= (event if isinstance(event, dict) else json.loads(event))["moved"]
    assert named == {str(one): after[one] for one in after if after[one] != before[one]}
    waiting = {one for (one,) in stored(actor, "SELECT cluster_id FROM linking_changed")}
    assert set(named.values()) <= waiting
