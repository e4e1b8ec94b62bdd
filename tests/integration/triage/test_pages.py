"""Imminent danger reaches people within seconds, once a step, until somebody has seen it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from made_reports import a_report
from receivers import Hook, Mailbox, serving
from tipline.desk.triage.actions import acknowledge_page, override_tier, state_finding
from tipline.desk.triage.actions.pages import LENT_FOR, lend_sends, plan_pages
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.models import Page, PagedDanger
from tipline.desk.triage.paging.configuration import read_paging
from tipline.desk.triage.paging.delivering import deliver_due
from tipline.desk.triage.queries import read_queue
from tipline.desk.triage.queries.paging import list_pages, read_pager
from tipline.desk.triage.types import Tier
from tipline.desk.work import pager as pager_rounds
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.trust.audit.actions import record
from tipline.trust.audit.models import Event
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.desk.triage.paging.configuration import Paging

TIPLINE = Path(sys.executable).with_name("tipline")
SECRET = b"a secret of the receiver"
ESCALATED = {"escalate_to_high_priority": "why"}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serving(Mailbox()) as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Hook]:
    with serving(Hook()) as server:
        yield server


@pytest.fixture
def file(mailbox, hook, tmp_path) -> bytes:
    (tmp_path / "secret").write_bytes(SECRET + b"\n")
    return f"""
link = "https://desk.example.org"
webhook_secret_file = "{tmp_path}/secret"

[smtp]
host = "127.0.0.1"
port = {mailbox.server_address[1]}
security = "none"
sender = "desk@example.org"

[[step]]
deadline_minutes = 10
emails = ["duty@example.org"]

[[step]]
deadline_minutes = 5
emails = ["head@example.org"]
webhooks = ["http://127.0.0.1:{hook.server_address[1]}/page"]
""".encode()


@pytest.fixture
def paging(file) -> Paging:
    return read_paging(file)


@pytest.fixture
def pager(agency) -> Actor:
    roles = frozenset({Role.ANALYST})
    return Actor(agency_id=agency.id, name="process:pager", roles=roles)


def danger(hold, account: str = "u-1", **parts: object) -> int:
    held = hold(a_report(account=account, summary=dict(ESCALATED), **parts))
    process_waiting(Done())
    return held


class Clock:
    """A time that a test moves on."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


def receivers(mailbox: Mailbox) -> list[str]:
    return [receiver for receiver, _ in mailbox.received]


def test_a_page_goes_out_with_numbers_and_a_link_and_nobody_s_name(
    actor, pager, paging, mailbox, hold
):
    held = danger(hold, emails=["hidden@example.com"], additional_info="a description")

    assert deliver_due(pager, "Harbour Hotline", paging, clock=Clock()) == 1

    ((receiver, mail),) = mailbox.received
    assert receiver == "duty@example.org"
    assert mail["Subject"] == f"[tipline] T0: report {held}"
    words = mail.get_payload()
    (page,) = list_pages(actor)
    assert f"https://desk.example.org/reports/{held}/" in words
    assert page.cluster_id in words
    assert f"tipline page ack {page.page_id}" in words
    assert not any(word in mail.as_string() for word in ("hidden", "u-1", "description", "why"))
    assert (page.sent, page.step, page.fault) == (1, 1, None)


def test_nothing_below_t0_pages_and_the_same_danger_pages_once(actor, pager, paging, mailbox, hold):
    hold(a_report(account="u-9", additional_info="x"))
    danger(hold)
    clock = Clock()

    for _ in range(3):
        deliver_due(pager, "Harbour Hotline", paging, clock=clock)
        hold(a_report(account="u-1", additional_info=f"{len(mailbox.received)} more"))
        process_waiting(Done())

    assert receivers(mailbox) == ["duty@example.org"]
    assert len(list_pages(actor)) == 1


