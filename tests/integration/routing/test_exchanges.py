"""Two units exchange files; who asks learns which of its own reports the other holds, too."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import pytest
from django.db import connection

from conftest import NOW, tipline
from made_reports import a_report
from tipline.desk.routing.deconfliction import own_values
from tipline.desk.routing.deconfliction.actions import (
    add_key,
    add_partner,
    answer_question,
    ask_partner,
    compare_answer,
)
from tipline.desk.routing.deconfliction.epoch_keys import draw_key
from tipline.desk.routing.deconfliction.errors import (
    NoKeyToday,
    NoSuchPartner,
    NoSuchReference,
    NothingToAsk,
    PartnerExists,
    TooSoon,
    WrongExchange,
)
from tipline.desk.routing.deconfliction.exchange_files import BadExchange
from tipline.desk.routing.deconfliction.own_values import gather_own_values
from tipline.desk.routing.deconfliction.queries import (
    find_partner,
    find_reference,
    key_in_force,
    list_matches,
    list_partners,
)
from tipline.report.types import Email, Person, Victim
from tipline.trust.audit.models import Event
from tipline.trust.keys import keys_folder
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting

WHY = "Agreed with the other unit, task 2026/114"
MINE, THEIRS = "somebody.here@example.com", "somebody.there@example.com"
BOTH = "somebody.known@example.com"


@pytest.fixture
def here(agency) -> Actor:
    """An officer of the unit that asks."""
    return Actor(agency_id=agency.id, name="person:here", roles=frozenset({Role.OFFICER}))


@pytest.fixture
def there(other_agency) -> Actor:
    """An officer of the unit that answers."""
    return Actor(agency_id=other_agency.id, name="person:there", roles=frozenset({Role.OFFICER}))


@pytest.fixture
def met(here, there) -> None:
    """Both know each other and share a key."""
    key = draw_key("2026-Q4", NOW.date(), NOW.date() + timedelta(days=30), secrets.token_bytes)
    for actor, name in ((here, "Upland Unit"), (there, "Harbour Hotline")):
        add_partner(actor, name, f"the duty desk of {name}", reason=WHY, now=NOW)
        add_key(actor, find_partner(actor, name), key, reason=WHY, now=NOW)


@pytest.fixture
def held(met, hold, here, there) -> tuple[int, int]:
    """Each unit's report that names what both hold; each holds another beside it."""
    hold(a_report(account="u-1", emails=[MINE]), by=here)
    hold(a_report(account="u-2", emails=[THEIRS]), by=there)
    return (
        hold(a_report(account="u-3", emails=[BOTH]), by=here),
        hold(a_report(account="u-4", emails=[BOTH]), by=there),
    )


def values(actor: Actor):
    return gather_own_values(actor, since=NOW - timedelta(days=90))


def ask(here, *, now=NOW, dice=secrets.token_bytes):
    partner = find_partner(here, "Upland Unit")
    return ask_partner(here, partner, values(here), reason=WHY, random_bytes=dice, now=now)


def answer(there, raw, *, now=NOW):
    return answer_question(
        there,
        raw,
        lambda: values(there),
        reason=WHY,
        random_bytes=secrets.token_bytes,
        now=now,
    )


def test_the_unit_that_asks_learns_which_of_its_reports_to_call_about(here, there, held):
    mine, theirs = held
    answered = answer(there, ask(here).raw)

    compared = compare_answer(here, answered.raw, reason=WHY, now=NOW)

    (match,) = compared.matches
    assert (match.report_id, match.partner) == (str(mine), "Upland Unit")
    assert match.call == "the duty desk of Upland Unit"
    assert match.field.endswith("email[1]")
    assert list_matches(here) == (match,)
    assert list_matches(here, report_id=mine) == (match,)
    assert list_matches(here, report_id=1) == ()
    (own,) = find_reference(there, match.reference.lower())
    assert (own.report_id, own.partner) == (str(theirs), "Harbour Hotline")


