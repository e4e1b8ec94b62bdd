"""Fill the journeys' database, through the commands and actions that a real install uses.

Run in a process of its own, because Django in the tests' process is bound to another database.
Prints, as one line of JSON, the numbers of the reports that the journeys open.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from journeys import made_up  # noqa: E402  after django.setup()
from tipline.desk.intake.cli import app as intake  # noqa: E402
from tipline.desk.intake.queries import list_reports  # noqa: E402
from tipline.desk.triage.actions.sampling import draw_sample  # noqa: E402
from tipline.desk.work.cli import app as process  # noqa: E402
from tipline.trust.people.actions import add_agency, add_person  # noqa: E402
from tipline.trust.people.queries import command_line_actor  # noqa: E402
from tipline.trust.people.types import Role  # noqa: E402

HERE, ELSEWHERE = "Harbour Hotline", "Upland Unit"
SAMPLED = 3
SMALL_REPORTS = 55  # with the others more than a page of fifty
NAMED = ("full", "hostile", "mail", "elsewhere", "small-7", "small-9", "device-1", "device-2")
NOW = datetime.now(UTC)


def make_people(password: str) -> None:
    """One person for each role at the first agency, one more to be disabled, one elsewhere."""
    for agency in (HERE, ELSEWHERE):
        add_agency(agency, now=NOW)
    people = {role.value: role for role in Role if role is not Role.SENDER}
    people["leaver"] = Role.ANALYST
    for name, role in people.items():
        _add(HERE, f"{name}@example.com", role, password)
    _add(ELSEWHERE, "elsewhere@example.com", Role.ANALYST, password)


def load_reports(folder: Path) -> None:
    """Load the made-up reports for both agencies."""
    here = folder / "here"
    report, details = made_up.full_report()
    _write(here / "full", report, details, b"made-up bytes of a file")
    _write(here / "hostile", made_up.hostile_report())
    for number in range(SMALL_REPORTS):
        _write(here / f"small-{number}", made_up.small_report(number))
    for number in (1, 2):
        _write(here / f"device-{number}", made_up.report_of_a_shared_device(number))
    _write(folder / "mail", made_up.linked_report())
    _write(folder / "elsewhere", made_up.small_report(0))
    _load(here, HERE, "Example Chat")
    _load(folder / "mail", HERE, "Example Mail")
    _load(folder / "elsewhere", ELSEWHERE, "Example Chat")


def numbers() -> dict[str, str]:
    """Which report came from which folder."""
    found = {}
    for agency in (HERE, ELSEWHERE):
        for listed in list_reports(command_line_actor(agency)):
            found[Path(listed.source).name] = listed.report_id
    return {name: found[name] for name in NAMED}


def _add(agency: str, email: str, role: Role, password: str) -> None:
    add_person(
        command_line_actor(agency),
        email=email,
        name=email.partition("@")[0].title(),
        roles=[role],
        password=password,
        now=NOW,
    )


def _write(folder: Path, report: bytes, details: tuple[bytes, ...] = (), file: bytes = b"") -> None:
    folder.mkdir(parents=True)
    (folder / "report.xml").write_bytes(report)
    for number, raw in enumerate(details, start=1):
        (folder / f"{number}.fileDetails.xml").write_bytes(raw)
    if file:
        (folder / "1.bin").write_bytes(file)


def _load(folder: Path, agency: str, sender: str) -> None:
    intake(
        ["load", str(folder), "--agency", agency, "--sender-name", sender, "--workers", "0"],
        standalone_mode=False,
    )


if __name__ == "__main__":
    make_people(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        load_reports(Path(folder))
        found = numbers()
    process(["--once"], standalone_mode=False)
    draw_sample(command_line_actor(HERE), size=SAMPLED, seed="made up", now=NOW)
    sys.stdout.write(json.dumps(found) + "\n")
