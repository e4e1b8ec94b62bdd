"""Go on under the last file of an agency that had no faults, and say its faults once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

Read = TypeVar("Read")


def keep_last_good(
    read: Callable[[], Read], faults: tuple[type[Exception], ...], what: str
) -> Callable[[], Read]:
    """Return a reader that gives what `read` last gave without one of these faults.

    `what` names the file in the words on stderr. Raises the fault that is there already now.
    """
    good, said = read(), ""

    def read_latest() -> Read:
        nonlocal good, said
        try:
            good = read()
        except faults as error:
            if str(error) != said:
                said = str(error)
                typer.echo(f"The {what} has faults; the last good one stays: {error}", err=True)
        return good

    return read_latest
