"""An archive made to harm is refused by the name of its entry, in bounded memory."""

from __future__ import annotations

import gzip
import io
import os
import re
import struct
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from integration.intake.documents import REPORT
from integration.intake.test_load import forget, load, report, write
from tipline.desk.intake.load.batches import Outcome
from tipline.desk.intake.load.packages import Refusable
from tipline.desk.intake.load.tars import read_tar
from tipline.desk.intake.load.zips import read_zip
from tipline.desk.intake.queries import list_reports

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEGABYTE = 1 << 20


def zip_of(target: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target


def tar_of(target: Path, *entries: tuple[tarfile.TarInfo | str, bytes]) -> Path:
    with tarfile.open(target, "w:gz") as archive:
        for entry, content in entries:
            head = tarfile.TarInfo(entry) if isinstance(entry, str) else entry
            if head.isreg():
                head.size = len(content)
            archive.addfile(head, io.BytesIO(content))
    return target


GOOD = ("good/report.xml", REPORT)


def link_in_zip() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("bad/report.xml")
    entry.external_attr = 0o120777 << 16
    return entry


def linked(kind: bytes, target: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo("bad/1.jpg")
    entry.type, entry.linkname = kind, target
    return entry


ZIPS = [
    ("../bad/report.xml", "leads out"),
    ("bad/../../report.xml", "leads out"),
    ("/bad/report.xml", "absolute"),
    ("C:/bad/report.xml", "absolute"),
    ("bad/\x07report.xml", "control"),
    ("bad/" + "x" * 2000 + ".xml", "longer"),
    ("/".join(["bad"] * 50) + "/report.xml", "deep"),
    ("bad/inner.zip", "archive inside"),
]


@pytest.mark.parametrize(("name", "reason"), ZIPS, ids=[reason for _, reason in ZIPS])
def test_an_entry_with_a_harmful_name_is_refused_by_name_and_the_rest_goes_on(
    reader, tmp_path, name: str, reason: str
):
    archive = zip_of(tmp_path / "a.zip", (name, report(2)), GOOD)

    results = {result.outcome: result for result in load(reader, archive)}

    assert results[Outcome.NEW].path == f"{archive}!good"
    assert reason in (results[Outcome.REFUSED].reason or "")
    assert not (tmp_path.parent / "report.xml").exists()


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (linked(tarfile.SYMTYPE, "/etc/passwd"), "link"),
        (linked(tarfile.LNKTYPE, "good/report.xml"), "link"),
        (linked(tarfile.FIFOTYPE, ""), "device"),
        (linked(tarfile.CHRTYPE, ""), "link"),
        ("../bad/report.xml", "leads out"),
        ("/bad/report.xml", "absolute"),
    ],
    ids=["symlink", "hardlink", "fifo", "device", "dots", "absolute"],
)
def test_a_harmful_entry_of_a_tar_is_refused_and_the_rest_goes_on(reader, tmp_path, entry, reason):
    archive = tar_of(tmp_path / "a.tar.gz", (entry, report(2)), GOOD)

    results = {result.outcome: result for result in load(reader, archive)}

    assert results[Outcome.NEW].path == f"{archive}!good"
    assert reason in (results[Outcome.REFUSED].reason or "")


def test_a_link_in_a_zip_is_refused(reader, tmp_path):
    archive = zip_of(tmp_path / "a.zip", (link_in_zip(), b"/etc/passwd"), GOOD)

    refused = [r for r in load(reader, archive) if r.outcome is Outcome.REFUSED]

    assert ["link" in (result.reason or "") for result in refused] == [True]


