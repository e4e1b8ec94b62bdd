"""What lists and analysts state changes a rank at once, says by whom, and can be taken back."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from made_reports import a_file, a_report, md5_of
from tipline.desk.linking.queries import read_backlog
from tipline.desk.triage.actions import load_labels, state_finding, withdraw_finding
from tipline.desk.triage.errors import BadReason, NotPossible
from tipline.desk.triage.queries import NoSuchReport, explain_report, read_queue
from tipline.desk.triage.queries.stated import list_findings
from tipline.desk.triage.rules.label_lines import normalised, read_label_line
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.trust.audit.models import Event
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting

TIPLINE = Path(sys.executable).with_name("tipline")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WHY = "seen in the conversation, second page"


@pytest.fixture
def supervisor(agency) -> Actor:
    return Actor(
        agency_id=agency.id, name="person:test", roles=frozenset({Role.SUPERVISOR, Role.ANALYST})
    )


def a_label(number: int, **parts: object) -> dict[str, object]:
    return {
        "algorithm": "md5",
        "value": md5_of(number),
        "label": "child_at_risk_now",
        "list": "synthetic",
        "entry": f"label-{number}",
        "version": "7",
        "labelled_at": "2026-10-30T12:00:00Z",
        **parts,
    }


def given(*labels: dict[str, object]):
    lines = [read_label_line(json.dumps(label)) for label in labels]
    return [(line, normalised(line)) for line in lines]


def rows(actor):
    process_waiting(Done())
    return read_queue(actor, offset=0, limit=500, now=NOW, reports_shown=None).rows


def test_a_label_ranks_what_holds_the_file_and_nothing_else(supervisor, hold):
    labelled = hold(a_report(account="u-1"), a_file(md5_of(7)))
    other = hold(a_report(account="u-2"), a_file(md5_of(8)))
    assert {row.tier for row in rows(supervisor)} == {"T5"}

    loaded = load_labels(supervisor, given(a_label(7), a_label(9)), now=NOW)

    assert (loaded.given, loaded.changed, loaded.clusters) == (2, 2, 1)
    assert {row.report_ids: row.tier for row in rows(supervisor)} == {
        (str(labelled),): "T1",
        (str(other),): "T5",
    }


def test_a_label_is_cited_with_its_list_version_entry_and_field(supervisor, hold):
    held = hold(a_report(account="u-1"), a_file(md5_of(7)))
    load_labels(supervisor, given(a_label(7)), now=NOW)

    (row,) = rows(supervisor)

    reason = row.reasons[0]
    assert (reason.code, reason.report_id) == ("LABELLED_CHILD_AT_RISK", str(held))
    assert reason.field == "fileDetails[1].originalFileHash[1]"
    said = reason.provenance
    assert said is not None
    assert (said.list_name, said.list_version, said.entry) == ("synthetic", "7", "label-7")
    assert said.at == datetime(2026, 10, 30, 12, tzinfo=UTC)
    assert explain_report(supervisor, held, now=NOW).same_as_stored


def test_a_label_that_is_withdrawn_counts_no_more(supervisor, hold):
    hold(a_report(account="u-1"), a_file(md5_of(7)))
    load_labels(supervisor, given(a_label(7)), now=NOW)
    assert [row.tier for row in rows(supervisor)] == ["T1"]

    withdrawn = a_label(7, version="8", withdrawn_at="2026-11-20T00:00:00Z")
    load_labels(supervisor, given(withdrawn), now=NOW)

    assert [row.tier for row in rows(supervisor)] == ["T5"]


def test_the_same_list_again_ranks_nothing_anew(supervisor, hold):
    hold(a_report(account="u-1"), a_file(md5_of(7)))
    load_labels(supervisor, given(a_label(7)), now=NOW)
    process_waiting(Done())

    again = load_labels(supervisor, given(a_label(7), a_label(7)), now=NOW)

    assert (again.given, again.changed, again.clusters) == (2, 0, 0)
    assert read_backlog(supervisor).clusters == 0


def test_a_label_may_come_before_the_report(supervisor, hold):
    load_labels(supervisor, given(a_label(7)), now=NOW)

    hold(a_report(account="u-1"), a_file(md5_of(7)))

    assert [row.tier for row in rows(supervisor)] == ["T1"]


def test_a_file_that_a_list_knows_is_not_news_and_one_that_shows_no_offence_stands_last(
    supervisor, hold
):
    seen = {"file_viewed_by_esp": True, "industry_classification": "A2"}
    hold(a_report(account="u-1"), a_file(md5_of(7), **seen))
    hold(a_report(account="u-2"), a_file(md5_of(8)))
    assert [row.tier for row in rows(supervisor)] == ["T2", "T5"]

    labels = (a_label(7, label="known_series"), a_label(8, label="not_an_offence"))
    load_labels(supervisor, given(*labels), now=NOW)

    assert [row.tier for row in rows(supervisor)] == ["T5", "T6"]


def test_no_hash_of_a_list_is_kept_in_clear(supervisor, hold):
    load_labels(supervisor, given(a_label(7)), now=NOW)

    with acting(supervisor), connection.cursor() as cursor:
        for table in ("triage_label", "audit_event"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            assert not any(md5_of(7) in row for (row,) in cursor.fetchall())


def test_a_finding_raises_the_whole_cluster_and_is_cited_with_analyst_and_time(supervisor, hold):
    first = hold(a_report(account="u-1", additional_info="x"))
    hold(a_report(account="u-1"), a_file(md5_of(7)))
    process_waiting(Done())

    number = state_finding(
        supervisor,
        first,
        "meeting_planned",
        reason=WHY,
        field="report.additionalInfo",
        now=NOW,
    )

    (row,) = rows(supervisor)
    assert row.tier == "T0"
    assert (row.reasons[0].code, row.reasons[0].field) == (
        "FOUND_MEETING_PLANNED",
        "report.additionalInfo",
    )
    said = row.reasons[0].provenance
    assert said is not None
    assert (said.by, said.at, said.finding_id) == (supervisor.name, NOW, number)
    with acting(supervisor):
        event = Event.objects.get(kind="triage:finding:state")
    assert (event.reason, event.after["code"]) == (WHY, "meeting_planned")


def test_a_finding_that_is_withdrawn_counts_no_more_and_stays_on_the_books(supervisor, hold):
    held = hold(a_report(account="u-1", additional_info="x"))
    process_waiting(Done())
    number = state_finding(supervisor, held, "coercion", reason=WHY, now=NOW)
    assert [row.tier for row in rows(supervisor)] == ["T3"]

    withdraw_finding(supervisor, number, reason="it was another report", now=NOW)

    assert [row.tier for row in rows(supervisor)] == ["T5"]
    (finding,) = list_findings(supervisor, held)
    assert finding.withdrawn_reason == "it was another report"
    with pytest.raises(NotPossible, match="does not stand"):
        withdraw_finding(supervisor, number, reason="again and again", now=NOW)


def test_what_cannot_be_stated_is_refused_with_the_remedy(supervisor, other_agency, hold):
    held = hold(a_report(account="u-1", additional_info="x"))
    process_waiting(Done())

    with pytest.raises(NotPossible, match="did you mean meeting_planned"):
        state_finding(supervisor, held, "meeting_planed", reason=WHY, now=NOW)
    with pytest.raises(NotPossible, match="field: "):
        state_finding(supervisor, held, "coercion", reason=WHY, field="report.nowhere", now=NOW)
    with pytest.raises(BadReason, match="an email address"):
        state_finding(supervisor, held, "coercion", reason="see a@example.com there", now=NOW)
    auditor = Actor(agency_id=supervisor.agency_id, name="p", roles=frozenset({Role.AUDITOR}))
    with pytest.raises(NotPermitted):
        state_finding(auditor, held, "coercion", reason=WHY, now=NOW)
    stranger = Actor(agency_id=other_agency.id, name="p", roles=supervisor.roles)
    with pytest.raises(NoSuchReport):
        state_finding(stranger, held, "coercion", reason=WHY, now=NOW)
    state_finding(supervisor, held, "coercion", reason=WHY, now=NOW)
    with pytest.raises(NotPossible, match="already"):
        state_finding(supervisor, held, "coercion", reason=WHY, now=NOW)


def test_the_commands_load_rank_and_name_faulty_lines(actor, hold, tmp_path):
    held = hold(a_report(account="u-1"), a_file(md5_of(7)))
    lines = [
        json.dumps(a_label(7)),
        json.dumps(a_label(8, label="child_at_rsk_now")),
        json.dumps(a_label(9, value="not hexadecimal")),
        "{",
    ]
    (tmp_path / "labels.jsonl").write_text("\n".join(lines))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(TIPLINE), *words], capture_output=True, text=True, check=False)

    loaded = run("label", "load", str(tmp_path / "labels.jsonl"), "--json")
    stated = run("finding", "add", str(held), "child_present", "--reason", WHY, "--json")
    queue = run("queue", "--json")

    assert loaded.returncode == 5
    assert json.loads(loaded.stdout) == {
        "given": 1, "changed": 1, "clusters": 0, "faulty_lines": 3,
    }  # fmt: skip
    assert "line 2: label: no such label; did you mean child_at_risk_now?" in loaded.stderr
    assert "line 3: value: no hash of this algorithm" in loaded.stderr
    assert "line 4: no JSON" in loaded.stderr
    assert stated.returncode == 0, stated.stderr
    (row,) = [json.loads(line) for line in queue.stdout.splitlines()]
    origins = [(one["code"], (one["provenance"] or {}).get("origin")) for one in row["reasons"]]
    assert origins[:2] == [
        ("FOUND_HAPPENING_NOW", "analyst"),
        ("LABELLED_CHILD_AT_RISK", "label"),
    ]
