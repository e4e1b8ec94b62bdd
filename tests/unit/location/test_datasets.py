"""Datasets are checked when they are installed, and answer as their files say."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
from datetime import UTC, date, datetime

import pytest

from made_gazetteers import GAZETTEER, a_dataset, a_library
from tipline.desk.location.datasets.addresses import read_address
from tipline.desk.location.datasets.errors import BadDataset
from tipline.desk.location.datasets.library import Datasets
from tipline.desk.location.types import DatasetKind, NetworkKind

AT = datetime(2026, 11, 10, 12, 30, tzinfo=UTC)


def say(datasets: Datasets, address: str, at: datetime | None = AT):
    return [
        (one.statement.country, one.statement.region, one.statement.operator)
        for one in datasets.look_up(read_address(address), at)
    ]


def test_the_most_specific_range_of_a_dataset_answers(tmp_path):
    datasets = a_library(tmp_path)

    assert say(datasets, "192.0.2.5") == [("US", "US-TX", "Example Cable of Texas")]
    assert say(datasets, "192.0.2.64") == [("US", None, "Example Cable")]
    assert say(datasets, "192.0.2.255") == [("CA", "CA-ON", "Example Northern")]
    assert say(datasets, "2001:db8:1ff::1") == [("PH", None, "Example Islands")]
    assert say(datasets, "2001:db8:200::1") == [("US", None, "Example Cable")]
    assert say(datasets, "10.0.0.1") == []
    assert say(datasets, "::ffff:198.51.100.7") == [("DE", None, "Example Netz")]


def test_equal_ranges_that_differ_are_refused_with_both_lines(tmp_path):
    text = "network,country\n192.0.2.0/24,US\n198.51.100.0/24,DE\n192.0.2.0/24,CA\n"

    with pytest.raises(BadDataset, match=r"Lines 2 and 4: two ranges of 256 addresses.*Remove"):
        a_dataset(tmp_path, text)


def test_ranges_of_one_size_that_overlap_in_part_and_differ_are_refused(tmp_path):
    text = "start,end,country\n192.0.2.0,192.0.2.9,US\n192.0.2.5,192.0.2.14,CA\n"

    with pytest.raises(BadDataset, match="Lines 2 and 3"):
        a_dataset(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("country\nUS\n", "columns must name `network`, or `start` and `end`"),
        ("network,country\n192.0.2.0/33,US\n", "Line 2: .*no prefix length from 0 to 32"),
        ("network,country\n192.0.2.1/24,US\n", "Line 2: .*bits set behind its prefix"),
        ("network,country\n\n192.0.2.0/24,Texas\n", "Line 3: 'TEXAS' is no country code"),
        ("network,country,region\n192.0.2.0/24,US,CA-ON\n", "Line 2: 'CA-ON' is no region of US"),
        ("network,country,kind\n192.0.2.0/24,US,home\n", "Line 2: 'home' is no kind of network"),
        ("network,country\n192.0.2.0/24\n", "Line 2: it has 1 columns where 2 are named"),
        ("start,end,country\n192.0.2.9,192.0.2.1,US\n", "Line 2: the range ends before it begins"),
        ("network,country\n::/0,US\n", "Line 2: the range runs from IPv6 into IPv4"),
        ('network,country\n"192.0.2.0/24,US\n', "Line 2: it is no line of CSV"),
        ("network,country\n" + "x" * 70_000, "Line 2: it is longer than 65,536 bytes"),
        (b"network,country\n192.0.2.0/24,\xff\n", "Line 2: it is not UTF-8"),
        ("network,country\n", "has no range in it"),
        (b"\x1f\x8b broken", "is packed and cannot be unpacked to its end"),
        (b"\xfd7zXZ\x00 broken", "is packed and cannot be unpacked to its end"),
        (lzma.compress(b"network,country\n")[:-20], "is packed and cannot be unpacked"),
    ],
)
def test_a_csv_that_is_wrong_is_refused_with_line_and_remedy(tmp_path, text, says):
    with pytest.raises(BadDataset, match=says):
        a_dataset(tmp_path, text)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_csv_without_a_header_takes_its_columns_from_the_option(tmp_path):
    text = "3221225984,3221226239,US\n2001:db8::,2001:db8::ff,CA\n"
    dataset = a_dataset(tmp_path, text, columns=("start", "end", "country"))

    assert say(Datasets([dataset]), "192.0.2.7") == [("US", None, None)]
    assert say(Datasets([dataset]), "2001:db8::ff") == [("CA", None, None)]


def test_ipv4_and_ipv6_are_not_joined_where_their_numbers_meet(tmp_path):
    text = "start,end,country\n255.255.255.0,255.255.255.255,US\n::1:0:0:0,::1:0:0:ff,US\n"
    datasets = a_library(tmp_path, text)

    for address in ("255.255.255.0", "255.255.255.255", "::1:0:0:0", "::1:0:0:ff"):
        assert say(datasets, address) == [("US", None, None)]
    assert say(datasets, "::1:0:0:100") == say(datasets, "255.255.254.255") == []


def test_the_registries_say_where_a_holder_is_registered(tmp_path):
    text = (
        "2|example|20261120|4|19830705|20261120|+0000\n"
        "example|*|ipv4|*|2|summary\n"
        "example|US|ipv4|192.0.2.0|192|20100101|allocated|a\n"
        "example|DE|ipv4|192.0.2.192|64|20100101|assigned|b\n"
        "example||ipv4|198.51.100.0|256||available|\n"
        "example|PH|ipv6|2001:db8::|32|20100101|allocated|c\n"
        "example|DE|asn|64496|1|20100101|allocated|d\n"
    )
    dataset = a_dataset(tmp_path, text, kind=DatasetKind.RIR, edition=None)
    datasets = Datasets([dataset])

    assert dataset.source.edition == date(2026, 11, 20)
    assert say(datasets, "192.0.2.191") == [("US", None, None)]
    assert say(datasets, "192.0.2.192") == [("DE", None, None)]
    assert say(datasets, "198.51.100.1") == []
    assert say(datasets, "2001:db8:ffff::") == [("PH", None, None)]


def test_an_edition_that_contradicts_the_file_is_refused(tmp_path):
    text = "2|example|20261120|0|19830705|20261120|+0000\n"

    with pytest.raises(BadDataset, match="The file itself says 2026-11-20, --edition says"):
        a_dataset(tmp_path, text, kind=DatasetKind.RIR, edition=date(2026, 11, 1))


def test_a_list_marks_its_networks_as_of_one_kind(tmp_path):
    text = "# exits\n203.0.113.0/25\n\n203.0.113.128  ; one\n"
    dataset = a_dataset(tmp_path, text, kind=DatasetKind.LIST, network=NetworkKind.VPN)
    [answer] = Datasets([dataset]).look_up(read_address("203.0.113.128"), AT)

    assert answer.statement.network is NetworkKind.VPN
    assert answer.statement.country is None


def test_of_several_editions_the_one_nearest_the_event_answers(tmp_path):
    old = a_dataset(tmp_path, "network,country\n192.0.2.0/24,US\n", edition=date(2026, 5, 1))
    new = a_dataset(tmp_path, "network,country\n192.0.2.0/24,CA\n", edition=date(2026, 11, 1))
    datasets = Datasets([old, new])

    assert say(datasets, "192.0.2.1", datetime(2026, 5, 20, tzinfo=UTC)) == [("US", None, None)]
    assert say(datasets, "192.0.2.1", AT) == [("CA", None, None)]
    assert say(datasets, "192.0.2.1", None) == [("CA", None, None)]


TOR = """@type tordnsel 1.0
Downloaded 2026-11-10 12:02:00
ExitNode 0000000000000000000000000000000000000001
Published 2026-11-10 01:00:00
LastStatus 2026-11-10 11:00:00
ExitAddress 203.0.113.9 2026-11-10 10:00:00
Downloaded 2026-11-10 13:02:00
ExitNode 0000000000000000000000000000000000000002
ExitAddress 203.0.113.10 2026-11-10 10:00:00
"""


@pytest.mark.parametrize(
    ("address", "at", "minutes"),
    [
        ("203.0.113.9", datetime(2026, 11, 10, 12, 30, tzinfo=UTC), 28),
        ("203.0.113.10", datetime(2026, 11, 10, 12, 30, tzinfo=UTC), 32),
        ("203.0.113.9", datetime(2026, 11, 10, 13, 40, tzinfo=UTC), None),  # no longer on the list
        ("203.0.113.10", datetime(2026, 11, 10, 20, 2, tzinfo=UTC), 420),  # no list of that hour
        ("203.0.113.10", datetime(2026, 11, 13, 13, 2, tzinfo=UTC), None),  # too far away
        ("203.0.113.11", datetime(2026, 11, 10, 12, 30, tzinfo=UTC), None),
        ("203.0.113.9", None, None),
    ],
)
def test_an_archive_says_whether_an_address_was_a_tor_exit_at_that_hour(
    tmp_path, address, at, minutes
):
    datasets = Datasets([a_dataset(tmp_path, TOR, kind=DatasetKind.TOR, edition=None)])
    found = datasets.look_up(read_address(address), at)

    assert [one.minutes for one in found] == ([] if minutes is None else [minutes])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_a_file_may_be_packed(tmp_path, pack):
    datasets = Datasets([a_dataset(tmp_path, pack(GAZETTEER.encode()))])

    assert say(datasets, "198.51.100.1") == [("DE", None, "Example Netz")]


def a_tar(*texts: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for at, text in enumerate(texts):
            entry = tarfile.TarInfo(f"exit-list/{at}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


@pytest.mark.parametrize("pack", [bytes, lzma.compress])
def test_an_archive_may_be_a_tar_of_lists(tmp_path, pack):
    lists = TOR.replace("Downloaded 2026-11-10 13", "|Downloaded 2026-11-10 13").split("|")
    dataset = a_dataset(tmp_path, pack(a_tar(*lists)), kind=DatasetKind.TOR, edition=None)
    found = Datasets([dataset]).look_up(read_address("203.0.113.10"), AT)

    assert [one.minutes for one in found] == [32]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"ExitAddress 203.0.113.9 x\n", "Line 1: an exit stands before any `Downloaded` line"),
        (b"Downloaded 2026-11-31 12:02:00\n", "Line 1: '2026-11-31 12:02:00' is no time"),
        (b"Downloaded 2026-11-10 12:02:00\nExitAddress x\n", "Line 2: 'x' is no IP address"),
        (b"anything\n", "There is no `Downloaded` line in it"),
        (a_tar("Downloaded x\n"), r"'exit-list/0' in the tar: Line 1: 'x' is no time"),
        (a_tar("Downloaded 2026-11-10 12:02:00\n" * 99)[:700], "cannot be read to its end"),
        (lzma.compress(a_tar(TOR))[:-40], "is packed and cannot be unpacked to its end"),
        (gzip.compress(a_tar(TOR))[:-9], "is packed and cannot be unpacked to its end"),
    ],
)
def test_an_archive_that_is_wrong_is_refused_with_line_and_remedy(tmp_path, raw, says):
    with pytest.raises(BadDataset, match=says):
        a_dataset(tmp_path, raw, kind=DatasetKind.TOR, edition=None)


def test_an_xz_that_asks_for_more_memory_than_any_real_one_is_refused(tmp_path):
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]
    raw = lzma.compress(GAZETTEER.encode(), filters=filters)

    with pytest.raises(BadDataset, match="is packed and cannot be unpacked"):
        a_dataset(tmp_path, raw)


def test_a_table_that_is_gone_is_left_out_and_named(tmp_path):
    kept = a_dataset(tmp_path, name="kept")
    gone = a_dataset(tmp_path, name="gone")
    (gone.folder / "table").write_bytes(b"something else")
    datasets = Datasets([kept, gone])

    assert len(say(datasets, "192.0.2.5")) == 1
    assert datasets.dataset_ids == (kept.dataset_id,)
    assert "tipline location remove" in datasets.missing[gone.dataset_id]
