"""Files in MaxMind's format are read whatever their vendor; hostile ones end in a clear error."""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from made_gazetteers import a_dataset
from tipline.desk.location.datasets import mmdb_child
from tipline.desk.location.datasets.addresses import read_address
from tipline.desk.location.datasets.errors import BadDataset
from tipline.desk.location.datasets.library import Datasets
from tipline.desk.location.types import DatasetKind, NetworkKind, Statement

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 10, tzinfo=UTC)


def an_mmdb(folder: Path, networks: dict[str, Any]) -> bytes:
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Made-up")
    for network, record in networks.items():
        writer.insert_network(IPSet([network]), record)
    path = folder / "made.mmdb"
    writer.to_db_file(str(path))
    return path.read_bytes()


def installed(folder: Path, raw: bytes) -> Datasets:
    return Datasets([a_dataset(folder, raw, kind=DatasetKind.MMDB, edition=None)])


def test_nested_and_flat_records_say_the_same(tmp_path):
    nested = {
        "country": {"iso_code": "US"},
        "subdivisions": [{"iso_code": "TX"}],
        "traits": {"isp": "Example Cable", "connection_type": "Cellular"},
    }
    flat = {"country_code": "DE", "as_name": "Example Netz", "is_hosting": True}
    raw = an_mmdb(
        tmp_path,
        {"192.0.2.0/24": nested, "198.51.100.0/25": flat, "2001:db8::/32": {"country": "PH"}},
    )
    datasets = installed(tmp_path, raw)

    def say(address: str) -> list[Statement]:
        return [one.statement for one in datasets.look_up(read_address(address), AT)]

    assert say("192.0.2.255") == [
        Statement(
            country="US", region="US-TX", operator="Example Cable", network=NetworkKind.MOBILE
        )
    ]
    assert say("198.51.100.127") == [
        Statement(country="DE", operator="Example Netz", network=NetworkKind.HOSTING)
    ]
    assert say("198.51.100.128") == []
    assert say("2001:db8:ffff::") == [Statement(country="PH")]


def test_the_edition_is_the_day_on_which_the_file_was_built(tmp_path):
    raw = an_mmdb(tmp_path, {"192.0.2.0/24": {"country": "US"}})
    dataset = a_dataset(tmp_path, raw, kind=DatasetKind.MMDB, edition=None)

    assert dataset.source.edition == datetime.now(UTC).date()
    with pytest.raises(BadDataset, match="The file itself says"):
        a_dataset(tmp_path, raw, kind=DatasetKind.MMDB, edition=date(2020, 1, 1))


def test_a_file_that_is_none_is_refused(tmp_path):
    with pytest.raises(BadDataset, match="is no MaxMind-format file"):
        a_dataset(tmp_path, b"network,country\n", kind=DatasetKind.MMDB, edition=None)


def test_a_file_cut_in_half_is_refused(tmp_path):
    raw = an_mmdb(tmp_path, {f"192.0.2.{at}/32": {"country": "US", "n": at} for at in range(256)})
    tree_gone = raw[len(raw) // 2 :]

    with pytest.raises(BadDataset, match="cannot be unfolded as a MaxMind-format file"):
        a_dataset(tmp_path, tree_gone, kind=DatasetKind.MMDB, edition=None)


def hostile(nodes: bytes, records: bytes, *, node_count: int) -> bytes:
    """A file with a tree of 24-bit records and a data section as given."""
    metadata = b"\xe9"
    for name, value in (
        ("node_count", b"\xc4" + struct.pack(">I", node_count)),
        ("record_size", b"\xa1\x18"),
        ("ip_version", b"\xa1\x06"),
        ("binary_format_major_version", b"\xa1\x02"),
        ("binary_format_minor_version", b"\xa1\x00"),
        ("languages", b"\x00\x04"),
        ("description", b"\xe0"),
        ("build_epoch", b"\x04\x02" + struct.pack(">I", 1_793_836_800)),
        ("database_type", b"\x44Evil"),
    ):
        metadata += bytes([0x40 + len(name)]) if len(name) < 29 else bytes([0x5D, len(name) - 29])
        metadata += name.encode() + value
    return nodes + bytes(16) + records + b"\xab\xcd\xefMaxMind.com" + metadata


def test_a_tree_that_unfolds_without_end_ends_in_an_error(tmp_path, monkeypatch):
    # Each of 128 nodes leads to the next on both sides: 2^128 networks out of 768 bytes.
    count = 128
    nodes = b"".join(
        (at + 1).to_bytes(3) * 2 if at + 1 < count else (count + 16).to_bytes(3) * 2
        for at in range(count)
    )
    raw = hostile(nodes, b"\xe1\x47country\x42US", node_count=count)
    monkeypatch.setattr("tipline.desk.location.datasets.mmdb.MOST_NETWORKS", 1_000)

    with pytest.raises(BadDataset, match=r"Network 1,001: there are more than 1,000 networks"):
        a_dataset(tmp_path, raw, kind=DatasetKind.MMDB, edition=None)


def test_a_record_that_unfolds_to_more_than_memory_holds_ends_in_an_error(tmp_path):
    # Thirty arrays, each of two pointers to the next: 2^30 values out of 200 bytes.
    depth, records = 30, b""
    for at in range(depth):
        below = (at + 1) * 6 if at + 1 < depth else depth * 6
        pointer = bytes([0x20 | below >> 8, below & 0xFF])
        records += b"\x02\x04" + pointer * 2
    records += b"\x42US"
    raw = hostile(((1 + 16).to_bytes(3)) * 2, records, node_count=1)

    with pytest.raises(BadDataset, match="cannot be unfolded"):
        a_dataset(tmp_path, raw, kind=DatasetKind.MMDB, edition=None)


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"country": {"iso_code": "US"}}, ("US", "", "", "")),
        ({"country_code": "US", "region_code": "TX"}, ("US", "TX", "", "")),
        ({"registered_country": {"iso_code": "US"}}, ("", "", "", "")),
        ({"subdivisions": [{"iso_code": "TX"}]}, ("", "", "", "")),
        ({"autonomous_system_organization": "Example"}, ("", "", "Example", "")),
        ({"traits": {"is_tor_exit_node": True}}, ("", "", "", "tor")),
        ({"traits": {"user_type": "residential"}}, ("", "", "", "residential")),
        ({"country": 7, "subdivisions": "x", "traits": []}, ("", "", "", "")),
        ("a text", ("", "", "", "")),
    ],
)
def test_what_a_record_states_is_read_and_nothing_else(record, says):
    assert mmdb_child.say(record) == says
