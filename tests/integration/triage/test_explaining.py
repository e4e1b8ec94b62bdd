"""Every place in the queue can be derived again, and says why."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db import connection

from made_reports import a_file, a_report, md5_of
from tipline.desk.intake.actions.senders import issue_sender
from tipline.desk.intake.queries import documents_of
from tipline.desk.intake.types import Environment, StoredFile
from tipline.desk.triage.queries import (
    NoSuchCluster,
    NoSuchReport,
    NotRanked,
    explain_report,
    read_cluster,
    read_queue,
    read_report_page,
)
from tipline.desk.triage.queries.holding import read_report
from tipline.desk.triage.types import Tier
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.report import resolve
from tipline.report.types import FileAnnotation, Person, Victim
from tipline.trust.audit.actions import record
from tipline.trust.people.types import Role
from tipline.trust.rows import acting

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=40)
NAMED = (Victim(victim_person=Person(first_name="A", age=9)),)


def note_change(actor) -> None:
    """Leave the event without which nothing may be changed."""
    record(actor, "intake:report:finish", object_type="report", object_id="by a test", now=NOW)


@pytest.fixture
def cluster(actor, hold) -> list[int]:
    """Four reports that hang together in a chain, the last of which names a child."""
    viral = a_file(md5_of(9), file_annotations=frozenset({FileAnnotation.VIRAL}))
    held = [
        hold(a_report(account="u-1"), viral),
        hold(a_report(account="u-1", emails=["someone@example.com"])),
        hold(a_report(account="u-2", emails=["Someone@EXAMPLE.com"]), a_file(md5_of(8))),
        hold(
            a_report(account="u-2", victim=NAMED, reported={"esp_service": "Example Chat"}),
            sender="Example Photos",
        ),
    ]
    hold(a_report(account="u-9"), viral)
    process_waiting(Done())
    return held


def test_deriving_a_decision_anew_gives_the_stored_bytes(actor, cluster):
    for report_id in cluster:
        explained = explain_report(actor, report_id, now=LATER)

        assert explained.same_as_stored
        assert explained.cluster_tier == Tier.T1
        assert explained.policy_version == "2026-11-22"


def test_a_decision_that_was_altered_is_noticed(actor, cluster):
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE linking_member SET received_at = received_at - interval '1 day'"
            " WHERE report_id = %s",
            [cluster[3]],
        )

    assert not explain_report(actor, cluster[0], now=NOW).same_as_stored


def test_every_rule_that_was_tried_says_what_it_read(actor, cluster):
    explained = explain_report(actor, cluster[3], now=NOW)

    tried = {rule.code: rule for rule in explained.rules}
    named = tried["VICTIM_NAMED"]
    assert named.held
    assert named.condition == "victim_named"
    assert [(one.name, one.value) for one in named.features] == [
        ("victim_named", "yes"),
    ]
    assert not tried["VICTIM_SCHOOL"].held
    assert named.features[0].fields[0].field == "report.victim[1].victimPerson.firstName"
    assert not tried["SEXTORTION"].held
    assert next(reason.code for reason in explained.reasons) == "VICTIM_NAMED"


def test_the_path_to_the_leading_report_goes_through_fields_that_hold_equal_things(actor, cluster):
    explained = explain_report(actor, cluster[0], now=NOW)

    documents = documents_of(actor, cluster)
    assert [link.kind.value for link in explained.path] == [
        "account_at_service",
        "email",
        "account_at_service",
    ]
    for link in explained.path:
        ends = ((link.report_id, link.field), (link.other_report_id, link.other_field))
        one, other = (
            resolve(field, documents[int(at)].report, documents[int(at)].files)
            for at, field in ends
        )
        assert one.casefold() == other.casefold()
    assert explained.path[-1].other_report_id == str(cluster[0])


def test_a_value_that_is_not_used_says_why(actor, cluster):
    (unused,) = explain_report(actor, cluster[0], now=NOW).not_used

    assert unused.reason == "a file in 2 reports, viral by 2 of them: not used"


def test_the_cluster_page_shows_members_gravest_first_with_why(actor, cluster):
    page = read_queue(actor, offset=0, limit=1, now=LATER)

    shown = read_cluster(actor, page.rows[0].cluster_id, now=LATER)

    assert shown.row == page.rows[0]
    assert shown.row.age.value == 40
    assert shown.row.clocks == ()
    assert [member.tier for member in shown.members] == ["T1", "T5", "T5", "T6"]
    assert all(member.links for member in shown.members)
    assert shown.not_used[0].reports == 2


def test_an_unknown_cluster_and_another_agency_s_are_the_same(actor, other_agency, cluster):
    from tipline.trust.people.types import Actor

    stranger = Actor(agency_id=other_agency.id, name="process:test")
    known = read_queue(actor, offset=0, limit=1, now=NOW).rows[0].cluster_id

    for who, which in ((actor, "clu_nowhere"), (stranger, known)):
        with pytest.raises(NoSuchCluster):
            read_cluster(who, which, now=NOW)


def test_the_report_page_has_priority_place_clocks_and_custody(actor, cluster):
    place = read_report_page(actor, cluster[1], now=LATER)

    assert place.priority is not None
    assert (place.priority.tier, place.priority.cluster_tier) == ("T5", "T1")
    assert place.cluster is not None
    assert place.cluster.report_count == 4
    assert {member.report_id for member in place.cluster.members} == {
        str(one) for one in cluster if one != cluster[1]
    }
    assert {link.kind.value for link in place.cluster.links} == {"account_at_service", "email"}
    assert place.age.value == 40
    assert "triage:clusters:rank" in {line.kind for line in place.custody}
    assert place.set_aside is None


def test_a_report_that_was_loaded_shows_no_clock_and_one_from_the_wire_does(actor, hold):
    loaded, sent = hold(a_report(account="u-77")), hold(a_report(account="u-78"))
    administrator = msgspec.structs.replace(actor, roles=frozenset({Role.ADMINISTRATOR}))
    sender = issue_sender(
        administrator,
        "Example Chat",
        environment=Environment.PRODUCTION,
        now=NOW,
        random_bytes=secrets.token_bytes,
    ).sender
    from_the_wire = "UPDATE intake_report SET source = 'wire', sender_id = %s WHERE report_id = %s"
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(from_the_wire, [sender.sender_id, sent])
        note_change(actor)
    process_waiting(Done())

    assert read_report_page(actor, loaded, now=LATER).clocks == ()
    (clock,) = read_report_page(actor, sent, now=LATER).clocks
    received_at = documents_of(actor, [sent])[sent].received_at
    assert clock.expires_at == received_at + timedelta(days=365)
    queue = read_queue(actor, offset=0, limit=9, now=LATER)
    assert {row.report_ids: [one.expires_at for one in row.clocks] for row in queue.rows} == {
        (str(loaded),): [],
        (str(sent),): [clock.expires_at],
    }


def test_the_report_page_shows_the_stored_decision_with_its_policy_and_says_what_differs(
    actor, cluster, tmp_path, monkeypatch
):
    from tipline.desk.triage.current_policy import SHIPPED, current_policy

    before = read_report_page(actor, cluster[3], now=LATER).priority
    assert before is not None
    assert before.difference == ""
    stored_hash = current_policy().hash
    file = tmp_path / "policy.toml"
    changed = SHIPPED.read_text().replace('version = "2026-11-22"', 'version = "ours"')
    file.write_text(changed.replace('tier = "T1"', 'tier = "T4"'))
    monkeypatch.setenv("TIPLINE_POLICY", str(file))

    after = read_report_page(actor, cluster[3], now=LATER).priority

    assert after is not None
    assert (after.tier, after.cluster_tier, after.ranked_at) == ("T1", "T1", before.ranked_at)
    assert (after.policy_version, after.policy_hash) == ("2026-11-22", stored_hash)
    assert after.reasons[0] == before.reasons[0]
    assert "would stand in T4" in after.difference
    assert "version ours" in after.difference


def test_the_custody_of_a_report_has_the_events_that_name_it_among_many(actor, cluster):
    # The reports were held at a made-up time, the rest was done now, whenever that is.
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("UPDATE intake_report SET opened_at = '2020-01-01T00:00:00Z'")
        note_change(actor)

    custody = read_report_page(actor, cluster[1], now=LATER).custody

    kinds = [line.kind for line in custody]
    for kind in ("intake:report:load", "intake:report:claim", "linking:reports:link"):
        assert kinds.count(kind) == 1
    assert kinds.count("triage:clusters:rank") == 1
    assert [line.at for line in custody] == sorted(line.at for line in custody)


def test_of_a_stored_file_without_details_only_these_are_asked_for(actor, hold):
    report_id = hold(a_report(account="u-77"))
    stored = StoredFile(file_id="e" * 32, name="a", md5=md5_of(1), sha256="b" * 64, size=9)
    documents = documents_of(actor, [report_id])[report_id]

    read = read_report(msgspec.structs.replace(documents, stored_files=(stored,)))

    assert "file-without-details" in read.gaps
    assert "no-file" not in read.gaps
    assert "no-file" in read_report(documents).gaps


def test_a_report_that_waits_has_a_page_without_a_place(actor, hold):
    waiting = hold(a_report(account="u-77"))

    place = read_report_page(actor, waiting, now=NOW)

    assert (place.priority, place.cluster) == (None, None)
    with pytest.raises(NotRanked, match="still waits"):
        explain_report(actor, waiting, now=NOW)


def test_a_report_that_nobody_holds_is_said_to_be_none(actor):
    for read in (explain_report, read_report_page):
        with pytest.raises(NoSuchReport):
            read(actor, 123456789012345, now=NOW)


def test_pages_of_the_queue_follow_one_another_without_gap(actor, hold):
    for number in range(7):
        hold(a_report(account=f"u-{number}", additional_info="x" if number % 2 else None))
    process_waiting(Done())

    whole = read_queue(actor, offset=0, limit=100, now=NOW)
    pages = [read_queue(actor, offset=at, limit=3, now=NOW) for at in (0, 3, 6)]

    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert [row.rank for row in whole.rows] == list(range(1, 8))
    assert whole.total == 7
    assert {count.tier: count.clusters for count in whole.counts if count.clusters} == {
        "T5": 3,
        "T6": 4,
    }
    only = read_queue(actor, offset=0, limit=100, tier=Tier.T5, now=NOW)
    assert (only.total, [row.tier for row in only.rows]) == (3, ["T5"] * 3)


def test_another_policy_ranks_everything_anew_as_new_generations(
    actor, hold, tmp_path, monkeypatch
):
    from tipline.desk.triage.current_policy import SHIPPED

    hold(a_report(account="u-77"))
    process_waiting(Done())
    changed = SHIPPED.read_text().replace('version = "2026-11-22"', 'version = "ours"')
    file = tmp_path / "policy.toml"
    file.write_text(changed.replace('[otherwise]\ntier = "T6"', '[otherwise]\ntier = "T3"'))
    monkeypatch.setenv("TIPLINE_POLICY", str(file))

    process_waiting(Done())

    page = read_queue(actor, offset=0, limit=10, now=NOW)
    assert (page.policy_version, page.rows[0].tier) == ("ours", "T3")
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT generation, policy_version FROM triage_priority ORDER BY 1")
        assert cursor.fetchall() == [(1, "2026-11-22"), (2, "ours")]


def test_a_policy_with_faults_hides_no_queue(actor, hold, tmp_path, monkeypatch):
    hold(a_report(account="u-77"))
    process_waiting(Done())
    file = tmp_path / "policy.toml"
    file.write_text("name = ")
    monkeypatch.setenv("TIPLINE_POLICY", str(file))

    assert len(read_queue(actor, offset=0, limit=10, now=NOW).rows) == 1


def test_a_stored_decision_holds_no_reading_of_a_clock(actor, cluster):
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT decision FROM triage_priority")
        stored = [json.loads(bytes(row[0])) for row in cursor.fetchall()]

    assert all({"age", "clocks", "left"}.isdisjoint(one) for one in stored)
