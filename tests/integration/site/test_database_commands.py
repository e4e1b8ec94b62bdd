"""`tipline db` says how the database stands, and passes on what psql is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from conftest import DATABASE, environment, tipline
from tipline.site.database import server
from tipline.site.database.connection import APP, as_owner, as_superuser, connect, password_file
from tipline.site.database.migration import bring_up_to_date, compare_migrations
from tipline.site.database.ready import make_ready

if TYPE_CHECKING:
    from pathlib import Path

only_wheel = pytest.mark.parametrize("binaries", ["wheel"], indirect=True)


@only_wheel
def test_the_embedded_database_is_started_looked_at_and_stopped(own_home: Path) -> None:
    assert tipline("db", "status").returncode == 3
    started = tipline("db", "start")
    assert started.returncode == 0, started.stderr
    shown = tipline("db", "status", "--json")
    status = json.loads(shown.stdout)

    assert status["kind"] == "embedded"
    assert status["answers"] is True
    assert status["environment"] == "training"
    assert status["data_folder"] == str(own_home / "database" / "data")
    assert status["missing_migrations"] == []
    assert status["size_bytes"] > 1_000_000
    assert "not for production" in status["warnings"][0]
    assert tipline("db", "stop").stderr == "The database has stopped.\n"
    assert tipline("db", "stop").stderr == "The database was not running.\n"


def test_status_for_people_gives_every_size_a_unit(database: None) -> None:
    answer = tipline("db", "status")

    assert answer.returncode == 0, answer.stderr
    size = next(line for line in answer.stdout.splitlines() if line.startswith("Size:"))
    assert size.endswith("MB")
    assert "Migrations:     up to date" in answer.stdout


@pytest.mark.parametrize("command", ["start", "stop"])
def test_a_given_server_is_neither_started_nor_stopped(server: str, command: str) -> None:
    answer = tipline("db", command)

    assert answer.returncode == 0, answer.stderr
    assert "TIPLINE_DATABASE_URL" in answer.stderr
    with connect(as_owner()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_shell_passes_on_what_follows_as_the_owner(server: str) -> None:
    answer = tipline("db", "shell", "--", "-At", "-c", "SELECT current_user, current_database()")

    assert answer.stdout == f"tipline_owner|{DATABASE}\n", answer.stderr


def test_the_shell_ends_as_psql_ends(server: str) -> None:
    assert tipline("db", "shell", "--", "-c", "SELECT no_such_column").returncode == 1


def test_migrating_again_applies_nothing(server: str) -> None:
    answer = tipline("db", "migrate")

    assert (answer.returncode, answer.stdout) == (0, ""), answer.stderr
    assert "Nothing to apply" in answer.stderr


def test_a_server_that_does_not_answer_is_said_to_with_a_remedy() -> None:
    with environment(TIPLINE_DATABASE_URL="postgresql://owner:hidden@127.0.0.1:1/tipline"):
        answer = tipline("db", "migrate")

    assert answer.returncode == 3
    assert "Cannot reach TIPLINE_DATABASE_URL" in answer.stderr
    assert "hidden" not in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.fixture
def newer_database(database: None) -> object:
    """A database that a later version has migrated."""
    with connect(as_owner()) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('people', '9999_from_the_future', now())"
        )
        yield
        connection.execute("DELETE FROM django_migrations WHERE name = '9999_from_the_future'")


@pytest.mark.usefixtures("newer_database")
def test_a_database_of_a_newer_version_is_left_alone() -> None:
    answer = tipline("people", "list")

    assert answer.returncode == 4
    assert "people.9999_from_the_future" in answer.stderr


def test_the_migrations_say_all_that_the_models_say() -> None:
    written = MigrationLoader(None)
    models = ProjectState.from_apps(apps)

    unwritten = MigrationAutodetector(written.project_state(), models).changes(written.graph)

    assert unwritten == {}


def test_the_app_role_of_another_install_is_not_taken_over(server: str, tmp_path: Path) -> None:
    with environment(TIPLINE_HOME=str(tmp_path / "home")):
        answer = tipline("db", "migrate")

    assert answer.returncode == 4
    assert password_file(APP).name in answer.stderr


@only_wheel
def test_a_given_server_gets_the_app_role_and_all_migrations(own_home: Path) -> None:
    server.start_if_needed()
    with connect(as_superuser()) as connection:
        connection.execute(f"DROP ROLE {APP}")
    password_file(APP).unlink()
    url = f"postgresql://{as_owner()['user']}@/tipline?host={as_owner()['host']}"
    url += f"&passfile={as_owner()['passfile']}"

    with environment(TIPLINE_DATABASE_URL=url):
        assert len(bring_up_to_date()) > 10
        with connect(as_owner()) as connection:
            assert compare_migrations(connection) == (set(), set())
        answer = tipline("people", "add-agency", "Harbour Hotline")
        assert answer.returncode == 0, answer.stderr
        make_ready()
