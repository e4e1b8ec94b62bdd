"""Give every test a real PostgreSQL, a clean database in it, and no way past loopback.

One server runs for the whole session, in a folder of its own below the system's temporary one;
each xdist worker has its own TIPLINE_HOME and its own database, copied from one that was
migrated once. `tests` run the code as it is used: Django connects as tipline_app, and commands
started by a test find the same database through TIPLINE_DATABASE_URL.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tipline.site.database import connection as reach
from tipline.site.database import server as database_server
from watching import BY_FIXTURE, WRITES_ITSELF, unwatched, watch_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tipline.trust.people.models import Agency, Person
    from tipline.trust.people.types import Actor

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TESTED_BY = "tested by"  # the property in which a test says which way it took
PASSWORD = "correct-horse-battery-staple"
TEMPLATE = "tipline_template"
# Unset in all tests: what a developer's shell holds must not decide a test.
OUTSIDE = ("TIPLINE_ENVIRONMENT", "TIPLINE_HOSTS", "TIPLINE_POLICY", "PG_BIN", "PGPASSFILE")

for _name in OUTSIDE if "PYTEST_XDIST_WORKER" not in os.environ else ():
    os.environ.pop(_name, None)
if "TIPLINE_TEST_PG_BIN" in os.environ:  # `make test` on a chosen PostgreSQL
    os.environ["PG_BIN"] = os.environ["TIPLINE_TEST_PG_BIN"]

if "TIPLINE_TEST_ROOT" not in os.environ:  # workers share the folder of whoever started them
    os.environ["TIPLINE_TEST_ROOT"] = tempfile.mkdtemp(prefix="tipline-test-")
ROOT = Path(os.environ["TIPLINE_TEST_ROOT"])
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
SERVER_HOME = ROOT / "server"
WORKER_HOME = ROOT / WORKER
DATABASE = f"tipline_{WORKER}"


@contextmanager
def environment(**values: str | None) -> Iterator[None]:
    """Set environment variables while the block runs."""
    before = {name: os.environ.get(name) for name in values}
    _set_environment(values)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def at_server(database: str | None = None) -> dict[str, str | None]:
    """The environment of the shared server's own home, or of one database in it."""
    url = None if database is None else database_url(database)
    return {"TIPLINE_HOME": str(SERVER_HOME), "TIPLINE_DATABASE_URL": url}


def database_url(database: str) -> str:
    """The address of one database of the shared server, as its owner."""
    with environment(**at_server()):
        return reach.conninfo({**reach.as_owner(), "dbname": database})


os.environ["DJANGO_SETTINGS_MODULE"] = "tipline.site.settings"
os.environ["TIPLINE_HOME"] = str(WORKER_HOME)
os.environ["TIPLINE_DATABASE_URL"] = database_url(DATABASE)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Set Django up, and let no test's socket reach past this machine."""
    import django

    config.option.allow_hosts = "127.0.0.1,::1"
    config.option.allow_unix_socket = True
    django.setup()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say of tests that fit themselves to the machine which way they took."""
    for report in terminalreporter.getreports("passed"):
        for name, way in report.user_properties:
            if name == TESTED_BY:
                terminalreporter.write_line(f"{report.nodeid}: tested by {way}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and leave nothing behind, when the last worker is done."""
    if hasattr(config, "workerinput"):
        return
    with environment(**at_server()):
        database_server.stop()
    shutil.rmtree(ROOT)


@pytest.fixture(scope="session")
def home() -> Path:
    """The TIPLINE_HOME of this worker."""
    return WORKER_HOME


