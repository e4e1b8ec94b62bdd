"""Copy the database and the vault to a folder that a restore can check and bring back.

Promise: the folder has its name only when it is whole and on the disk. What the vault sealed
before the database was copied is in it, because sealing comes before the row that tells of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from psycopg import IsolationLevel, sql

import tipline
from tipline.site.database.binaries import Binaries, all_binaries
from tipline.site.database.connection import Parameters, as_owner, connect, conninfo
from tipline.site.database.errors import DatabaseError, NoDatabase, Refused
from tipline.site.database.manifest import (
    MANIFEST,
    FileInBackup,
    Manifest,
    copy_file,
    fingerprint,
    hash_file,
)
from tipline.trust.home import home
from tipline.trust.keys import key, keys_folder

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

DUMP = "database.dump"
VAULT = "vault"
BLIND_INDEX = "blind-index"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was made, and the sealed files whose bytes are not what their name says."""

    manifest: Manifest
    damaged: tuple[str, ...]


def make_backup(target: Path, *, with_keys: bool, now: datetime) -> Made:
    """Write a backup to a new folder (mode 0700).

    Raises Refused when the target exists or the owner may not read all rows, DatabaseError when
    pg_dump fails; nothing is left behind then.
    """
    if target.exists():
        raise Refused(f"{target} exists. Name a folder that does not, so that nothing is lost.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        made = _fill(draft, with_keys=with_keys, now=now)
        _make_private_and_durable(draft)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _sync(target.parent)
    return made


def count_rows(connection: Connection) -> dict[str, int]:
    """Count every table's rows, as the transaction sees them."""
    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    query = sql.SQL("SELECT count(*) FROM {}")
    counts = ((name, connection.execute(query.format(sql.Identifier(name)))) for (name,) in names)
    return {name: (counted.fetchone() or (0,))[0] for name, counted in counts}


def programs_for_server(connection: Connection) -> Binaries:
    """Return programs at least as new as the server, which is what pg_dump asks for."""
    major = connection.info.server_version // 10_000
    fitting = [binaries for binaries in all_binaries() if binaries.major >= major]
    if not fitting:
        raise NoDatabase(
            f"The server is PostgreSQL {major}, and no pg_dump of that version or later is here."
            " Install that version's client programs, or set PG_BIN to their folder."
        )
    return min(fitting, key=lambda binaries: binaries.major)


def run_program(command: list[str | Path], parameters: Parameters) -> None:
    """Run one of PostgreSQL's client programs. Raises DatabaseError with its own words."""
    environment = {**os.environ, "PGPASSWORD": str(parameters.get("password") or "")}
    if not environment["PGPASSWORD"]:
        del environment["PGPASSWORD"]
    done = subprocess.run(  # noqa: S603  programs of the PostgreSQL that was found
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DatabaseError(f"{Path(command[0]).name} failed: {done.stderr.strip()}")


def without_password(parameters: Parameters) -> str:
    """Write a connection string that may stand in a list of processes."""
    return conninfo({key: value for key, value in parameters.items() if key != "password"})


def _fill(folder: Path, *, with_keys: bool, now: datetime) -> Made:
    # Read (or made) before the keys are copied, so that the copy holds what the manifest names.
    key_fingerprint = fingerprint(key(BLIND_INDEX))
    parameters = as_owner()
    with connect(parameters) as connection:
        _check_sees_all_rows(connection)
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        rows, server_version = _dump(connection, parameters, folder / DUMP)
    digest, size = hash_file(folder / DUMP)
    files = [FileInBackup(path=DUMP, sha256=digest, size=size)]
    files += _copy_vault(folder)
    files += _copy_keys(folder) if with_keys else []
    manifest = Manifest(
        made_at=now,
        tipline_version=tipline.__version__,
        server_version=server_version,
        key_fingerprint=key_fingerprint,
        rows=rows,
        files=tuple(files),
    )
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    sealed = [file for file in files if file.path.startswith(f"{VAULT}/")]
    damaged = tuple(file.path for file in sealed if not file.path.endswith(file.sha256))
    return Made(manifest=manifest, damaged=damaged)


def _dump(connection: Connection, parameters: Parameters, dump: Path) -> tuple[dict[str, int], str]:
    """Dump one snapshot of the database; return its rows by table and the server's version."""
    program = programs_for_server(connection).path("pg_dump")
    with connection.transaction():
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        options = ["--format=custom", "--no-owner", f"--snapshot={snapshot}"]
        target = [f"--file={dump}", f"--dbname={without_password(parameters)}"]
        run_program([program, *options, *target], parameters)
        rows = count_rows(connection)
    return rows, connection.info.parameter_status("server_version") or ""


def _check_sees_all_rows(connection: Connection) -> None:
    sees = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if sees != (True,):
        raise Refused(
            "The owner in TIPLINE_DATABASE_URL sees no agency's rows, so its backup would be"
            " empty. A superuser can let it: ALTER ROLE ... BYPASSRLS;"
        )


def _copy_vault(folder: Path) -> list[FileInBackup]:
    vault = home() / VAULT
    sealed = sorted(path for path in vault.glob("[0-9a-f][0-9a-f]/*") if path.is_file())
    return [_copy(path, folder, path.relative_to(home())) for path in sealed]


def _copy_keys(folder: Path) -> list[FileInBackup]:
    kept = sorted(path for path in keys_folder().iterdir() if not path.name.startswith("."))
    return [_copy(path, folder, path.relative_to(home())) for path in kept]


def _copy(path: Path, folder: Path, name: Path) -> FileInBackup:
    copied = copy_file(path, folder / name)
    return msgspec.structs.replace(copied, path=name.as_posix())


def _make_private_and_durable(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
