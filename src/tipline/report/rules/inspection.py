"""One pass of the rules over one document: its clock, its strictness, and what it found."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from tipline.report.rules.catalogue import RULES
from tipline.report.rules.types import Finding, Severity

_UNTIL_ZONE = len("2026-03-02T18:41:07")

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.report.rules.types import Strictness

# Where a structure stands: what it stands in, and its segment of the path.
# None outside, then the name; the number counts repeatable elements from 1, and is 0 for others.
Trail = tuple["Trail | None", str, int]


class Inspection:
    """Collects findings; `now` is aware."""

    __slots__ = ("findings", "now", "now_text", "strictness")

    def __init__(self, now: datetime, strictness: Strictness) -> None:
        self.now = now
        self.now_text = now.astimezone(UTC).isoformat(timespec="seconds")[:_UNTIL_ZONE] + "Z"
        self.strictness = strictness
        self.findings: list[Finding] = []

    def note(self, code: str, path: str, text: str, severity: Severity = Severity.ERROR) -> None:
        """Note a breach of the rule at the path."""
        remedy = RULES[code].remedy
        self.findings.append(
            Finding(code=code, severity=severity, path=path, text=text, remedy=remedy)
        )

    def note_at(
        self, code: str, trail: Trail, fault: str, severity: Severity = Severity.ERROR
    ) -> None:
        """Note a breach by the field at the trail; `fault` ends the sentence about it."""
        path = path_of(trail)
        self.note(code, path, f"{path.rpartition('.')[2]} {fault}", severity)


def path_of(trail: Trail) -> str:
    """Join the segments of a trail to a path."""
    segments = []
    at: Trail | None = trail
    while at is not None:
        at, name, number = at
        if name:  # the text of an element has none of its own
            segments.append(f"{name}[{number}]" if number else name)
    return ".".join(reversed(segments))
