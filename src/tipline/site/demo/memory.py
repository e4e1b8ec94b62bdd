"""Remember between two runs of the demo who signs in, who sends, and what has been sent."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class Memory:
    """What the demo knows of its earlier runs; kept in a private file of its own folder.

    `sent` maps the world's report numbers to the ids that the intake gave them.
    """

    email: str = ""
    password: str = ""
    senders: dict[str, list[str]] = field(default_factory=dict)
    reports: int = 0
    seed: int = 0
    sent: dict[int, int] = field(default_factory=dict)


def recall(path: Path) -> Memory:
    """Read what an earlier run left, or start with nothing."""
    if not path.exists():
        return Memory()
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept["sent"] = {int(number): report_id for number, report_id in kept["sent"].items()}
    return Memory(**kept)


def remember(memory: Memory, path: Path) -> None:
    """Write all of it, whole or not at all; the file holds a password and is private."""
    passing = path.with_suffix(".new")
    descriptor = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(memory), file)
    passing.replace(path)
