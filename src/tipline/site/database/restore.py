"""Bring a backup back, beside what is there, and put it in place only when it is whole.

Promise: whatever fails, the database that was there is still there, unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from tipline.site.database.backup import (
    BLIND_INDEX,
    DUMP,
    VAULT,
    count_rows,
    programs_for_server,
    run_program,
    without_password,
)
from tipline.site.database.cluster import make_roles_and_database
from tipline.site.database.connection import Parameters, as_owner, connect, given_url
from tipline.site.database.errors import DatabaseError, Refused
from tipline.site.database.exchange import check_may_end_sessions, exchange
from tipline.site.database.manifest import (
    FileInBackup,
    Manifest,
    check_files,
    fingerprint,
    read_manifest,
)
from tipline.trust.home import home
from tipline.trust.keys import KEYS, keep_once, key_if_made
from tipline.trust.vault import seal

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg import Connection

BESIDE = "_restoring"
# Rows of these stand in a database that nobody has used yet.
MADE_BY_MIGRATIONS = frozenset({"django_migrations", "django_content_type", "auth_permission"})


def restore_backup(folder: Path, *, confirmed: str | None) -> Manifest:
    """Bring a backup back. `confirmed` names the database that it may replace.

    Raises DamagedBackup before anything is touched, Refused when rows would be replaced
    unconfirmed, when the keys are another install's, or when somebody stays connected.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    _check_keys(folder, manifest)
    parameters = as_owner()
    name = str(parameters["dbname"])
    if not given_url():
        make_roles_and_database()  # an earlier tipline started this server with fewer rights
    with connect(parameters) as connection:
        _check_may_replace(connection, name, confirmed)
    with connect(_maintenance(parameters)) as connection:
        check_may_end_sessions(connection, name)
    beside = {**parameters, "dbname": f"{name}{BESIDE}"}
    _fill_beside(folder, manifest, beside)
    _restore_keys(folder, manifest)
    _restore_vault(folder, manifest)
    exchange(_maintenance(parameters), name, beside["dbname"])
    return manifest


def rows_of_use(rows: dict[str, int]) -> dict[str, int]:
    """Leave out the tables that are empty, or as full before anybody used the database."""
    return {
        table: count for table, count in rows.items() if count and table not in MADE_BY_MIGRATIONS
    }


def _restore_keys(folder: Path, manifest: Manifest) -> None:
    """Put back the keys that a backup carries, where this install has none of that name.

    Passwords of the database's roles stay this server's own.
    """
    for file in _files_in(manifest, KEYS):
        name = file.path.rpartition("/")[2]
        if not name.endswith(".pgpass"):
            keep_once(name, (folder / file.path).read_bytes())


def _check_keys(folder: Path, manifest: Manifest) -> None:
    """Compare the key of this install, or else the one that comes along; make and keep none.

    A key that a refused restore left here would spoil the restore that comes next.
    """
    compared = key_if_made(BLIND_INDEX) or _carried_key(folder, manifest)
    if compared is None or fingerprint(compared) != manifest.key_fingerprint:
        raise Refused(
            "The backup was made with other keys: identifiers in it could not be compared with"
            f" new ones. Put that install's `blind-index` into {home() / KEYS} first (a backup"
            " made --with-keys carries it; a key that was made here by mistake must go)."
        )


def _carried_key(folder: Path, manifest: Manifest) -> bytes | None:
    for file in _files_in(manifest, KEYS):
        if file.path == f"{KEYS}/{BLIND_INDEX}":
            return (folder / file.path).read_bytes()
    return None


def _check_may_replace(connection: Connection, name: str, confirmed: str | None) -> None:
    filled = rows_of_use(count_rows(connection))
    if filled and confirmed != name:
        total = sum(filled.values())
        raise Refused(
            f"The database {name!r} holds {total:,} rows in {len(filled)} tables, which the backup"
            f" would replace. Back it up, then confirm with --confirm {name}"
        )


def _fill_beside(folder: Path, manifest: Manifest, beside: Parameters) -> None:
    name = sql.Identifier(str(beside["dbname"]))
    with connect(_maintenance(beside)) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        program = programs_for_server(connection).path("pg_restore")
    options = ["--no-owner", "--exit-on-error", "--single-transaction"]
    target = f"--dbname={without_password(beside)}"
    run_program([program, *options, target, folder / DUMP], beside)
    with connect(beside) as connection:
        restored = count_rows(connection)
    if restored != manifest.rows:
        raise DatabaseError(
            "The restored rows are not as many as were backed up; the database that was there"
            f" is unchanged. Compare {beside['dbname']} with the manifest."
        )


def _restore_vault(folder: Path, manifest: Manifest) -> None:
    for file in _files_in(manifest, VAULT):
        with (folder / file.path).open("rb") as stream:
            seal(stream)


def _maintenance(parameters: Parameters) -> Parameters:
    return {**parameters, "dbname": "postgres"}


def _files_in(manifest: Manifest, folder: str) -> list[FileInBackup]:
    return [file for file in manifest.files if file.path.startswith(f"{folder}/")]
