"""Give these tests a way to have reports held, as `intake load` does, and linked."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tipline.report import LENIENT, Version, write_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.report.types import Report
    from tipline.trust.people.types import Actor

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_PATHS = count(1)


@pytest.fixture
def hold(actor: Actor) -> Callable[[Report], int]:
    """Hold a report and link it; return its number."""
    # Imported here: this file is read before Django is set up.
    from tipline.desk.intake.actions.loading import LoadSettings
    from tipline.desk.intake.load.batches import Dice, Task, load_batch
    from tipline.desk.intake.load.packages import Package
    from tipline.desk.intake.types import Environment
    from tipline.desk.linking.actions import link_waiting
    from tipline.desk.linking.cli.options import draw_id
    from tipline.desk.linking.queries import Shelf

    def hold_report(report: Report) -> int:
        package = Package(path=f"made/{next(_PATHS)}", report=write_xml(report), details=())
        settings = LoadSettings(
            sender_name="Example Chat",
            environment=Environment.PRODUCTION,
            schema_version=Version.V2026_08,
        )
        task = Task(actor=actor, settings=settings, strictness=LENIENT, found=(package,))
        dice = Dice(below=secrets.randbelow, random_bytes=secrets.token_bytes)
        (result,) = load_batch(task, now=NOW, dice=dice)
        link_waiting(actor, limit=10, shelf=Shelf(1), now=NOW, draw_id=draw_id)
        return int(result.report_id)

    return hold_report
