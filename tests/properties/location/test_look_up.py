"""Looking up equals trying every range; places follow from what is named and from nothing else."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from made_gazetteers import a_library
from made_reports import a_report
from tipline.desk.location.datasets.addresses import (
    MAPPED,
    BadAddress,
    read_address,
    read_network,
    write_address,
)
from tipline.desk.location.datasets.errors import BadDataset
from tipline.desk.location.datasets.ranges import Range, collect, lay_flat
from tipline.desk.location.datasets.said import COUNTRIES, Said
from tipline.desk.location.datasets.tables import Table, write_table
from tipline.desk.location.rules.comparing import compare_sides
from tipline.desk.location.rules.locating import locate
from tipline.desk.location.rules.times import days_between
from tipline.desk.location.types import Statement
from tipline.report.types import DateTime, IpCaptureEvent

if TYPE_CHECKING:
    from tipline.desk.location.datasets.library import Datasets

CODES = sorted(COUNTRIES)
# Where the halves of an IPv6 address meet, and where IPv4 lies, is where a search goes wrong.
BASES = st.sampled_from((MAPPED, MAPPED + 2**32 - 64, 0x20010DB8 << 96, (0x20010DB8 << 96) + 2**64))


@st.composite
def some_ranges(draw: st.DrawFn) -> tuple[int, list[Range]]:
    base = draw(BASES)
    step = draw(st.sampled_from((1, 2**58))) if base > MAPPED + 2**32 else 1
    pairs = draw(
        st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20), st.integers(0, 3)), max_size=12)
    )
    ranges = [
        Range(base + first * step, base + min(first + more, 63) * step, entry, line)
        for line, (first, more, entry) in enumerate(pairs, 2)
    ]
    return base, sorted(ranges)


def by_trying_all(ranges: list[Range], number: int) -> int | None:
    holding = [one for one in ranges if one.start <= number <= one.end]
    return min(holding, key=lambda one: one.size).entry if holding else None


def conflicts(ranges: list[Range]) -> bool:
    return any(
        one.size == other.size
        and one.entry != other.entry
        and one.start <= other.end
        and other.start <= one.end
        for one in ranges
        for other in ranges
    )


@given(some_ranges())
@settings(max_examples=300, deadline=None)
def test_a_table_answers_as_trying_every_range_does(given_ranges):
    base, ranges = given_ranges
    try:
        flat = list(lay_flat(collect(ranges)))
    except BadDataset:
        assert conflicts(ranges)
        return
    assert not conflicts(ranges)
    assert all(one.end < other.start for one, other in pairwise(flat))
    said = Said()
    for at in range(4):
        said.number(Statement(country=CODES[at]), 1)
    with tempfile.TemporaryDirectory() as folder:
        write_table(Path(folder) / "table", flat, said)
        table = Table(Path(folder) / "table")
        edges = {
            edge + away for one in ranges for edge in (one.start, one.end) for away in (-1, 0, 1)
        }
        for number in sorted(edges | {base, base + 63}):
            if 0 <= number < 2**128:
                entry = by_trying_all(ranges, number)
                expected = None if entry is None else Statement(country=CODES[entry])
                assert table.look_up(number) == expected, write_address(number)


@given(st.integers(0, 2**128 - 1))
@example(MAPPED)
@example(MAPPED + 2**32)
def test_an_address_is_read_as_it_was_written(number):
    assert read_address(write_address(number)) == number
    assert read_network(write_address(number)) == (number, number)


@given(st.text(max_size=40))
@example("192.0.2.0/")
@example("2001:db8::/129")
@example("192.0.2.1\x00")
def test_any_text_is_a_network_or_is_refused(text):
    try:
        first, last = read_network(text)
    except BadAddress:
        return
    assert first <= last


seconds = st.integers(1_577_836_800, 1_893_456_000)  # of 2020 to 2030
moments = seconds.map(lambda at: datetime.fromtimestamp(at, UTC))


@given(moments, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 1_000))
def test_an_event_further_away_is_never_nearer(at, edition, more):
    before = at.date() < edition
    further = at - timedelta(days=more) if before else at + timedelta(days=more)
    days = days_between(edition, at)

    assert days_between(edition, further) == days + more
    assert days == abs((edition - at.date()).days)
    assert days_between(None, at) is days_between(edition, None) is None


captures = st.builds(
    IpCaptureEvent,
    ip_address=st.sampled_from(
        ("192.0.2.1", "192.0.2.200", "198.51.100.9", "203.0.113.5", "2001:db8::1", "10.0.0.1", "x")
    ),
    date_time=st.sampled_from(
        (
            None,
            DateTime("2026-11-10T12:30:45Z"),
            DateTime("2024-01-01T00:00:00Z"),
            DateTime("2026-11-10T12:30:45"),
        )
    ),
    port=st.sampled_from((None, 50_000)),
    possible_proxy=st.sampled_from((None, True, False)),
)
with tempfile.TemporaryDirectory() as _folder:
    # Mapped when they are opened, so that the files may go.
    DATASETS: Datasets = a_library(
        Path(_folder),
        "network,country,region,kind\n192.0.2.0/24,US,US-TX,\n203.0.113.0/24,NL,,vpn\n",
        "network,country\n192.0.2.0/25,CA\n198.51.100.0/24,DE\n2001:db8::/32,PH\n",
    )


def where(events: tuple[IpCaptureEvent, ...]):
    report = a_report(reported={"ip_capture_event": events})
    return locate(report, (), DATASETS, report_id=7, sender_name="Example Chat")


def without_path(hypothesis):
    locator = msgspec.structs.replace(hypothesis.locator, path="")
    return msgspec.structs.replace(hypothesis, locator=locator)


@given(st.lists(captures, min_size=1, max_size=8), st.data())
@settings(deadline=None)
def test_removing_a_locator_removes_exactly_what_it_pointed_to(events, data):
    gone = data.draw(st.integers(0, len(events) - 1))
    path = f"report.personOrUserReported[1].ipCaptureEvent[{gone + 1}]"
    all_of_it = where(tuple(events)).hypotheses
    rest = where(tuple(events[:gone] + events[gone + 1 :])).hypotheses

    assert [without_path(one) for one in rest] == [
        without_path(one) for one in all_of_it if one.locator.path != path
    ]


@given(st.lists(captures, max_size=8), st.randoms())
@settings(deadline=None)
def test_no_order_and_no_number_of_sources_decides_between_claims(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)

    def claims(of: list[IpCaptureEvent]):
        return [
            (side.country.standing, {claim.value for claim in side.country.claims}, side.rung)
            for side in compare_sides(where(tuple(of)))
        ]

    assert claims(events) == claims(shuffled)
    said = {one.country for one in where(tuple(events)).hypotheses if one.country} - {"NL"}
    shown = {value for _, values, _ in claims(events) for value in values}
    assert shown <= said
