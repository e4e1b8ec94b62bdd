"""Two units learn which identifiers both hold, and a file tells a guesser nothing."""

from __future__ import annotations

import itertools
import math
from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.desk.linking.types import IdentifierKind
from tipline.desk.routing.deconfliction import exchange_files
from tipline.desk.routing.deconfliction.epoch_keys import BadKey, draw_key, read_key, write_key
from tipline.desk.routing.deconfliction.exchange_files import (
    BadExchange,
    read_exchange,
    read_header,
    write_exchange,
)
from tipline.desk.routing.deconfliction.rules.curve import (
    NoElement,
    draw_decoy,
    hash_to_curve,
    raise_to,
)
from tipline.desk.routing.deconfliction.rules.exchanging import answer, ask, compare
from tipline.desk.routing.deconfliction.rules.sharing import (
    MOST_HOLDERS,
    choose_shared,
    guessing_bits,
    padded_size,
    why_not_shared,
)
from tipline.desk.routing.deconfliction.types import ExchangeFile, Header, Held, OwnValue, Step

SECRET, OTHER_SECRET = b"s" * 32, b"t" * 32
POWER, OTHER_POWER = b"a" * 32, b"b" * 32


def a_value(number: int, kind: IdentifierKind = IdentifierKind.EMAIL) -> OwnValue:
    return OwnValue(
        kind=kind.value, value=f"somebody.{number}@example.com", holders=((number + 1, "path"),)
    )


def dice(seed: int = 0):
    return Random(seed).randbytes  # noqa: S311  a test's dice fall alike each time


def exchange(mine: list[OwnValue], theirs: list[OwnValue], *, secret: bytes = SECRET):
    """What the asking unit learns, and what the references it learns stand for."""
    asked = ask(mine, secret=SECRET, power=POWER, random_bytes=dice(1))
    answered = answer(
        asked.elements, theirs, secret=secret, power=OTHER_POWER, random_bytes=dice(2)
    )
    found = compare(answered.raised, answered.held, power=POWER)
    return [(asked.values[position], answered.references[text]) for position, text in found]


@settings(max_examples=8, deadline=None)
@given(st.sets(st.integers(0, 30), max_size=12), st.sets(st.integers(0, 30), max_size=12))
def test_the_asking_unit_learns_exactly_what_both_hold(mine, theirs):
    found = exchange([a_value(one) for one in mine], [a_value(one) for one in theirs])

    assert {own.value for own, _ in found if own} == {a_value(one).value for one in mine & theirs}
    assert all(own == other for own, other in found)


def test_the_kind_is_part_of_what_is_compared():
    assert exchange([a_value(1)], [a_value(1, IdentifierKind.ACCOUNT)]) == []


def test_units_without_the_same_key_find_nothing():
    assert exchange([a_value(1)], [a_value(1)], secret=OTHER_SECRET) == []


def test_what_is_sent_lets_not_even_a_holder_of_the_key_test_a_guess():
    asked = ask([a_value(1)], secret=SECRET, power=POWER, random_bytes=dice())
    answered = answer(
        asked.elements, [a_value(1)], secret=SECRET, power=OTHER_POWER, random_bytes=dice()
    )

    guess = hash_to_curve(SECRET, "email", a_value(1).value)
    sent = {*asked.elements, *answered.raised, *(one.element for one in answered.held)}
    assert guess not in sent
    # With the power of the question it would be: that one never leaves who asked.
    assert raise_to(POWER, guess) in sent


def test_the_same_value_looks_different_in_every_exchange():
    sent = [
        {*ask([a_value(1)], secret=SECRET, power=power, random_bytes=dice(seed)).elements}
        for seed, power in ((1, POWER), (2, OTHER_POWER))
    ]

    assert sent[0].isdisjoint(sent[1])


@pytest.mark.parametrize(("values", "size"), [(0, 1024), (1, 1024), (1024, 1024), (1025, 2048)])
def test_a_set_shows_only_of_which_order_its_size_is(values, size):
    assert padded_size(values) == size


def test_a_question_and_an_answer_are_padded_and_in_no_order():
    asked = ask([a_value(3), a_value(1)], secret=SECRET, power=POWER, random_bytes=dice())
    answered = answer((), [a_value(1)], secret=SECRET, power=OTHER_POWER, random_bytes=dice())

    assert len(asked.elements) == len(answered.held) == 1024
    assert list(asked.elements) == sorted(asked.elements)
    assert [one.element for one in answered.held] == sorted(one.element for one in answered.held)


@pytest.mark.parametrize("element", [bytes(32), b"\1" + bytes(31), b"short"])
def test_an_element_that_would_tell_of_the_power_is_refused(element):
    with pytest.raises(NoElement):
        raise_to(POWER, element)


