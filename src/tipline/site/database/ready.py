"""Bring the database to where the code needs it: running, and with all migrations applied."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tipline.site.database import connection, server

if TYPE_CHECKING:
    from psycopg import Connection


def make_ready() -> None:
    """Start the embedded server if none runs, migrate if anything is missing, set Django up.

    Costs a third of a second when there is nothing to do. Raises DatabaseError with a remedy.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tipline.site.settings")
    server.start_if_needed()
    import django  # noqa: PLC0415  commands without a database must not pay for it

    django.setup()
    if missing_migrations():
        print("Bringing the database up to date.", file=sys.stderr)  # noqa: T201
        migrate()


def missing_migrations() -> set[tuple[str, str]]:
    """Return the migrations, as (app, name), that the code has and the database has not."""
    return _migrations_in_code() - _migrations_in_database()


def migrate(*, verbosity: int = 0) -> None:
    """Apply all migrations as the owner of the tables; two at once wait for each other."""
    from django.core.management import call_command  # noqa: PLC0415  after django.setup()
    from django.db import connections  # noqa: PLC0415

    with psycopg.connect(connection.conninfo(connection.as_owner()), autocommit=True) as lock:
        _wait_for_turn(lock)
        # Known to Django only while it migrates: what serves never holds the owner's access.
        connections.settings["owner"] = connections.configure_settings(
            {**connections.settings, "owner": django_database(connection.as_owner())}
        )["owner"]
        try:
            call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
        finally:
            connections["owner"].close()
            del connections["owner"], connections.settings["owner"]


def django_database(parameters: connection.Parameters) -> dict[str, object]:
    """Write libpq's parameters as an entry of Django's DATABASES."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    names |= {"PORT": "port"}
    options = {key: value for key, value in parameters.items() if key not in names.values()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(parameters.get(key, "")) for name, key in names.items()},
        "OPTIONS": {**options, "application_name": "tipline"},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _wait_for_turn(lock: Connection) -> None:
    lock.execute("SELECT pg_advisory_lock(hashtext('tipline migrations'))")


def _migrations_in_code() -> set[tuple[str, str]]:
    from django.apps import apps  # noqa: PLC0415  after django.setup()

    return {
        (app.label, path.stem)
        for app in apps.get_app_configs()
        for path in _migration_files(app.path)
    }


def _migration_files(folder: str) -> list[Path]:
    return [path for path in Path(folder, "migrations").glob("*.py") if path.stem != "__init__"]


def _migrations_in_database() -> set[tuple[str, str]]:
    with psycopg.connect(connection.conninfo(connection.as_owner()), autocommit=True) as reader:
        if reader.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return set()
        return set(reader.execute("SELECT app, name FROM django_migrations").fetchall())
