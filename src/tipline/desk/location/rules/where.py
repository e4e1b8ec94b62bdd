"""Put what was found of one report in the order in which it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.rules.asking import write_asks
from tipline.desk.location.rules.comparing import compare_sides
from tipline.desk.location.types import Where

if TYPE_CHECKING:
    from tipline.desk.location.types import Located


def summarise(located: Located) -> Where:
    """Set what was found of a report beside each other, with what to ask. Pure."""
    return Where(
        report_id=located.report_id,
        counted=located.counted,
        looked_at=len(located.locators),
        sides=compare_sides(located),
        hypotheses=located.hypotheses,
        asks=write_asks(located),
    )