def test_what_nobody_acknowledges_goes_to_the_next_and_round_again(
    pager, paging, mailbox, hook, hold
):
    held = danger(hold)
    clock = Clock()

    for _ in range(4):
        deliver_due(pager, "Harbour Hotline", paging, clock=clock)
        clock.now += timedelta(minutes=11)

    assert receivers(mailbox) == [
        "duty@example.org",
        "head@example.org",
        "duty@example.org",
        "head@example.org",
    ]
    first, second = hook.received
    called = json.loads(first[1])
    assert (called["report_id"], called["step"], called["tier"]) == (str(held), 2, "T0")
    assert first[0]["Idempotency-Key"] == called["key"] != json.loads(second[1])["key"]


def test_an_acknowledged_page_rests_and_new_danger_pages_anew(actor, pager, paging, mailbox, hold):
    danger(hold)
    clock = Clock()
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)
    (page,) = list_pages(actor)

    assert acknowledge_page(actor, page.page_id, now=clock.now) == page.report_id
    clock.now += timedelta(hours=3)
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)
    assert len(mailbox.received) == 1
    with pytest.raises(NotPossible, match="was acknowledged by person:"):
        acknowledge_page(actor, page.page_id, now=clock.now)

    danger(hold, additional_info="once more")
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)

    assert len(mailbox.received) == 2
    assert len(list_pages(actor, acknowledged=True)) == 2


def test_danger_that_came_before_somebody_acknowledged_another_and_was_ranked_after_pages(
    actor, pager, paging, mailbox, hold
):
    danger(hold)
    deliver_due(pager, "Harbour Hotline", paging, clock=Clock())
    (page,) = list_pages(actor)
    held = hold(a_report(account="u-1", summary=dict(ESCALATED), additional_info="another danger"))
    acknowledge_page(actor, page.page_id, now=Clock().now)

    process_waiting(Done())

    (new,) = list_pages(actor)
    assert new.report_id == str(held)
    acknowledge_page(actor, new.page_id, now=Clock().now)
    hold(a_report(account="u-1", additional_info="nothing new"))
    process_waiting(Done())
    assert list_pages(actor) == ()


def test_an_old_report_that_comes_to_show_danger_pages_though_another_was_acknowledged(actor, hold):
    old = hold(a_report(account="u-1", additional_info="x"))
    danger(hold)
    (page,) = list_pages(actor)
    acknowledge_page(actor, page.page_id, now=Clock().now)
    # Stated long ago on another machine, say, and taken over now.
    state_finding(
        actor,
        old,
        "meeting_planned",
        reason="a colleague called us",
        now=Clock().now - timedelta(days=9),
    )

    process_waiting(Done())

    assert [one.report_id for one in list_pages(actor)] == [str(old)]


def test_more_danger_while_a_page_is_open_is_named_by_it_and_seen_with_it(actor, hold):
    danger(hold)
    danger(hold, additional_info="another danger")
    (page,) = list_pages(actor)

    acknowledge_page(actor, page.page_id, now=Clock().now)
    hold(a_report(account="u-1", additional_info="nothing new"))
    process_waiting(Done())

    assert list_pages(actor) == ()
    with acting(actor):
        assert PagedDanger.objects.filter(page_id=page.page_id).count() == 2


def test_a_person_s_word_that_it_is_imminent_pages_too(actor, pager, paging, mailbox, hold):
    hold(a_report(account="u-1", additional_info="x"))
    process_waiting(Done())
    (row,) = read_queue(actor, offset=0, limit=1, now=datetime.now(UTC)).rows

    override_tier(actor, row.cluster_id, Tier.T0, reason="a colleague called us", now=Clock().now)
    process_waiting(Done())
    deliver_due(pager, "Harbour Hotline", paging, clock=Clock())

    assert receivers(mailbox) == ["duty@example.org"]


def test_a_call_is_signed_over_its_time_and_body(pager, paging, hook, hold):
    danger(hold)
    clock = Clock()
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)
    clock.now += timedelta(minutes=11)
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)

    ((headers, body),) = hook.received

    seconds, signature = (one.partition("=")[2] for one in headers["Tipline-Signature"].split(","))
    signed = seconds.encode() + b"." + body
    assert hmac.compare_digest(signature, hmac.new(SECRET, signed, hashlib.sha256).hexdigest())
    assert abs(int(seconds) - clock.now.timestamp()) < 2


