"""One pass of the rules over one document: its clock, its strictness, and what it found."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from tipline.report.rules.catalogue import RULES
from tipline.report.rules.types import Finding, Severity

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.report.rules.types import Strictness

# Where a structure stands: what it stands in, and its segment of the path.
Trail = tuple["Trail | None", str]


class Inspection:
    """Collects findings; `now` is aware."""

    __slots__ = ("findings", "now", "now_text", "strictness")

    def __init__(self, now: datetime, strictness: Strictness) -> None:
        self.now = now
        self.now_text = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.strictness = strictness
        self.findings: list[Finding] = []

    def note(self, code: str, path: str, text: str, severity: Severity = Severity.ERROR) -> None:
        """Note a breach of the rule at the path."""
        remedy = RULES[code].remedy
        self.findings.append(
            Finding(code=code, severity=severity, path=path, text=text, remedy=remedy)
        )

    def note_at(
        self,
        code: str,
        trail: Trail,
        name: str,
        fault: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a breach by the field of this name in the structure at the trail."""
        path = path_of(trail)
        place = f"{path}.{name}" if name else path
        shown = name or path.rpartition(".")[2]
        self.note(code, place, f"{shown} {fault}", severity)


def path_of(trail: Trail) -> str:
    """Join the segments of a trail to a path."""
    segments = []
    at: Trail | None = trail
    while at is not None:
        at, segment = at
        segments.append(segment)
    return ".".join(reversed(segments))
