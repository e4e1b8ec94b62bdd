"""What is not all there, or cannot be kept, is refused alone, and taken in whole later."""

from __future__ import annotations

import resource
import secrets
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from integration.intake.documents import REPORT, file_details
from integration.intake.loading import folder, load, report, write
from tipline.desk.intake.actions.loading import LoadSettings
from tipline.desk.intake.load.batches import Dice, Outcome, Task, load_batch
from tipline.desk.intake.load.packages import read_folder
from tipline.desk.intake.queries import list_reports, read_report
from tipline.desk.intake.types import Environment
from tipline.report.rules import LENIENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEGABYTE = 1 << 20


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("1.fileDetails.xml", file_details(1, "a")[:-20]),
        ("1.fileDetails.xml", b""),
        ("photo.jpg.part", b"half of a pict"),
        ("photo.jpg.filepart", b"half of a pict"),
        (".photo.jpg.aB3x9Q", b"half of a pict"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_and_taken_in_when_it_is(
    reader, tmp_path, name: str, content: bytes
):
    write(tmp_path / "torn/report.xml", REPORT)
    torn = write(tmp_path / "torn" / name, content)
    folder(tmp_path, "whole", 2)

    results = load(reader, tmp_path)

    refused, taken = sorted(results, key=lambda result: result.path)
    assert (refused.outcome, taken.outcome) == (Outcome.REFUSED, Outcome.NEW)
    assert "oad it again when it is whole" in (refused.reason or "")

    torn.unlink()
    write(tmp_path / "torn/1.fileDetails.xml", file_details(1, "a"))
    write(tmp_path / "torn/photo.jpg", b"all of a picture")
    again = {result.path: result for result in load(reader, tmp_path)}
    assert again[refused.path].outcome is Outcome.NEW
    held = read_report(reader, int(again[refused.path].report_id or 0))
    assert [file.name for file in held.stored_files] == ["photo.jpg"]
    assert again[taken.path].outcome is Outcome.DUPLICATE


@contextmanager
def written_to(path: Path) -> Iterator[None]:
    """A file that another program goes on writing."""
    began, stop = threading.Event(), threading.Event()

    def append() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.wait(0.0005):
                file.write(b"more")
                began.set()

    writer = threading.Thread(target=append)
    writer.start()
    try:
        began.wait()
        yield
    finally:
        stop.set()
        writer.join()


def test_a_folder_that_is_written_to_while_it_is_read_is_refused(reader, tmp_path):
    write(tmp_path / "r/report.xml", REPORT)
    file = write(tmp_path / "r/1.bin", bytes(64 * MEGABYTE))  # some time to read

    with written_to(file):
        (result,) = load(reader, tmp_path / "r")

    assert result.outcome is Outcome.REFUSED
    assert "changed while it was read" in (result.reason or "")
    assert load(reader, tmp_path / "r")[0].outcome is Outcome.NEW


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    _, hard = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_for_which_there_is_no_room_refuses_its_report_alone(reader, tmp_path):
    write(tmp_path / "large/report.xml", report(1))
    write(tmp_path / "large/1.bin", bytes(2 * MEGABYTE))
    folder(tmp_path, "small", 2)

    with files_limited_to(MEGABYTE):
        refused, taken = sorted(load(reader, tmp_path), key=lambda result: result.path)

    assert (refused.outcome, taken.outcome) == (Outcome.REFUSED, Outcome.NEW)
    assert "bytes free" in (refused.reason or "")
    (listed,) = [one for one in list_reports(reader) if one.source == refused.path]
    assert listed.report_id is None
    assert [one.outcome for one in load(reader, tmp_path / "large")] == [Outcome.NEW]


def test_a_file_that_is_gone_before_it_is_kept_refuses_its_report_alone(reader, tmp_path):
    packages = tuple(
        read_folder(str(folder(tmp_path, name, number))) for number, name in enumerate("ab")
    )
    (tmp_path / "a/photo.jpg").unlink()
    settings = LoadSettings(
        environment=Environment.PRODUCTION, sender_name="", schema_version="2026-08"
    )

    refused, taken = load_batch(
        Task(actor=reader, settings=settings, strictness=LENIENT, found=packages),
        now=datetime(2026, 11, 22, tzinfo=UTC),
        dice=Dice(below=secrets.randbelow, random_bytes=secrets.token_bytes),
    )

    assert (refused.outcome, taken.outcome) == (Outcome.REFUSED, Outcome.NEW)
    assert "photo.jpg" in (refused.reason or "")
    assert load(reader, tmp_path / "a")[0].outcome is Outcome.NEW
