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

    `what` names the file in the words on stderr. The reader raises the fault where none was good
    yet: no table is the agency's own until its file says so.
    """
    good: Read | None = None
    said = ""

    def read_latest() -> Read:
        nonlocal good, said
        try:
            good, said = read(), ""
        except faults as error:
            if str(error) != said:
                said = str(error)
                typer.echo(f"The {what} has faults; {_what_now(good, what)}: {error}", err=True)
            if good is None:
                raise
        return good

    return read_latest


def _what_now(good: object, what: str) -> str:
    if good is None:
        return f"nothing that follows the {what} is done until it is mended"
    return "the last good one stays"