def test_an_entry_that_an_archive_has_twice_is_refused(reader, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        packed = zip_of(tmp_path / "a.zip", ("bad/report.xml", b"<a/>"), ("bad/report.xml", REPORT))
    rolled = tar_of(tmp_path / "a.tar.gz", ("bad/report.xml", b"<a/>"), ("bad/report.xml", REPORT))

    for archive in (packed, rolled):
        results = load(reader, archive)
        assert {result.outcome for result in results} == {Outcome.REFUSED}
        assert all(re.search("more than once|2 times", r.reason or "") for r in results)


def disagreeing(archive: Path, change: Callable[[bytearray, int], None]) -> Path:
    raw = bytearray(archive.read_bytes())
    change(raw, raw.index(b"bad/report.xml") - 30)
    archive.write_bytes(raw)
    return archive


def another_name(raw: bytearray, at: int) -> None:
    raw[at + 30 : at + 33] = b"BAD"


def another_method(raw: bytearray, at: int) -> None:
    raw[at + 8 : at + 10] = struct.pack("<H", 0)


def another_size(raw: bytearray, at: int) -> None:
    raw[at + 22 : at + 26] = struct.pack("<L", 5)


def encrypted(raw: bytearray, at: int) -> None:
    raw[at + 6] |= 1


@pytest.mark.parametrize("change", [another_name, another_method, another_size, encrypted])
def test_an_entry_about_which_its_two_headers_disagree_is_refused(reader, tmp_path, change):
    archive = zip_of(tmp_path / "a.zip", ("bad/report.xml", report(2)), GOOD)

    results = {r.outcome: r for r in load(reader, disagreeing(archive, change))}

    assert "disagree" in (results[Outcome.REFUSED].reason or "")
    assert "bad/report.xml" in (results[Outcome.REFUSED].reason or "")
    assert results[Outcome.NEW].path == f"{archive}!good"


def test_an_encrypted_entry_is_refused_with_the_remedy(reader, tmp_path):
    archive = zip_of(tmp_path / "a.zip", ("bad/report.xml", report(2)))
    raw = bytearray(archive.read_bytes())
    raw[raw.index(b"PK\x03\x04") + 6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(raw)

    (result,) = load(reader, archive)

    assert "encrypted" in (result.reason or "")


def test_an_entry_whose_bytes_do_not_fit_its_checksum_is_refused(reader, tmp_path):
    archive = zip_of(tmp_path / "a.zip", GOOD)
    with zipfile.ZipFile(archive) as read:
        at = read.infolist()[0].header_offset + 30 + len(GOOD[0])
    raw = bytearray(archive.read_bytes())
    raw[at + 20] ^= 0xFF
    archive.write_bytes(raw)

    (result,) = load(reader, archive)

    assert result.outcome is Outcome.REFUSED
    assert "good/report.xml" in (result.reason or "")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(reader, tmp_path):
    archive = zip_of(tmp_path / "bomb.zip", ("bad/1.bin", bytes(70 * MEGABYTE)), GOOD)

    (result,) = load(reader, archive)

    assert result.outcome is Outcome.REFUSED
    assert "200 times" in (result.reason or "")


def test_entries_that_share_their_bytes_are_refused(reader, tmp_path):
    archive = zip_of(tmp_path / "a.zip", GOOD)
    raw = archive.read_bytes()
    start, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    directory = raw[start:end]
    tail = bytearray(raw[end:])
    struct.pack_into("<HHL", tail, 8, 9, 9, len(directory) * 9)
    archive.write_bytes(raw[:start] + directory * 9 + bytes(tail))

    (result,) = load(reader, archive)

    assert "share bytes" in (result.reason or "")


def test_a_tar_bomb_is_refused_while_it_is_unpacked(reader, tmp_path):
    archive = tar_of(
        tmp_path / "bomb.tar.gz", GOOD, *((f"bad{n}/1.bin", bytes(30 * MEGABYTE)) for n in range(3))
    )

    results = load(reader, archive)

    assert any("200 times" in (result.reason or "") for result in results)


def test_a_tar_header_that_would_fill_memory_is_not_read(reader, tmp_path):
    head = tarfile.TarInfo("pax")
    head.type, head.size = tarfile.XHDTYPE, 50 * MEGABYTE
    raw = head.tobuf() + bytes(50 * MEGABYTE)
    archive = write(tmp_path / "pax.tar.gz", gzip.compress(raw))

    (result,) = load(reader, archive)

    assert "header" in (result.reason or "")


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_that_was_cut_short_is_refused_by_name(reader, tmp_path, kind: str, kept: float):
    make = zip_of if kind == "zip" else tar_of
    entries = [
        (f"r{n:03}/report.xml", report(n) + os.urandom(500).hex().encode()) for n in range(99)
    ]
    archive = make(tmp_path / f"a.{kind}", *entries)
    raw = archive.read_bytes()
    archive.write_bytes(raw[: int(len(raw) * kept)])

    results = load(reader, archive)

    assert any("cut short" in (r.reason or "") and r.path == str(archive) for r in results)


def test_entries_beside_a_harmful_one_lie_in_folders_of_their_own(tmp_path):
    archive = zip_of(tmp_path / "a.zip", ("bad/report.xml", REPORT), ("bad/x.zip", b"x"), GOOD)

    found = list(read_zip(archive, ignored=forget))

    assert [type(one) is Refusable for one in found] == [True, False]


def test_a_tar_entry_longer_than_its_archive_is_refused(tmp_path, reader):
    head = tarfile.TarInfo("bad/report.xml")
    head.size = 10 * MEGABYTE
    archive = write(tmp_path / "a.tar.gz", gzip.compress(head.tobuf() + b"<report>"))

    results = load(reader, archive)

    assert [result.outcome for result in results] == [Outcome.REFUSED] * len(results)
    assert results


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar"])
def test_noise_in_place_of_an_archive_is_refused(reader, tmp_path, kind: str):
    archive = write(tmp_path / f"noise.{kind}", os.urandom(5000))

    results = load(reader, archive)

    assert {result.outcome for result in results} <= {Outcome.REFUSED}
    assert all(one.report_id is None for one in list_reports(reader))


def test_folders_are_given_out_while_the_archive_is_still_read(tmp_path):
    entries = ((f"r{n:05}/report.xml", REPORT) for n in range(1500))
    archive = tar_of(tmp_path / "a.tar.gz", *entries)

    found = read_tar(archive, gzipped=True, ignored=forget)
    whole = archive.read_bytes()
    first = next(found)
    archive.write_bytes(whole)

    assert first.path == f"{archive}!r00000"
    assert len(list(found)) == 1499


def test_the_checksum_of_a_gzip_is_checked_at_its_end(reader, tmp_path):
    archive = tar_of(tmp_path / "a.tar.gz", GOOD)
    raw = bytearray(archive.read_bytes())
    raw[-8:-4] = zlib.crc32(b"other").to_bytes(4, "little")
    archive.write_bytes(raw)

    results = load(reader, archive)

    assert any("damaged" in (result.reason or "") for result in results)


@pytest.mark.parametrize("make", [zip_of, tar_of], ids=["zip", "tar"])
def test_an_unsafe_entry_beside_single_reports_refuses_itself_alone(reader, tmp_path, make):
    name = "a.zip" if make is zip_of else "a.tar.gz"
    archive = make(
        tmp_path / name, ("one.xml", report(1)), ("inner.zip", b"x"), ("two.xml", report(2))
    )

    results = load(reader, archive)

    assert sorted((r.outcome, r.path) for r in results) == [
        (Outcome.NEW, f"{archive}!one.xml"),
        (Outcome.NEW, f"{archive}!two.xml"),
        (Outcome.REFUSED, f"{archive}!inner.zip"),
    ]


def test_every_text_of_a_refused_report_is_kept_aside(reader, tmp_path):
    from django.db import connection

    from tipline.trust.rows import acting

    details = b"<fileDetails/>"
    archive = zip_of(
        tmp_path / "a.zip",
        ("bad/report.xml", REPORT),
        ("bad/1.fileDetails.xml", details),
        ("bad/inner.zip", b"x"),
    )

    load(reader, archive)

    with acting(reader), connection.cursor() as cursor:
        cursor.execute("SELECT path, raw FROM intake_refusal ORDER BY path")
        kept = [(path, bytes(raw)) for path, raw in cursor.fetchall()]
    assert kept == [
        (f"{archive}!bad", REPORT),
        (f"{archive}!bad/1.fileDetails.xml", details),
    ]


@pytest.mark.parametrize("make", [zip_of, tar_of], ids=["zip", "tar"])
def test_what_is_no_report_in_an_archive_is_named(tmp_path, make):
    name = "a.zip" if make is zip_of else "a.tar.gz"
    archive = make(
        tmp_path / name, ("notes.txt", b"hello"), ("1.fileDetails.xml", b"<fileDetails/>"), GOOD
    )
    read = (
        (lambda ignored: read_zip(archive, ignored=ignored))
        if make is zip_of
        else (lambda ignored: read_tar(archive, gzipped=True, ignored=ignored))
    )
    ignored: list[Path] = []

    found = list(read(ignored.append))

    assert len(found) == 1
    assert {path.name.rpartition("!")[2] for path in ignored} == {
        "notes.txt",
        "1.fileDetails.xml",
    }