@pytest.fixture(scope="session")
def server() -> str:
    """A running PostgreSQL with this worker's migrated database; its address, as the owner."""
    SERVER_HOME.mkdir(mode=0o700, exist_ok=True)
    with (ROOT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with environment(**at_server()):
            if database_server.start_if_needed():
                _care_for_speed_only()
            _make_template()
            _make_database(DATABASE)
    _share_app_password()
    return database_url(DATABASE)


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """A clean, migrated database, with Django connected to it as tipline_app."""
    from django.db import connections

    _clean()
    with ExitStack() as stack:
        if getattr(request.node, "originalname", None) in WRITES_ITSELF:
            stack.enter_context(unwatched(stack.enter_context(_as_superuser()), DATABASE))
        yield
        connections.close_all()


@pytest.fixture
def agency(database: None) -> Agency:
    """An agency."""
    return _make_agency("Harbour Hotline", 1)


@pytest.fixture
def other_agency(database: None) -> Agency:
    """Another agency, whose rows the first must never see."""
    return _make_agency("Upland Unit", 2)


@pytest.fixture
def person(agency: Agency) -> Person:
    """Somebody who can sign in with PASSWORD and is an analyst at the agency."""
    from tipline.trust.people.types import Role

    return make_person(agency, "analyst@example.com", Role.ANALYST)


@pytest.fixture
def actor(agency: Agency, person: Person) -> Actor:
    """That person, acting as an analyst for the agency."""
    from tipline.trust.people.types import Actor, Role

    return Actor(agency_id=agency.id, name=f"person:{person.id}", roles=frozenset({Role.ANALYST}))


@pytest.fixture
def client(database: None) -> Client:
    """A browser without a screen, at an address that the settings allow; nobody is signed in."""
    from django.test import Client

    return Client(SERVER_NAME="localhost")


def make_person(agency: Agency, email: str, *roles: str) -> Person:
    """Make somebody with PASSWORD and roles at an agency."""
    from django.db import connection

    from tipline.trust.people.models import Membership, Person
    from tipline.trust.people.types import Actor
    from tipline.trust.rows import acting

    person = Person.objects.create(
        email=email, name="A. Person", created_at=NOW, password=_hashed_password()
    )
    with acting(Actor(agency_id=agency.id, name="process:test")):
        connection.cursor().execute(BY_FIXTURE)
        for role in roles:
            Membership.objects.create(agency=agency, person=person, role=role, created_at=NOW)
    return person


def tipline(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, in the environment as it is now."""
    command = [sys.executable, "-c", "from tipline.cli.main import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@cache
def _hashed_password() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def _make_agency(name: str, number: int) -> Agency:
    from tipline.trust.people.models import Agency

    return Agency.objects.create(id=UUID(int=number), name=name, created_at=NOW)


def _as_superuser(database: str = "postgres") -> psycopg.Connection:
    with environment(**at_server()):
        parameters = reach.as_superuser(database)
    return psycopg.connect(reach.conninfo(parameters), autocommit=True)


def _care_for_speed_only() -> None:
    # The session's data is thrown away; tests of durability run servers of their own.
    with _as_superuser() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def _make_template() -> None:
    from tipline.site.database.migration import bring_up_to_date

    with _as_superuser() as connection:
        if _has_database(connection, TEMPLATE):
            return
        connection.execute("DROP DATABASE IF EXISTS tipline_making")
        _create_database(connection, "tipline_making", "template1")
        with environment(**at_server("tipline_making")):
            bring_up_to_date()
        with _as_superuser("tipline_making") as making:
            watch_changes(making)
        connection.execute(f"ALTER DATABASE tipline_making RENAME TO {TEMPLATE}")


def _make_database(name: str) -> None:
    with _as_superuser() as connection:
        if not _has_database(connection, name):
            _create_database(connection, name, TEMPLATE)


def _has_database(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _create_database(connection: psycopg.Connection, name: str, template: str) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
            sql.Identifier(name), sql.Identifier(template), sql.Identifier(reach.OWNER)
        )
    )


def _share_app_password() -> None:
    from tipline.trust.keys import keep_once

    name = reach.password_file(reach.APP).name
    keep_once(name, (SERVER_HOME / "keys" / name).read_bytes())


# DELETE costs a tenth of TRUNCATE where a test left a handful of rows.
CLEAN = """
DO $$ DECLARE each record; few boolean; filled boolean; BEGIN
    FOR each IN
        SELECT quote_ident(relname) AS name, attname AS numbered
        FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attidentity <> ''
        WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
        AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
    LOOP
        EXECUTE format('SELECT count(*) > 0, count(*) < 1000 FROM (SELECT FROM %s LIMIT 1000) r',
            each.name) INTO filled, few;
        CONTINUE WHEN NOT filled;
        EXECUTE CASE WHEN few THEN 'DELETE FROM ' || each.name
            ELSE 'TRUNCATE ' || each.name || ' CASCADE' END;
        IF each.numbered IS NOT NULL THEN
            PERFORM setval(pg_get_serial_sequence(each.name, each.numbered), 1, false);
        END IF;
    END LOOP;
END $$
"""


def _clean() -> None:
    """Empty every table that a test filled. Only the superuser may pass the audit trigger."""
    with _as_superuser(DATABASE) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(CLEAN)
