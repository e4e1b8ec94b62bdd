"""A manifest tells a packet that is still what it was from one that is not."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

import msgspec
import pytest

from made_packets import HAND_OVER
from tipline.desk.routing.packet.manifest import (
    BadManifest,
    compare_packet,
    read_manifest,
    write_manifest,
)
from tipline.desk.routing.packet.storage import (
    NoPacket,
    PacketExists,
    read_packet,
    write_packet,
)
from tipline.desk.routing.packet.types import PacketFile

if TYPE_CHECKING:
    from pathlib import Path

FILES = (
    PacketFile(path="reports/7/report.xml", content=b"<report/>", what="the report"),
    PacketFile(path="packet.pdf", content=b"%PDF", what="for print"),
)
MANIFEST = write_manifest(HAND_OVER, ["7"], FILES)


def faults(place: Path) -> list[tuple[str, str]]:
    raw, found = read_packet(place)
    return [(one.code, one.path) for one in compare_packet(read_manifest(raw), found)]


@pytest.fixture(params=["packet", "packet.zip"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A packet as a folder, and as a zip."""
    written: Path = tmp_path / request.param
    write_packet(written, FILES, MANIFEST)
    return written


def test_a_packet_that_was_not_touched_has_no_fault(place):
    assert faults(place) == []


def test_the_manifest_says_who_handed_what_to_whom_and_why():
    said = read_manifest(MANIFEST)

    assert (said.from_agency, said.to, said.reason) == (
        HAND_OVER.from_agency,
        HAND_OVER.to,
        HAND_OVER.reason,
    )
    assert [(one.path, one.size) for one in said.files] == [
        ("packet.pdf", 4),
        ("reports/7/report.xml", 9),
    ]
    assert said.files[0].sha256 == hashlib.sha256(b"%PDF").hexdigest()


def test_every_change_is_named(tmp_path):
    place = tmp_path / "packet"
    write_packet(place, FILES, MANIFEST)
    (place / "packet.pdf").write_bytes(b"%PDG")
    (place / "reports/7/report.xml").unlink()
    (place / "note.txt").write_text("new")

    assert faults(place) == [
        ("ALTERED", "packet.pdf"),
        ("MISSING", "reports/7/report.xml"),
        ("NOT_LISTED", "note.txt"),
    ]


def test_a_link_in_the_place_of_a_file_is_a_change(tmp_path):
    place = tmp_path / "packet"
    write_packet(place, FILES, MANIFEST)
    same = tmp_path / "same"
    same.write_bytes(b"%PDF")
    (place / "packet.pdf").unlink()
    (place / "packet.pdf").symlink_to(same)

    assert faults(place) == [("ALTERED", "packet.pdf")]


def test_a_zip_has_the_same_bytes_each_time(tmp_path):
    for name in ("a.zip", "b.zip"):
        write_packet(tmp_path / name, tuple(reversed(FILES)), MANIFEST)

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_nobody_else_may_read_a_packet(tmp_path):
    place = tmp_path / "packet"
    write_packet(place, FILES, MANIFEST)

    assert [oct(one.stat().st_mode & 0o777) for one in (place, place / "packet.pdf")] == [
        "0o700",
        "0o600",
    ]


def test_nothing_is_written_over(tmp_path):
    place = tmp_path / "packet"
    place.mkdir()
    (place / "kept").write_text("kept")

    with pytest.raises(PacketExists):
        write_packet(place, FILES, MANIFEST)
    assert [one.name for one in place.iterdir()] == ["kept"]


def test_what_has_no_manifest_is_no_packet(tmp_path):
    (tmp_path / "x").write_text("x")
    (tmp_path / "no.zip").write_bytes(b"PK no zip")

    for place in (tmp_path, tmp_path / "nothing", tmp_path / "no.zip"):
        with pytest.raises(NoPacket):
            read_packet(place)


@pytest.mark.parametrize(
    "change",
    [{"format": "other"}, {"version": 2}, {"files": None}],
)
def test_a_manifest_of_another_kind_is_refused(change):
    said = msgspec.json.decode(MANIFEST) | change

    with pytest.raises(BadManifest):
        read_manifest(msgspec.json.encode(said))


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a\\b"])
def test_a_zip_that_names_a_file_outside_of_itself_is_refused(tmp_path, name):
    place = tmp_path / "evil.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("manifest.json", MANIFEST)
        archive.writestr(name, b"x")

    with pytest.raises(BadManifest):
        read_packet(place)


def test_a_zip_with_one_name_twice_is_refused(tmp_path):
    place = tmp_path / "twice.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("manifest.json", MANIFEST)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("manifest.json", b"{}")

    with pytest.raises(BadManifest):
        read_packet(place)
