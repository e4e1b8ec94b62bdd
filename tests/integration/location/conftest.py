"""Give these tests reports that are held and wait to be linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tipline.report import LENIENT, Version, write_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.report.types import Report
    from tipline.trust.people.types import Actor


@pytest.fixture
def hold(actor: Actor) -> Callable[[Report], int]:
    """Hold a report as `intake load` does; return its number."""
    import secrets

    from conftest import NOW
    from tipline.desk.intake.actions.loading import LoadSettings
    from tipline.desk.intake.load.batches import Dice, Task, load_batch
    from tipline.desk.intake.load.packages import Package
    from tipline.desk.intake.types import Environment

    def hold_report(report: Report) -> int:
        package = Package(
            path="made", report=write_xml(report, version=Version.V2026_08), details=()
        )
        task = Task(
            actor=actor,
            settings=LoadSettings(
                sender_name="Example Chat",
                environment=Environment.PRODUCTION,
                schema_version=Version.V2026_08,
            ),
            strictness=LENIENT,
            found=(package,),
        )
        dice = Dice(below=secrets.randbelow, random_bytes=secrets.token_bytes)
        (result,) = load_batch(task, now=NOW, dice=dice)
        return int(result.report_id)

    return hold_report