def test_a_server_that_cannot_take_it_is_asked_again_with_the_same_key_and_later_each_time(
    actor, pager, paging, mailbox, hold
):
    danger(hold)
    clock, asked = Clock(), []
    mailbox.refusing = True
    for _ in range(4):
        asked.append(deliver_due(pager, "Harbour Hotline", paging, clock=clock))
        clock.now += timedelta(seconds=6)

    (page,) = list_pages(actor)
    assert page.fault == "NotSent: SMTPRecipientsRefused"
    assert read_pager(actor).failing_messages == 1
    mailbox.refusing = False
    clock.now += timedelta(minutes=5)
    assert deliver_due(pager, "Harbour Hotline", paging, clock=clock) == 1
    assert asked == [0, 0, 0, 0]
    assert read_pager(actor).failing_messages == 0


@pytest.mark.parametrize("status", [302, 500])
def test_a_call_that_is_not_taken_is_no_call(pager, paging, hook, hold, status):
    danger(hold)
    clock = Clock()
    hook.status = status
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)
    clock.now += timedelta(minutes=11)
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)

    (page,) = list_pages(pager)
    assert page.fault == f"NotSent: HTTP {status}"


def test_an_answer_that_is_no_http_is_a_fault_of_that_message_only(
    pager, paging, mailbox, hook, hold
):
    danger(hold)
    clock = Clock()
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)
    hook.garbled = True
    clock.now += timedelta(minutes=11)

    assert deliver_due(pager, "Harbour Hotline", paging, clock=clock) == 1

    assert receivers(mailbox) == ["duty@example.org", "head@example.org"]
    assert list_pages(pager)[0].fault == "NotSent: BadStatusLine"


def test_a_receiver_whose_server_fails_holds_up_nobody_s_next_message(
    pager, paging, mailbox, hook, hold
):
    for number in range(3):
        hold(a_report(account=f"u-{number}", summary=dict(ESCALATED)))
    process_waiting(Done())
    clock = Clock()
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)
    hook.status = 500
    clock.now += timedelta(minutes=11)

    assert deliver_due(pager, "Harbour Hotline", paging, clock=clock) == 3

    assert receivers(mailbox)[3:] == ["head@example.org"] * 3
    assert len(hook.received) == 1


def test_a_message_is_lent_when_its_turn_comes_so_that_no_second_worker_doubles_it(
    pager, paging, hold
):
    for number in range(3):
        hold(a_report(account=f"u-{number}", summary=dict(ESCALATED)))
    process_waiting(Done())
    now = datetime.now(UTC)
    plan_pages(pager, paging.step, now=now)

    lent = [lend_sends(pager, limit=10, now=now) for _ in range(4)]

    assert [len(one) for one in lent] == [1, 1, 1, 0]
    assert lend_sends(pager, limit=10, without=["duty@example.org"], now=now + LENT_FOR) == ()


def test_new_danger_goes_out_before_what_others_were_told_of(pager, paging, mailbox, hold):
    for number in range(11):
        hold(a_report(account=f"u-{number}", summary=dict(ESCALATED)))
    process_waiting(Done())
    clock = Clock()
    for _ in range(2):
        deliver_due(pager, "Harbour Hotline", paging, clock=clock)
        clock.now += timedelta(seconds=61)
    with acting(pager):
        Page.objects.update(next_at=clock.now - timedelta(hours=1))
        record(pager, "triage:page:step", object_type="page", object_id="all", now=clock.now)

    held = danger(hold, account="u-99")
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)

    new = [mail["Subject"] for _, mail in mailbox.received[11:] if str(held) in mail["Subject"]]
    assert new == [f"[tipline] T0: report {held}"]


