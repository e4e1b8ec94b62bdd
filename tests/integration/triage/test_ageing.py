"""Inside a tier, what runs out first comes first; what is over, or unknown, lifts nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from made_reports import a_report
from tipline.desk.triage.actions import age_queue
from tipline.desk.triage.current_policy import SHIPPED
from tipline.desk.triage.queries import explain_report, read_queue
from tipline.desk.triage.rules.policy import read_policy
from tipline.desk.triage.rules.ranking import place, read_decision
from tipline.desk.triage.types import ClockKind
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.report.types import DateTime, IpCaptureEvent
from tipline.trust.rows import acting

SOON = timedelta(days=30)
ORDER = "SELECT cluster_id, sort_key, tier, lifted_for FROM triage_queueentry ORDER BY sort_key"


@pytest.fixture
def with_logs(monkeypatch, tmp_path):
    """A policy that says how long network operators keep their logs."""
    text = SHIPPED.read_text().replace("soon_days = 30", "soon_days = 30\nnetwork_logs_days = 90")
    (tmp_path / "ours.toml").write_text(text)
    monkeypatch.setenv("TIPLINE_POLICY", str(tmp_path / "ours.toml"))
    return read_policy(text.encode())


def seen(days_ago: int) -> IpCaptureEvent:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    return IpCaptureEvent(ip_address="192.0.2.7", date_time=DateTime(f"{at:%Y-%m-%dT%H:%M:%S}Z"))


def of_account(hold, name: str, *days_ago: int) -> int:
    events = tuple(seen(days) for days in days_ago)
    return hold(a_report(account=name, additional_info=name, reported={"ip_capture_event": events}))


def order(actor, now: datetime) -> list[str]:
    return [row.report_ids[0] for row in read_queue(actor, offset=0, limit=50, now=now).rows]


def test_logs_that_end_soon_lift_a_cluster_above_its_tier_s_rest(actor, hold, with_logs):
    rest = of_account(hold, "u-1", 5)
    ends_later = of_account(hold, "u-2", 70, 300)
    ends_first = of_account(hold, "u-3", 80)
    is_over = of_account(hold, "u-4", 200)
    process_waiting(Done())
    now = datetime.now(UTC)

    placed = order(actor, now)

    assert placed[:2] == [str(ends_first), str(ends_later)]
    assert set(placed[2:]) == {str(rest), str(is_over)}
    row = read_queue(actor, offset=0, limit=1, now=now).rows[0]
    (clock,) = row.clocks
    assert (clock.kind, clock.left) == (ClockKind.NETWORK_LOGS, 9)
    assert row.lifted_for == clock.expires_at


def test_time_alone_lifts_and_lets_down_and_gives_what_a_new_ranking_would(actor, hold, with_logs):
    for name, days in (("u-1", 5), ("u-2", 40), ("u-3", 10)):
        of_account(hold, name, days)
    process_waiting(Done())
    started = datetime.now(UTC)

    for days in (0, 21, 60, 75, 200):
        now = started + timedelta(days=days)
        age_queue(actor, soon=SOON, limit=100, now=now)
        assert age_queue(actor, soon=SOON, limit=100, now=now) == 0
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(
                "SELECT q.sort_key, q.lifted_for, p.decision FROM triage_queueentry q"
                " JOIN triage_priority p ON p.id = q.priority_id"
            )
            rows = cursor.fetchall()
        assert len(rows) == 3
        for sort_key, lifted_for, stored in rows:
            anew = place(read_decision(bytes(stored)), with_logs, (), now=now)
            assert (bytes(sort_key), lifted_for) == (anew.sort_key, anew.lifted_for)


def test_clocks_that_nobody_can_read_are_said_to_be_unknown(actor, hold):
    with_address = of_account(hold, "u-1", 5)
    without = hold(a_report(account="u-2", additional_info="x"))
    process_waiting(Done())

    said = explain_report(actor, with_address, now=datetime.now(UTC)).unknown_clocks
    silent = explain_report(actor, without, now=datetime.now(UTC)).unknown_clocks

    assert [one.partition(":")[0] for one in said] == ["preservation", "network logs"]
    assert "the policy does not say for how long" in said[1]
    assert "no address with its time and zone" in silent[1]
