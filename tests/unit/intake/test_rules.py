"""What a call on a report is answered, when a report lapses, and how ids and digests are made."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipline.desk.intake.rules import (
    TRANSITIONS,
    answer_call,
    digest_content,
    digest_details,
    draw_file_id,
    draw_report_id,
    expires_at,
    has_expired,
    status_of,
)
from tipline.desk.intake.types import Call, Code, Standing, State, Status

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINE, OTHER = UUID(int=1), UUID(int=2)


def standing(state: State, *, opened: timedelta = timedelta(), modified: timedelta = timedelta()):
    return Standing(
        report_id=7,
        sender_id=MINE,
        state=state,
        opened_at=NOW - opened,
        modified_at=NOW - modified,
        batched=False,
        content_sha256=bytes(32),
    )


@pytest.mark.parametrize("call", Call)
@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.OPEN, Code.SUCCESS),
        (State.FINISHED, Code.ALREADY_FINISHED),
        (State.RETRACTED, Code.ALREADY_RETRACTED),
        (State.EXPIRED, Code.NO_SUCH_REPORT),
    ],
)
def test_a_call_is_answered_by_the_state_of_its_report(call: Call, state: State, code: Code):
    answered, text = answer_call(call, standing(state), caller=MINE, report_id=7, now=NOW)

    assert answered is code
    assert code is Code.SUCCESS or "7" in text


@pytest.mark.parametrize("state", State)
def test_another_accounts_report_is_refused_without_telling_its_state(state: State):
    answer = answer_call(Call.FINISH, standing(state), caller=OTHER, report_id=7, now=NOW)
    of_another_state = answer_call(
        Call.FINISH, standing(State.FINISHED), caller=OTHER, report_id=7, now=NOW
    )

    assert answer[0] is Code.MAY_NOT_UPDATE
    assert answer == of_another_state


def test_an_unknown_report_does_not_exist():
    answered, _ = answer_call(Call.UPLOAD, None, caller=MINE, report_id=7, now=NOW)

    assert answered is Code.NO_SUCH_REPORT


@pytest.mark.parametrize(
    ("opened", "modified", "lapsed"),
    [
        (timedelta(hours=23, minutes=59), timedelta(hours=20), False),
        (timedelta(hours=24), timedelta(hours=20), True),
        (timedelta(hours=30), timedelta(minutes=59), False),
        (timedelta(hours=30), timedelta(hours=1), True),
        (timedelta(minutes=1), timedelta(minutes=1), False),
    ],
)
def test_a_report_lapses_at_the_later_of_two_clocks(opened, modified, lapsed):
    report = standing(State.OPEN, opened=opened, modified=modified)

    assert has_expired(report, now=NOW) is lapsed
    code, _ = answer_call(Call.UPLOAD, report, caller=MINE, report_id=7, now=NOW)
    assert code is (Code.NO_SUCH_REPORT if lapsed else Code.SUCCESS)


@given(st.timedeltas(timedelta(), timedelta(days=3)), st.timedeltas(timedelta(), timedelta(days=3)))
def test_a_change_never_shortens_the_time_that_is_left(opened: timedelta, later: timedelta):
    assert expires_at(NOW, NOW + opened + later) >= expires_at(NOW, NOW + opened)


def test_the_states_after_open_are_final():
    assert set(TRANSITIONS) == set(State)
    assert all(not TRANSITIONS[state] for state in State if state is not State.OPEN)


def test_only_an_open_report_lapses():
    old = timedelta(days=9)

    lapsed = {s for s in State if has_expired(standing(s, opened=old, modified=old), now=NOW)}

    assert lapsed == {State.OPEN}


def test_a_report_id_has_fifteen_digits_and_begins_with_its_day():
    first = draw_report_id(NOW, lambda _: 0)
    last = draw_report_id(NOW, lambda n: n - 1)

    assert len(str(first)) == len(str(last)) == 15
    assert last < draw_report_id(NOW + timedelta(days=1), lambda _: 0)
    assert draw_report_id(datetime(2150, 1, 1, tzinfo=UTC), lambda n: n - 1) < 2**53


def test_a_file_id_never_looks_like_a_number():
    drawn = iter([bytes.fromhex("1e" + "12" * 15), bytes(16), bytes.fromhex("0a" + "11" * 15)])

    file_id = draw_file_id(lambda _: next(drawn))

    assert file_id == "0a" + "11" * 15


@given(st.integers(0, 2**32))
def test_every_file_id_has_a_letter_that_no_number_has(seed: int):
    numbers = count(seed)
    file_id = draw_file_id(lambda n: next(numbers).to_bytes(n, "big") if n else b"")

    assert re.fullmatch(r"[0-9a-f]{32}", file_id)
    assert re.search(r"[a-df]", file_id)


def test_the_same_content_with_other_ids_is_the_same_content():
    first = b"<fileDetails><reportId>1</reportId><fileId>aa</fileId><x>y</x></fileDetails>"
    again = b"<fileDetails><reportId>2</reportId><fileId>bb</fileId><x>y</x></fileDetails>"
    other = b"<fileDetails><reportId>2</reportId><fileId>bb</fileId><x>z</x></fileDetails>"

    assert digest_details(first) == digest_details(again)
    assert digest_details(first) != digest_details(other)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=4), st.randoms())
def test_the_order_of_files_does_not_make_another_content(parts: list[bytes], random):
    shuffled = list(parts)
    random.shuffle(shuffled)
    hashes = [part.hex() for part in shuffled]

    ours = digest_content(bytes(32), parts, hashes)

    assert ours == digest_content(bytes(32), shuffled, [part.hex() for part in parts])
    assert ours != digest_content(bytes(32), [*parts, bytes(32)], hashes)


def test_a_received_report_with_errors_says_so():
    assert status_of(State.FINISHED, has_errors=True) is Status.RECEIVED_WITH_ERRORS
    assert status_of(State.FINISHED, has_errors=False) is Status.RECEIVED
    assert {status_of(s, has_errors=False) for s in State if s is not State.FINISHED} == {
        Status.OPEN,
        Status.RETRACTED,
        Status.EXPIRED,
    }
