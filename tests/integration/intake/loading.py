"""Reports laid out on disk, and the load that takes them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integration.intake.documents import REPORT, file_details
from tipline.desk.intake.actions.loading import LoadSettings
from tipline.desk.intake.load.discovery import find_reports
from tipline.desk.intake.load.workers import run_batches
from tipline.desk.intake.types import Environment
from tipline.report.rules import LENIENT

if TYPE_CHECKING:
    from pathlib import Path

    from tipline.desk.intake.load.batches import Result
    from tipline.trust.people.types import Actor


def report(number: int) -> bytes:
    return REPORT.replace(b"acct-1", f"acct-{number}".encode())


def load(
    actor: Actor, *paths: Path, test: bool = False, sender: str = "", workers: int = 0
) -> list[Result]:
    settings = LoadSettings(
        environment=Environment.TEST if test else Environment.PRODUCTION,
        sender_name=sender,
        schema_version="2026-08",
    )
    found = find_reports(list(paths), ignored=forget)
    batches = run_batches(
        found, actor=actor, settings=settings, strictness=LENIENT, workers=workers
    )
    return [result for batch in batches for result in batch]


def forget(_: Path) -> None:
    """Leave a file that is no report alone."""


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def folder(root: Path, name: str, number: int = 1) -> Path:
    """A report with two described files, of which the bytes of one came along."""
    write(root / name / "report.xml", report(number))
    seen = "<originalFileName>photo.jpg</originalFileName><fileViewedByEsp>true</fileViewedByEsp>"
    write(root / name / "1.fileDetails.xml", file_details(900000001, "c0ffee", seen))
    write(root / name / "2.fileDetails.xml", file_details(900000001, "beef"))
    write(root / name / "photo.jpg", b"the bytes of a picture")
    return root / name