def test_the_unit_that_answers_learns_nothing(here, there, held):
    answer(there, ask(here).raw)

    assert list_matches(there) == ()


def test_no_file_and_no_table_holds_a_value_or_a_report_of_the_other(here, there, held):
    mine, theirs = held
    question = ask(here)
    answered = answer(there, question.raw)
    compare_answer(here, answered.raw, reason=WHY, now=NOW)

    for raw in (question.raw, answered.raw):
        for secret in (MINE, THEIRS, BOTH, str(mine), str(theirs)):
            assert secret.encode() not in raw
    for actor in (here, there):
        with acting(actor), connection.cursor() as cursor:
            for table in ("partner", "exchange", "askedvalue", "givenreference", "match"):
                cursor.execute(f"SELECT t::text FROM routing_{table} t")
                for (row,) in cursor.fetchall():
                    assert "somebody" not in row


def test_each_step_leaves_an_event_with_counts_and_no_value(here, there, held):
    answered = answer(there, ask(here).raw)
    compare_answer(here, answered.raw, reason=WHY, now=NOW)

    with acting(here):
        asked = Event.objects.get(kind="routing:exchange:ask")
        compared = Event.objects.get(kind="routing:exchange:compare")
    with acting(there):
        given = Event.objects.get(kind="routing:exchange:answer")
    assert (asked.after["asked"], asked.after["epoch"]) == (1024, "2026-Q4")
    assert given.after["held"] == 1024
    assert compared.after["matched"] == 1
    assert {asked.reason, given.reason, compared.reason} == {WHY}
    assert asked.object_id == given.object_id == compared.object_id


def test_the_secret_of_a_question_is_gone_once_its_answer_was_compared(here, there, held):
    question = ask(here)
    answered = answer(there, question.raw)
    kept = f"deconfliction-question-*-{question.exchange}"
    assert list(keys_folder().glob(kept))

    compare_answer(here, answered.raw, reason=WHY, now=NOW)

    assert not list(keys_folder().glob(kept))
    with acting(here), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM routing_askedvalue")
        assert cursor.fetchone() == (0,)
    with pytest.raises(WrongExchange):
        compare_answer(here, answered.raw, reason=WHY, now=NOW)


def test_a_unit_is_asked_and_answered_once_a_day(here, there, held):
    question = ask(here)
    answer(there, question.raw)

    with pytest.raises(TooSoon, match="the next may be from 2026-11-23 08:00"):
        ask(here)
    tomorrow = NOW + timedelta(days=1)
    again = ask(here, now=tomorrow)
    with pytest.raises(TooSoon):
        answer(there, again.raw)
    assert answer(there, again.raw, now=tomorrow).values == 2


def test_a_question_that_was_refused_leaves_no_secret(here, there, held):
    ask(here)
    before = list(keys_folder().glob("deconfliction-question-*"))

    with pytest.raises(TooSoon):
        ask(here)

    assert list(keys_folder().glob("deconfliction-question-*")) == before


def test_a_question_that_nobody_answered_is_forgotten(here, there, held):
    lapsed = ask(here)

    asked = ask(here, now=NOW + timedelta(days=29))

    assert not list(keys_folder().glob(f"deconfliction-question-*-{lapsed.exchange}"))
    with acting(here), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT exchange FROM routing_askedvalue")
        assert cursor.fetchall() == [(asked.exchange,)]


def test_files_that_belong_elsewhere_are_refused_in_words(here, there, held):
    question = ask(here)
    answered = answer(there, question.raw)

    with pytest.raises(WrongExchange, match="not an answer"):
        compare_answer(here, question.raw, reason=WHY, now=NOW)
    with pytest.raises(WrongExchange, match="not a question"):
        answer(there, answered.raw)
    with pytest.raises(WrongExchange, match="belongs to no question"):
        compare_answer(there, answered.raw, reason=WHY, now=NOW)
    with pytest.raises(BadExchange, match="cut short"):
        compare_answer(here, answered.raw[:-40], reason=WHY, now=NOW)


