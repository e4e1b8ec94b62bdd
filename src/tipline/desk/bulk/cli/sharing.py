"""What the commands over a whole store share: whose it is, how many work, what is said."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

AgencyName = Annotated[
    str | None, typer.Option("--agency", help="Whose reports; needed where there are several.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object at the end.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, help="How many processes share the work.")
]

WORDS_EVERY_S = 5.0

Done = TypeVar("Done")


def current_time() -> datetime:
    """Return the time now, aware."""
    return datetime.now(UTC)


def tell(stretches: Iterable[tuple[Done, int]]) -> Iterable[Done]:
    """Pass on what stretches did; say to stderr, every few seconds, how many of how many."""
    began = said = time.monotonic()
    for number, (done, total) in enumerate(stretches, 1):
        yield done
        if time.monotonic() - said > WORDS_EVERY_S:
            said = time.monotonic()
            typer.echo(f"{said - began:7.1f} s  {number:,} of {total:,} stretches", err=True)