def test_every_element_lies_on_the_curve_itself():
    for number in range(20):
        element = hash_to_curve(SECRET, "email", str(number))
        u = int.from_bytes(element, "little")
        p = 2**255 - 19
        assert pow(u * (u * u + 486662 * u + 1), (p - 1) // 2, p) == 1


@pytest.mark.parametrize(
    ("kind", "value", "shared"),
    [
        ("email", "somebody.long@example.com", True),
        ("email", "bob@example.com", False),
        ("phone", "+15555550100", True),
        ("account_at_service", "example chat/u-77", False),
        ("account_at_service", "example chat/harbour_77_x", True),
        ("account_at_service", "example chat/12345678", False),
        ("device", "idfa/aaaabbbbccccdddd", True),
        ("screen_name", "a long screen name", False),
        ("file_hash", "md5:" + "0" * 32, False),
        ("home_network", "2001:db8:400:2a::/64", False),
    ],
)
def test_what_is_short_or_shared_by_strangers_stays_out(kind, value, shared):
    own = OwnValue(kind=kind, value=value, holders=((1, "path"),))

    assert (why_not_shared(own) is None) == shared


def test_what_very_many_reports_name_stays_out():
    many = tuple((number, "path") for number in range(MOST_HOLDERS + 1))

    assert "name it" in (why_not_shared(msgspec.structs.replace(a_value(1), holders=many)) or "")


def test_guessing_counts_the_part_that_a_person_chose():
    assert guessing_bits("email", "ab@a-very-long-domain.example.com") == pytest.approx(
        9.4, abs=0.1
    )
    assert guessing_bits("account_at_service", "a long service name/12") < 7
    # Whoever tries all numbers of a country knows its calling code.
    assert guessing_bits("phone", "+15555550100") == pytest.approx(10 * math.log2(10))


def test_the_newest_values_come_first_and_what_is_left_out_is_counted():
    chosen, left = choose_shared([a_value(1), a_value(2), a_value(3)], most=2)

    assert [one.value for one in chosen] == [a_value(3).value, a_value(2).value]
    assert [(one.kind, one.values) for one in left] == [("email", 1)]


HEADER = Header(
    format="tipline-deconfliction",
    version=1,
    step=Step.ANSWER,
    exchange=UUID(int=1),
    epoch="2026-Q4",
    key_id="0" * 16,
    from_unit="Harbour Hotline",
    made_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
    asked=2,
    held=1,
)
FILE = ExchangeFile(
    header=HEADER,
    asked=(draw_decoy(dice(1)), draw_decoy(dice(2))),
    held=(Held(element=draw_decoy(dice(3)), reference="AAAA-BBBB-CCCC-DDDD"),),
)
RAW = write_exchange(FILE, SECRET)


def test_a_file_reads_back_as_it_was_written():
    assert read_exchange(RAW, SECRET) == FILE
    assert read_header(RAW) == HEADER


def test_a_file_cut_short_anywhere_is_refused():
    for end in range(0, len(RAW) - 1, 7):
        with pytest.raises(BadExchange):
            read_exchange(RAW[:end], SECRET)


def test_a_file_altered_anywhere_is_refused():
    for at in range(0, len(RAW) - 1, 7):
        altered = bytearray(RAW)
        altered[at] ^= 1
        with pytest.raises(BadExchange):
            read_exchange(bytes(altered), SECRET)


def test_a_file_of_another_key_is_refused():
    with pytest.raises(BadExchange, match="another secret"):
        read_exchange(RAW, OTHER_SECRET)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 2}, "version 2"),
        ({"format": "other"}, "no file of an exchange"),
        ({"asked": 10**9}, "at most 65,536"),
        ({"held": 10**9}, "at most 65,536 and 262,144"),
        ({"asked": 3}, "another number of elements"),
    ],
)
def test_a_header_that_says_something_else_is_refused_in_words(change, words):
    header = msgspec.structs.replace(HEADER, **change)

    with pytest.raises(BadExchange, match=words):
        read_exchange(write_exchange(msgspec.structs.replace(FILE, header=header), SECRET), SECRET)


@pytest.mark.parametrize("line", [b"zz" * 32, b"00" * 31, b"00" * 32 + b" AAAA-BBBB-CCCC-DDDD"])
def test_a_line_that_is_no_element_is_refused(line):
    lines = write_exchange(FILE, SECRET).split(b"\n")
    lines[1] = line
    body = b"\n".join(lines[:-2]) + b"\n"
    raw = body + b"tag " + exchange_files._tag(body, SECRET).encode() + b"\n"
    with pytest.raises(BadExchange, match="no element"):
        read_exchange(raw, SECRET)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_the_declared_error(raw):
    with pytest.raises(BadExchange):
        read_exchange(raw, SECRET)


def test_a_key_is_handed_over_and_read_back():
    key = draw_key("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), dice())

    assert read_key(write_key(key)) == key
    assert key.holds_on(date(2026, 12, 31))
    assert not key.holds_on(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("epoch", "last"), [("2026 Q4", "2026-12-31"), ("x", "2026-09-30"), ("x", "2027-12-31")]
)
def test_an_epoch_has_a_name_and_an_end(epoch, last):
    with pytest.raises(BadKey):
        draw_key(epoch, date(2026, 10, 1), date.fromisoformat(last), dice())


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"secret": "00"}, {"secret": "zz" * 32}, {"epoch": 1}]
)
def test_a_key_file_that_is_none_is_refused_and_not_quoted(change):
    key = draw_key("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), dice())
    said = msgspec.json.decode(write_key(key)) | change

    with pytest.raises(BadKey) as caught:
        read_key(msgspec.json.encode(said))
    assert key.secret.hex() not in str(caught.value)


def test_references_differ_and_can_be_read_over_a_telephone():
    answered = answer(
        (), [a_value(n) for n in range(5)], secret=SECRET, power=POWER, random_bytes=dice()
    )

    texts = [one.reference for one in answered.held]
    assert len(set(texts)) == len(texts)
    assert all(len(text) == 19 and text.count("-") == 3 for text in itertools.islice(texts, 9))