def test_a_question_is_answered_for_a_week(here, there, held):
    question = ask(here)

    with pytest.raises(WrongExchange, match="Have it asked anew"):
        answer(there, question.raw, now=NOW + timedelta(days=8))


def test_a_key_is_used_in_its_epoch_only(here, there, held):
    question = ask(here)
    later = NOW + timedelta(days=31)

    with pytest.raises(NoKeyToday, match="lasts from 2026-11-22 to 2026-12-22"):
        answer(there, question.raw, now=later)
    with pytest.raises(NoKeyToday, match="No key is shared"):
        ask(here, now=later)


def test_a_file_of_a_key_that_is_not_ours_names_it(here, there, held, agency):
    key = draw_key("2027-Q1", NOW.date(), NOW.date(), secrets.token_bytes)
    partner = find_partner(here, "Upland Unit")
    add_key(here, partner, key, reason=WHY, now=NOW)
    assert key_in_force(here, partner, NOW.date()).epoch == "2027-Q1"

    with pytest.raises(NoKeyToday, match=f"epoch '2027-Q1', key {key.key_id}"):
        answer(there, ask(here).raw)


def test_victims_and_short_names_are_never_asked_about(here, met, hold):
    victim = Victim(victim_person=Person(email=(Email(value="child.person@example.com"),)))
    hold(a_report(account="u-1", emails=["bob@example.com"], victim=(victim,)), by=here)

    assert all("child" not in one.value for one in values(here))
    with pytest.raises(NothingToAsk):
        ask(here)


def test_only_officers_and_supervisors_exchange(actor, here, met):
    partner = find_partner(here, "Upland Unit")

    with pytest.raises(NotPermitted):
        ask_partner(actor, partner, (), reason=WHY, random_bytes=secrets.token_bytes, now=NOW)
    with pytest.raises(NotPermitted):
        add_partner(actor, "Another", "x", reason=WHY, now=NOW)


def test_units_are_added_once_and_are_walled_off(here, there, met):
    with pytest.raises(PartnerExists):
        add_partner(here, "Upland Unit", "x", reason=WHY, now=NOW)
    assert [one.name for one in list_partners(there)] == ["Harbour Hotline"]
    with pytest.raises(NoSuchPartner, match="there are: 'Harbour Hotline'"):
        find_partner(there, "Upland Unit")
    with pytest.raises(NoSuchReference):
        find_reference(here, "AAAA-BBBB-CCCC-DDDD")


def full_disk(_: bytes) -> None:
    raise OSError(28, "No space left on device")


def test_a_question_whose_file_cannot_be_written_was_not_asked(here, there, held):
    partner = find_partner(here, "Upland Unit")
    secrets_before = list(keys_folder().glob("deconfliction-question-*"))

    with pytest.raises(OSError, match="No space"):
        ask_partner(
            here, partner, values(here), reason=WHY, random_bytes=secrets.token_bytes,
            keep_file=full_disk, now=NOW,
        )  # fmt: skip

    with acting(here):
        assert not Event.objects.filter(kind="routing:exchange:ask").exists()
    assert list(keys_folder().glob("deconfliction-question-*")) == secrets_before
    assert ask(here).values == 2


def test_an_answer_whose_file_cannot_be_written_was_not_given(here, there, held):
    question = ask(here)

    with pytest.raises(OSError, match="No space"):
        answer_question(
            there, question.raw, lambda: values(there), reason=WHY,
            random_bytes=secrets.token_bytes, keep_file=full_disk, now=NOW,
        )  # fmt: skip

    assert answer(there, question.raw).values == 2


def test_an_export_to_a_folder_that_is_not_there_burns_no_exchange(held, tmp_path):
    def export(out: str):
        return tipline(
            "deconflict", "export", "Upland Unit", "--out", out, "--reason", WHY, "--days",
            "36500", "--agency", "Harbour Hotline",
        )  # fmt: skip

    refused = export(str(tmp_path / "missing" / "question"))
    assert refused.returncode == 2
    assert "cannot be written" in refused.stderr

    asked = export(str(tmp_path / "question"))
    assert asked.returncode == 0, asked.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["question"]