def test_whoever_dies_with_a_message_gives_it_back_and_it_carries_the_same_key(pager, paging, hold):
    danger(hold)
    now = datetime.now(UTC)
    plan_pages(pager, paging.step, now=now)

    (lent,) = lend_sends(pager, limit=10, now=now)

    assert lend_sends(pager, limit=10, now=now) == ()
    (again,) = lend_sends(pager, limit=10, now=now + LENT_FOR)
    assert again.key == lent.key


def test_a_flood_of_danger_reaches_people_as_ten_messages_a_minute(pager, paging, mailbox, hold):
    for number in range(12):
        hold(a_report(account=f"u-{number}", summary=dict(ESCALATED)))
    process_waiting(Done())
    clock = Clock()

    deliver_due(pager, "Harbour Hotline", paging, clock=clock)
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)
    assert len(mailbox.received) == 10
    assert "11 more pages are open" in mailbox.received[0][1].get_payload()
    clock.now += timedelta(seconds=61)
    deliver_due(pager, "Harbour Hotline", paging, clock=clock)

    assert len(mailbox.received) == 12


def test_no_agency_pages_for_another(actor, other_agency, paging, mailbox, hold):
    danger(hold)
    stranger = Actor(agency_id=other_agency.id, name="process:pager", roles=actor.roles)

    assert deliver_due(stranger, "Upland Unit", paging, clock=Clock()) == 0
    assert list_pages(stranger) == ()
    (page,) = list_pages(actor)
    with pytest.raises(NotPossible, match="has no page"):
        acknowledge_page(stranger, page.page_id, now=Clock().now)


def test_opening_planning_sending_and_seeing_leave_events_without_an_address(
    actor, pager, paging, hold
):
    danger(hold)
    deliver_due(pager, "Harbour Hotline", paging, clock=Clock())
    (page,) = list_pages(actor)
    acknowledge_page(actor, page.page_id, now=Clock().now)

    with acting(actor):
        events = list(Event.objects.filter(kind__startswith="triage:page:").order_by("id"))
    assert [event.kind.rpartition(":")[2] for event in events] == [
        "open",
        "step",
        "send",
        "note",
        "acknowledge",
    ]
    assert not any("@" in json.dumps(event.after) for event in events)


def test_a_watcher_that_answers_no_http_stops_no_page(hold, file, mailbox, hook, capsys):
    hook.garbled = True
    watched = f'heartbeat = "http://127.0.0.1:{hook.server_address[1]}/"\n'.encode() + file
    over = threading.Event()
    pager = threading.Thread(target=pager_rounds._page_until, args=(over, read_paging(watched)))
    pager.start()
    try:
        deadline = time.monotonic() + 30
        said = ""
        while "The pager failed" not in said and time.monotonic() < deadline:
            said += capsys.readouterr().err
            time.sleep(0.05)
        danger(hold)
        while not mailbox.received and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        over.set()
        pager.join()

    assert receivers(mailbox) == ["duty@example.org"]
    assert len(hook.received) == 1


def test_the_running_worker_pages_beats_and_is_missed_when_it_is_gone(
    actor, hold, file, mailbox, tmp_path
):
    (tmp_path / "paging.toml").write_bytes(file)
    surroundings = {**os.environ, "TIPLINE_PAGING": str(tmp_path / "paging.toml")}

    def status() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(TIPLINE), "page", "status"],
            capture_output=True, text=True, check=False, env=surroundings,
        )  # fmt: skip

    before = status()
    held = hold(a_report(account="u-1", summary=dict(ESCALATED)))
    worker = subprocess.Popen([str(TIPLINE), "process", "--follow"], env=surroundings)
    try:
        deadline = time.monotonic() + 60
        while not mailbox.received and time.monotonic() < deadline:
            time.sleep(0.05)
        while read_pager(actor).beat_at is None and time.monotonic() < deadline:
            time.sleep(0.05)
        during = status()
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(20)

    assert (before.returncode, "last beat: never" in before.stdout) == (5, True), before.stderr
    assert mailbox.received[0][1]["Subject"].endswith(str(held))
    assert during.returncode == 0, during.stdout
    assert read_pager(actor).is_silent(datetime.now(UTC) + timedelta(minutes=5))
