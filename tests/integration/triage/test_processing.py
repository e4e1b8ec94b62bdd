"""What arrives is linked and ranked: once, whoever does it, whatever breaks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from made_reports import a_file, a_report, md5_of
from tipline.desk.intake.types import Environment
from tipline.desk.linking.actions import changes, put_back
from tipline.desk.linking.queries import read_backlog
from tipline.desk.triage.actions import claim_placed, ranking
from tipline.desk.triage.current_policy import current_policy
from tipline.desk.triage.queries import NotRanked, explain_report, read_queue
from tipline.desk.work import stages
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_round, process_waiting
from tipline.report.types import FileAnnotation, IndustryClassification, Person, Victim
from tipline.trust.audit.models import Event
from tipline.trust.people.types import Actor
from tipline.trust.rows import acting

TIPLINE = Path(sys.executable).with_name("tipline")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def queue(actor):
    return read_queue(actor, offset=0, limit=500, now=NOW, reports_shown=None).rows


def process() -> Done:
    done = Done()
    process_waiting(done)
    return done


def rows(actor, query: str):
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_reports_of_one_account_stand_in_the_queue_as_one_cluster(actor, hold):
    first = hold(a_report(account="u-77"))
    second = hold(a_report(account="u-77", additional_info="more"))
    other = hold(a_report(account="u-78"))

    done = process()

    assert (done.reports, done.clusters, done.set_aside) == (3, 2, 0)
    assert {frozenset(row.report_ids) for row in queue(actor)} == {
        frozenset({str(first), str(second)}),
        frozenset({str(other)}),
    }


def test_a_report_of_a_test_account_never_stands_in_the_queue(actor, hold):
    hold(a_report(account="u-77"), environment=Environment.TEST)

    assert process().reports == 0
    assert queue(actor) == ()


def test_one_agency_s_reports_join_none_of_another_s(actor, other_agency, hold):
    stranger = Actor(agency_id=other_agency.id, name="process:test")
    mine = hold(a_report(account="u-77"))
    theirs = hold(a_report(account="u-77"), by=stranger)

    process()

    assert [row.report_ids for row in queue(actor)] == [(str(mine),)]
    assert [row.report_ids for row in queue(stranger)] == [(str(theirs),)]
    with pytest.raises(Exception, match="holds no report"):
        explain_report(actor, theirs, now=NOW)


def test_every_table_of_linking_and_triage_is_walled_off(actor, other_agency, hold):
    hold(a_report(account="u-77"))
    process()
    stranger = Actor(agency_id=other_agency.id, name="process:test")
    linking = ("value", "identifier", "cluster", "member")
    triage = ("evidence", "priority", "queueentry", "tiercount")
    tables = [f"linking_{one}" for one in linking] + [f"triage_{one}" for one in triage]

    for table in tables:
        assert rows(actor, f"SELECT count(*) FROM {table}") != [(0,)]
        assert rows(stranger, f"SELECT count(*) FROM {table}") == [(0,)]


def test_no_identifier_is_kept_in_clear(actor, hold):
    hold(a_report(account="secret-account", emails=["secret-person@example.com"]))
    process()

    ours = "relkind = 'r' AND relname ~ '^(linking|triage|audit)_'"
    tables = rows(actor, f"SELECT relname FROM pg_class WHERE {ours}")
    for (table,) in tables:
        for (row,) in rows(actor, f"SELECT t::text FROM {table} t"):
            assert "secret-" not in row


def test_processing_again_changes_nothing(actor, hold):
    hold(a_report(account="u-77"))
    process()
    before = queue(actor)

    assert process() == Done()
    assert queue(actor) == before


def test_a_new_report_ranks_its_cluster_anew_and_keeps_the_old_generation(actor, hold):
    hold(a_report(account="u-77", additional_info="x"))
    process()
    (before,) = queue(actor)
    hold(a_report(account="u-77", victim=(Victim(victim_person=Person(first_name="A")),)))

    process()

    (after,) = queue(actor)
    assert (before.tier, after.tier) == ("T5", "T1")
    assert after.cluster_id == before.cluster_id
    assert rows(actor, "SELECT generation, tier FROM triage_priority ORDER BY generation") == [
        (1, "T5"),
        (2, "T1"),
    ]


def test_an_urgent_arrival_is_taken_before_all_that_waited_longer(actor, hold, monkeypatch):
    monkeypatch.setattr(stages, "LINKED_AT_ONCE", 2)
    for number in range(30):
        hold(a_report(account=f"u-{number}"))
    urgent = hold(a_report(account="u-99", summary={"escalate_to_high_priority": "why"}))

    rounds = iter([True, False])
    process_waiting(Done(), may_go_on=lambda: next(rounds))

    assert queue(actor)[0].report_ids == (str(urgent),)
    assert queue(actor)[0].tier == "T0"


def test_urgent_clusters_are_ranked_in_a_transaction_without_others(actor, hold):
    for number in range(5):
        hold(a_report(account=f"u-{number}"))
    urgent = hold(a_report(account="u-99", summary={"escalate_to_high_priority": "why"}))
    bench = stages.Bench(done=Done(), policy_in_force=current_policy)
    stages.link(actor.agency_id, bench)

    stages.rank(actor.agency_id, bench)

    assert [row.report_ids for row in queue(actor)] == [(str(urgent),)]
    stages.rank(actor.agency_id, bench)
    assert len(queue(actor)) == 6


def test_a_large_cluster_is_ranked_alone_after_the_others_and_waits_no_longer_than_it_may(
    actor, hold, monkeypatch
):
    monkeypatch.setattr(ranking, "REPORTS_AT_ONCE", 2)
    for number in range(3):
        hold(a_report(account="u-large", additional_info=f"{number}"))
    for number in range(3):
        hold(a_report(account=f"u-{number}"))
    bench = stages.Bench(done=Done(), policy_in_force=current_policy)
    stages.link(actor.agency_id, bench)
    sizes = []
    for _ in range(3):
        stages.rank(actor.agency_id, bench)
        sizes.append([row.report_count for row in queue(actor)])

    assert [sorted(one) for one in sizes] == [[1, 1], [1, 1, 1], [1, 1, 1, 3]]

    monkeypatch.setattr(changes, "LARGE_WAITS", timedelta(0))
    for account in ("u-large", "u-0"):
        hold(a_report(account=account, additional_info="more"))
        stages.link(actor.agency_id, bench)
    stages.rank(actor.agency_id, bench)

    assert sorted(row.report_count for row in queue(actor)) == [1, 1, 1, 4]


def test_a_steady_stream_of_arrivals_starves_no_work_at_leisure(actor, monkeypatch):
    taken = []

    def stage(name, *, finds):
        def take(agency_id, bench):
            taken.append(name)
            return finds

        return take

    monkeypatch.setattr(stages, "STAGES", (stage("arrivals", finds=True),))
    leisure = (stage("first", finds=True), stage("second", finds=False), stage("third", finds=True))
    monkeypatch.setattr(stages, "AT_LEISURE", leisure)
    bench = stages.Bench(done=Done(), policy_in_force=current_policy)

    for _ in range(3 * stages.LEISURE_EVERY):
        process_round(bench)

    at_leisure = [name for name in taken if name != "arrivals"]
    assert at_leisure == ["first", "second", "third", "first"]
    assert taken.count("arrivals") == 3 * stages.LEISURE_EVERY


def test_two_clusters_that_a_report_joins_become_one_and_the_oldest_id_stays(actor, hold):
    hold(a_report(account="u-77"))
    process()
    (oldest,) = queue(actor)
    hold(a_report(account="u-88"))
    process()
    newer = next(row for row in queue(actor) if row.cluster_id != oldest.cluster_id)

    hold(a_report(account="u-77", reported={}, emails=["a@example.com"]))
    hold(a_report(account="u-88", emails=["a@example.com"]))
    process()

    (row,) = queue(actor)
    assert row.cluster_id == oldest.cluster_id
    assert row.report_count == 4
    counts = read_queue(actor, offset=0, limit=1, now=NOW).counts
    assert sum(count.clusters for count in counts) == 1
    merged = rows(
        actor, "SELECT cluster_id, merged_into FROM linking_cluster WHERE merged_into <> ''"
    )
    assert merged == [(newer.cluster_id, oldest.cluster_id)]


def test_a_file_that_turns_out_to_be_viral_lets_go_of_the_reports_that_it_joined(actor, hold):
    file = a_file(md5_of(7))
    called_alike = {"display_name": ("Amber Kettle",)}
    first = hold(a_report(account="u-1", reported=called_alike), file)
    second = hold(a_report(account="u-2", reported=called_alike), file)
    process()
    assert {row.report_count for row in queue(actor)} == {2}

    third = hold(
        a_report(account="u-3"),
        a_file(md5_of(7), file_annotations=frozenset({FileAnnotation.VIRAL})),
    )
    process()

    assert {row.report_ids for row in queue(actor)} == {
        (str(one),) for one in (first, second, third)
    }


def test_a_report_that_cannot_be_read_is_set_aside_and_stops_no_other(actor, hold, monkeypatch):
    from tipline.desk.linking.actions import arrivals

    poison = hold(a_report(account="poison"))
    good = hold(a_report(account="u-77"))
    read = arrivals.read_arrival

    def break_on_poison(documents):
        if documents.report_id == poison:
            raise RuntimeError("secret-person@example.com breaks the reader")
        return read(documents)

    monkeypatch.setattr(arrivals, "read_arrival", break_on_poison)
    done = process()

    assert (done.reports, done.set_aside) == (1, 1)
    assert [row.report_ids for row in queue(actor)] == [(str(good),)]
    assert read_backlog(actor).set_aside == 1
    place = r"RuntimeError at test_processing\.py, line \d+\."
    with pytest.raises(NotRanked, match=place) as caught:
        explain_report(actor, poison, now=NOW)
    assert "secret" not in str(caught.value)

    monkeypatch.undo()
    with acting(actor):
        assert put_back(actor, now=NOW) == [poison]
    process()
    assert len(queue(actor)) == 2
    assert read_backlog(actor).set_aside == 0


def test_a_report_whose_reading_breaks_the_database_s_transaction_stops_no_other(
    actor, hold, monkeypatch
):
    from tipline.desk.linking.queries import documents

    poison = hold(a_report(account="poison"))
    good = hold(a_report(account="u-77"))
    read = documents.documents_of

    def break_on_poison(actor, report_ids):
        if poison in report_ids:
            rows(actor, "SELECT 1 / 0")
        return read(actor, report_ids)

    monkeypatch.setattr(documents, "documents_of", break_on_poison)
    done = process()

    assert (done.reports, done.set_aside) == (1, 1)
    assert [row.report_ids for row in queue(actor)] == [(str(good),)]


def test_a_report_whose_evidence_cannot_be_read_is_set_aside_by_triage(actor, hold, monkeypatch):
    from tipline.desk.triage.actions import ranking

    poison = hold(a_report(account="u-77"))
    hold(a_report(account="u-77", additional_info="x"))
    read = ranking.read_report

    def break_on_poison(documents):
        if documents.report_id == poison:
            raise RuntimeError("no evidence from this one")
        return read(documents)

    monkeypatch.setattr(ranking, "read_report", break_on_poison)
    assert process().set_aside == 1

    (row,) = queue(actor)
    assert row.tier == "T5"
    monkeypatch.undo()
    with acting(actor):
        put_back(actor, now=NOW)
    process()
    assert read_backlog(actor).set_aside == 0


def test_every_transaction_leaves_one_event_that_names_what_it_touched(actor, hold):
    held = hold(a_report(account="u-77"))
    process()

    (row,) = queue(actor)
    with acting(actor):
        linked = Event.objects.get(kind="linking:reports:link")
        ranked = Event.objects.get(kind="triage:clusters:rank")
    assert linked.after == {"clusters": {row.cluster_id: [str(held)]}}
    assert ranked.after["ranked"] == {row.cluster_id: {"generation": 1, "tier": row.tier}}
    assert ranked.rule_version.startswith("2026-11-22 ")


def test_two_workers_at_once_do_each_report_once_and_count_it_once(actor, hold):
    held = {
        str(hold(a_report(account=f"u-{number % 20}", additional_info=f"{number}")))
        for number in range(60)
    }
    command = [str(TIPLINE), "process", "--once", "--workers", "2", "--json"]

    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)

    assert json.loads(done.stdout)["reports"] == 60
    found = [one for row in queue(actor) for one in row.report_ids]
    assert sorted(found) == sorted(held)
    assert len(queue(actor)) == 20


def test_a_worker_that_is_killed_loses_nothing(actor, hold):
    held = {
        str(hold(a_report(account=f"u-{number}", additional_info=str(number))))
        for number in range(40)
    }
    command = [str(TIPLINE), "process", "--follow"]
    worker = subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not rows(actor, "SELECT 1 FROM linking_member LIMIT 1") and time.monotonic() < deadline:
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)

    process()

    assert {one for row in queue(actor) for one in row.report_ids} == held


def test_a_new_file_stays_news_of_who_brought_it_first_and_is_none_of_who_spreads_it(actor, hold):
    seen = {"file_viewed_by_esp": True, "industry_classification": IndustryClassification.A2}
    hold(a_report(account="u-1"), a_file(md5_of(7), **seen))
    hold(a_report(account="u-1", additional_info="again"), a_file(md5_of(7), **seen))
    process()
    assert [row.tier for row in queue(actor)] == ["T2"]

    hold(a_report(account="u-2"), a_file(md5_of(7), **seen))
    process()

    rows = queue(actor)
    assert [row.tier for row in rows] == ["T2", "T5"]
    assert [row.report_count for row in rows] == [2, 1]


def test_marks_of_others_make_a_file_viral_for_a_report_that_came_before(actor, hold):
    viral = frozenset({FileAnnotation.VIRAL})
    first = hold(a_report(account="u-0"), a_file(md5_of(7)))
    process()
    assert [row.tier for row in queue(actor)] == ["T5"]

    for number in (1, 2):
        hold(a_report(account=f"u-{number}"), a_file(md5_of(7), file_annotations=viral))
        process()

    found = next(row for row in queue(actor) if row.report_ids == (str(first),))
    assert found.tier == "T6"
    assert explain_report(actor, first, now=NOW).same_as_stored


def test_every_ranking_leaves_word_for_routing_and_the_gravest_is_taken_first(
    actor, hold, monkeypatch
):
    monkeypatch.setattr(stages, "STAGES", (stages.link, stages.rank))
    monkeypatch.setattr(stages, "AT_LEISURE", ())
    hold(a_report(account="u-77"))
    process()
    urgent = hold(a_report(account="u-88", summary={"escalate_to_high_priority": "why"}))
    process()
    ids = {row.report_ids[0]: row.cluster_id for row in queue(actor)}

    with acting(actor):
        assert claim_placed(actor, 10) == sorted(ids.values())
        transaction.set_rollback(True)  # what was taken waits again

    with acting(actor):
        assert claim_placed(actor, 1) == [ids[str(urgent)]]
        assert claim_placed(actor, 10) == sorted(set(ids.values()) - {ids[str(urgent)]})
        assert claim_placed(actor, 10) == []
