"""Wait for as long as something takes, and keep whoever watches informed."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_EVERY = 0.02  # seconds
SAY_EVERY = 5.0  # seconds


def say(words: str) -> None:
    """Tell whoever watches the command, on standard error."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201  words to people, not a log


def wait_until(condition: Callable[[], bool], words: str) -> None:
    """Wait until a condition holds, saying every few seconds what for and for how long."""
    began = said = time.monotonic()
    while not condition():
        time.sleep(LOOK_EVERY)
        now = time.monotonic()
        if now - said >= SAY_EVERY:
            said = now
            say(f"{words}; {now - began:.0f} s so far.")
