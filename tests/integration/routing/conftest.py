"""Give these tests reports that are held, located, linked, ranked and routed as in use."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tipline.report import LENIENT, Version, write_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.report.types import FileDetails, Report
    from tipline.trust.people.types import Actor

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_PATHS = count(1)


@pytest.fixture
def hold(actor: Actor) -> Callable[..., int]:
    """Hold a report as `intake load` does; return its number."""
    # Imported here: this file is read before Django is set up.
    from tipline.desk.intake.actions.loading import LoadSettings
    from tipline.desk.intake.load.batches import Dice, Task, load_batch
    from tipline.desk.intake.load.packages import Package
    from tipline.desk.intake.types import Environment

    def hold_report(
        report: Report, *files: FileDetails, sender: str = "Example Chat", by: Actor = actor
    ) -> int:
        package = Package(
            path=f"made/{next(_PATHS)}",
            report=write_xml(report),
            details=tuple((number, write_xml(one)) for number, one in enumerate(files, 1)),
        )
        settings = LoadSettings(
            sender_name=sender,
            environment=Environment.PRODUCTION,
            schema_version=Version.V2026_08,
        )
        task = Task(actor=by, settings=settings, strictness=LENIENT, found=(package,))
        dice = Dice(below=secrets.randbelow, random_bytes=secrets.token_bytes)
        (result,) = load_batch(task, now=NOW, dice=dice)
        assert result.report_id, result
        return int(result.report_id)

    return hold_report
