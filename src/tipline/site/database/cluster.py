"""Make the embedded server's data folder, once and whole, and the roles and database in it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from tipline.site.database import places
from tipline.site.database.connection import (
    APP,
    DATABASE,
    OWNER,
    SUPERUSER,
    as_superuser,
    conninfo,
    has_password,
    make_password,
)
from tipline.site.database.errors import NoDatabase

if TYPE_CHECKING:
    from pathlib import Path

    from tipline.site.database.account import Room
    from tipline.site.database.binaries import Binaries

LEAD_IS_GRANTED = 16_00_00
ATTRIBUTES = {
    # BYPASSRLS: a backup holds every agency's rows. CREATEDB: a restore makes a new database
    # beside the old one. CREATEROLE: migrations make the run-time role on a given server too.
    OWNER: "LOGIN BYPASSRLS CREATEDB CREATEROLE",
    APP: "LOGIN",
}


def make_data_folder(room: Room, binaries: Binaries) -> None:
    """Make PostgreSQL's data folder under a passing name, so that it is whole when it has its own.

    UTF-8, the C.UTF-8 locale (the same order on every machine), checksums on every page, and a
    password for everybody. Raises NoDatabase with initdb's own words.
    """
    passing = places.database_folder() / "data.new"
    shutil.rmtree(passing, ignore_errors=True)
    password = places.database_folder() / "password.new"
    _lend_password(password, room)
    try:
        made = room.run(
            [
                binaries.path("initdb"),
                f"--pgdata={room.path}/{passing.name}",
                f"--pwfile={room.path}/{password.name}",
                f"--username={SUPERUSER}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
            ]
        )
    finally:
        password.unlink()
    if made.returncode:
        raise NoDatabase(f"initdb could not make the data folder: {made.stderr.strip()}")
    passing.rename(places.data_folder())


def make_roles_and_database() -> None:
    """Make the two roles and the database of the embedded server, as far as they are missing.

    Raises NoDatabase when the keys folder does not hold the server's passwords any more.
    """
    if not has_password(SUPERUSER):
        raise NoDatabase(
            f"{places.data_folder()} holds a database, and the passwords to it are not in the"
            " keys folder beside it. Put back the keys folder that belongs to it."
        )
    with psycopg.connect(conninfo(as_superuser()), autocommit=True) as connection:
        for role in ATTRIBUTES:
            _make_role(connection, role)
        _let_owner_lead_app(connection)
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )


def _let_owner_lead_app(connection: psycopg.Connection) -> None:
    """Let the owner hand out membership of the run-time role, as if it had made that role.

    It takes none for itself by this. Before PostgreSQL 16 CREATEROLE alone allowed it.
    """
    if connection.info.server_version >= LEAD_IS_GRANTED:
        connection.execute(
            sql.SQL("GRANT {} TO {} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE").format(
                sql.Identifier(APP), sql.Identifier(OWNER)
            )
        )


def _lend_password(path: Path, room: Room) -> None:
    """Write the superuser's password where initdb, under its own account, can read it."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.fchown(descriptor, room.account.uid, room.account.gid)
        os.write(descriptor, make_password(SUPERUSER).encode())
    finally:
        os.close(descriptor)


def _make_role(connection: psycopg.Connection, role: str) -> None:
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    connection.execute(
        sql.SQL("{} ROLE {} {} PASSWORD {}").format(
            sql.SQL("CREATE" if found is None else "ALTER"),
            sql.Identifier(role),
            sql.SQL(ATTRIBUTES[role]),
            make_password(role),
        )
    )
