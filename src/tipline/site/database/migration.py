"""Apply the one set of migrations, as the owner of the tables, to whichever server is used."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import sql

from tipline.site.database.binaries import OLDEST
from tipline.site.database.connection import (
    APP,
    as_app,
    as_owner,
    connect,
    django_database,
    has_password,
    make_password,
    password_file,
)
from tipline.site.database.errors import NoDatabase, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

Migration = tuple[str, str]


def compare_migrations(connection: Connection) -> tuple[set[Migration], set[Migration]]:
    """Return the migrations, as (app, name), that the database lacks, and that the code lacks."""
    applied, written = _applied(connection), _written()
    ours = {app for app, _ in written}
    return written - applied, {(app, name) for app, name in applied - written if app in ours}


def check_not_newer(unknown: set[Migration]) -> None:
    """Raise Refused when the database was migrated by a newer tipline than this one."""
    if unknown:
        names = ", ".join(f"{app}.{name}" for app, name in sorted(unknown))
        raise Refused(
            f"The database was brought up to date by a newer tipline: this one lacks {names}."
            " Install that version, or restore a backup that was made before."
        )


def bring_up_to_date() -> tuple[Migration, ...]:
    """Apply what is missing and return it; two at once wait for each other.

    Makes the run-time role first, where the server does not have it.
    """
    from django.core.management import call_command  # noqa: PLC0415  needs Django set up

    with connect(as_owner()) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('tipline migrations'))")
        check_version(connection)
        _make_app_role(connection)
        missing, unknown = compare_migrations(connection)
        check_not_newer(unknown)
        if missing:
            with _owner_known_to_django():
                call_command("migrate", database="owner", verbosity=0, interactive=False)
    connect(as_app()).close()
    return tuple(sorted(missing))


def check_version(connection: Connection) -> None:
    """Raise NoDatabase when the server is older than what the migrations rest on."""
    major = connection.info.server_version // 10_000
    if major < OLDEST:
        raise NoDatabase(
            f"The server is PostgreSQL {major}; tipline needs {OLDEST} or later. Upgrade it, or"
            " point TIPLINE_DATABASE_URL at a later one."
        )


def _applied(connection: Connection) -> set[Migration]:
    if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
        return set()
    return set(connection.execute("SELECT app, name FROM django_migrations").fetchall())


def _written() -> set[Migration]:
    from django.apps import apps  # noqa: PLC0415  needs Django set up

    return {
        (app.label, path.stem)
        for app in apps.get_app_configs()
        for path in Path(app.path, "migrations").glob("[0-9]*.py")
    }


@contextmanager
def _owner_known_to_django() -> Iterator[None]:
    """Let Django reach the database as its owner while it migrates, and at no other time."""
    from django.db import connections  # noqa: PLC0415  needs Django set up

    configured = connections.configure_settings(
        {**connections.settings, "owner": django_database(as_owner())}
    )
    connections.settings["owner"] = configured["owner"]
    try:
        yield
    finally:
        connections["owner"].close()
        del connections["owner"], connections.settings["owner"]


def _make_app_role(connection: Connection) -> None:
    """Make the run-time role with a password of its own, unless it is there and ours."""
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [APP]).fetchone()
    if found is None:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOBYPASSRLS PASSWORD {}").format(
                sql.Identifier(APP), make_password(APP)
            )
        )
    elif not has_password(APP):
        raise Refused(
            f"The server has the role {APP!r} already, and its password is not here. Copy"
            f" {password_file(APP).name} from the keys folder of the install that made it"
            f" into {password_file(APP).parent}; or, if no install uses it any more, run"
            f" DROP OWNED BY {APP}; DROP ROLE {APP}; as its owner and try again."
        )
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APP)))