def test_a_key_without_a_fit_reason_leaves_no_secret(met, tmp_path):
    refused = tipline(
        "deconflict", "key", "new", "Upland Unit", "--epoch", "2027-Q1", "--out",
        str(tmp_path / "key"), "--reason", "no", "--agency", "Harbour Hotline",
    )  # fmt: skip

    assert refused.returncode == 4
    assert list(tmp_path.iterdir()) == []


def test_a_unit_does_not_answer_its_own_question(here, held):
    question = ask(here)

    with pytest.raises(WrongExchange, match="put this question itself"):
        answer(here, question.raw)


def test_an_answer_that_comes_after_the_epoch_is_compared_all_the_same(here, there, held):
    last = NOW + timedelta(days=30)
    answered = answer(there, ask(here, now=last).raw, now=last)

    later = last + timedelta(days=2)
    assert len(compare_answer(here, answered.raw, reason=WHY, now=later).matches) == 1


def test_a_reference_is_one_row_and_is_forgotten_after_a_year(here, there, held, hold):
    hold(a_report(account="u-9", emails=[BOTH]), by=there)
    answer(there, ask(here).raw)

    def kept() -> list[tuple]:
        with acting(there), connection.cursor() as cursor:
            cursor.execute("SELECT reference, given_at FROM routing_givenreference")
            return cursor.fetchall()

    first = kept()
    assert len({reference for reference, _ in first}) == len(first) == 2
    later = NOW + timedelta(days=366)
    key = draw_key("2027-Q4", later.date(), later.date(), secrets.token_bytes)
    for actor, name in ((here, "Upland Unit"), (there, "Harbour Hotline")):
        add_key(actor, find_partner(actor, name), key, reason=WHY, now=later)
    answer(there, ask(here, now=later).raw, now=later)
    assert {given_at for _, given_at in kept()} == {later}


def test_of_what_very_many_reports_name_only_so_many_are_remembered(here, met, hold, monkeypatch):
    monkeypatch.setattr(own_values, "MOST_HOLDERS", 2)
    for number in range(5):
        hold(a_report(account=f"u-{number}", emails=[BOTH]), by=here)

    (both,) = [one for one in values(here) if one.value == BOTH]

    assert len(both.holders) == 3


def test_of_more_than_can_be_held_the_newest_are_gathered_and_the_rest_is_said(here, met, hold):
    reports = sorted(
        hold(a_report(account=f"u-{n}", emails=[f"somebody.{n}@example.com"]), by=here)
        for n in range(3)
    )
    passed: list[int] = []

    found = gather_own_values(
        here, since=NOW - timedelta(days=90), most=2, say_passed_over=passed.append
    )

    assert {report for one in found for report, _ in one.holders} == {reports[-1]}
    assert len(found) == 2
    assert passed == [4]


def test_two_units_of_one_install_go_the_whole_way_by_commands(held, tmp_path):
    def run(unit: str, *arguments: str):
        done = tipline("deconflict", *arguments, "--agency", unit)
        assert done.returncode == 0, done.stderr
        return done

    question, answered = str(tmp_path / "question"), str(tmp_path / "answer")
    here, there = "Harbour Hotline", "Upland Unit"
    run(here, "export", there, "--out", question, "--reason", WHY, "--days", "36500")
    run(there, "import", question, "--out", answered, "--reason", WHY, "--days", "36500")
    found = run(here, "compare", answered, "--reason", WHY, "--json")
    (match,) = [json.loads(line) for line in found.stdout.splitlines()]
    named = run(there, "reference", match["reference"], "--json")

    assert match["report_id"] == str(held[0])
    assert json.loads(named.stdout)["report_id"] == str(held[1])
    assert (tmp_path / "question").stat().st_mode & 0o777 == 0o600
