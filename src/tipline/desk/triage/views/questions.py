"""Write all questions about one report as one text that can be sent to whoever sent the report.

Pure. The queue counts gaps that are alike; who answers must be asked each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tipline.desk.triage.types import Missing
    from tipline.report import Gap


def write_questions(number: int, missing: Iterable[Missing], gaps: Sequence[Gap]) -> str:
    """Write the questions of what is missing, one for each gap of the report's own of that kind.

    Empty when nothing is to be asked.
    """
    asked: dict[str, None] = {}
    for one in missing:
        own = [gap.ask for gap in gaps if gap.code == one.code]
        asked |= dict.fromkeys(ask for ask in own or [one.ask] if ask)
    if not asked:
        return ""
    lines = [f"{place}. {ask}" for place, ask in enumerate(asked, start=1)]
    return "\n".join([f"About report {number}:", *lines])
