"""Write a new file beside its place before what it stands for is kept, and put it in place after.

Promise: what cannot be written is not kept; what was kept lies on the disk, whole: under its name,
or after a kill between the two under its name and `.unfinished`.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from tipline.desk.routing.packet.storage import PacketExists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def new_file(out: Path) -> Iterator[Callable[[bytes], None]]:
    """Give what writes a new file that nobody else may read; it has its name when the block ends.

    Where the block raises, nothing is left. Raises PacketExists, BadParameter for a place where
    nothing can be written.
    """
    beside = out.with_name(f"{out.name}.unfinished")
    for place in (out, beside):
        if place.exists() or place.is_symlink():
            raise PacketExists(f"{place} is there already. Name a new file.")
    try:
        opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise typer.BadParameter(
            f"{out} cannot be written: {error.strerror}", param_hint="--out"
        ) from None
    try:
        with os.fdopen(opened, "wb") as file:

            def keep(content: bytes) -> None:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())

            yield keep
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    beside.rename(out)
