"""One server runs for an install, whatever was killed, copied or started at once before."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest

from conftest import environment
from tipline.site.database import places, server
from tipline.site.database.account import server_account
from tipline.site.database.connection import (
    APP,
    OWNER,
    SUPERUSER,
    as_app,
    as_owner,
    as_superuser,
    conninfo,
    password_file,
)
from tipline.site.database.errors import NoDatabase, Refused
from tipline.site.database.processes import processes_in, running_server

if TYPE_CHECKING:
    from pathlib import Path

    from tipline.site.database.binaries import Binaries

only_wheel = pytest.mark.parametrize("binaries", ["wheel"], indirect=True)

START = """
from tipline.site.database import server
print(server.start_if_needed())
"""


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def connect(parameters: dict[str, str]) -> psycopg.Connection:
    return psycopg.connect(conninfo(parameters), autocommit=True)


def ask(query: str) -> object:
    with connect(as_superuser()) as connection:
        return connection.execute(query).fetchone()[0]


def test_it_starts_once_and_stops_once(fresh_home: Path, binaries: Binaries) -> None:
    assert server.start_if_needed() is True
    assert server.start_if_needed() is False
    assert ask("SHOW server_version").split()[0] == binaries.version
    assert server.stop() is True
    assert server.stop() is False
    assert server.start_if_needed() is True


def test_private_folders_stay_private(fresh_home: Path) -> None:
    parents = {path: mode_of(path) for path in fresh_home.parents}

    server.start_if_needed()

    assert {path: mode_of(path) for path in fresh_home.parents} == parents
    assert mode_of(fresh_home) == 0o700
    assert fresh_home.stat().st_uid == os.geteuid()
    assert not [path for path in fresh_home.glob("*/*") if mode_of(path) & 0o077]


def test_it_is_reached_by_its_socket_only_and_with_a_password(own_home: Path) -> None:
    server.start_if_needed()

    assert ask("SHOW listen_addresses") == ""
    assert ask("SHOW data_checksums") == "on"
    for role in (APP, OWNER, SUPERUSER):
        assert mode_of(password_file(role)) == 0o600
        nameless = {**as_owner(), "user": role, "passfile": "/dev/null"}
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            connect(nameless)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            connect({**nameless, "password": "wrong"})


def test_what_was_committed_outlives_the_death_of_every_process(own_home: Path) -> None:
    server.start_if_needed()
    with connect(as_owner()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 5000) AS number")
    open_transaction = connect(as_owner())
    open_transaction.execute("BEGIN")
    open_transaction.execute("INSERT INTO kept SELECT generate_series(1, 100)")

    for number in processes_in(places.data_folder()):
        os.kill(number, signal.SIGKILL)

    assert server.start_if_needed() is True
    with connect(as_owner()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (5000,)
    open_transaction.close()


@only_wheel
def test_what_a_dead_server_left_does_not_stop_the_next_one(own_home: Path) -> None:
    server.start_if_needed()
    data = places.data_folder()

    os.kill(running_server(data), signal.SIGKILL)  # its children notice and leave by themselves

    assert server.start_if_needed() is True


def test_a_process_number_that_passed_to_a_stranger_is_not_believed(own_home: Path) -> None:
    server.start_if_needed()
    server.stop()
    account = server_account()
    as_server = {"user": account.uid, "group": account.gid} if account.changed else {}
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **as_server)
    number_file = places.data_folder() / "postmaster.pid"
    number_file.write_text(f"{stranger.pid}\n{places.data_folder()}\n")

    assert running_server(places.data_folder()) is None
    assert server.start_if_needed() is True
    assert running_server(places.data_folder()) != stranger.pid
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@only_wheel
def test_commands_that_start_at_once_share_one_server(own_home: Path) -> None:
    commands = [
        subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]

    said = sorted(command.communicate()[0].strip() for command in commands)

    assert said == ["False", "False", "False", "True"]


@only_wheel
def test_the_server_stays_when_the_command_that_started_it_is_gone(own_home: Path) -> None:
    subprocess.run([sys.executable, "-c", START], check=True, capture_output=True)

    assert server.start_if_needed() is False


@only_wheel
def test_a_home_can_be_moved(own_home: Path) -> None:
    server.start_if_needed()
    with connect(as_owner()) as connection:
        connection.execute("CREATE TABLE moved (number int)")
    server.stop()

    moved = own_home.with_name("elsewhere")
    own_home.rename(moved)

    with environment(TIPLINE_HOME=str(moved)):
        server.start_if_needed()
        with connect(as_owner()) as connection:
            assert connection.execute("SELECT count(*) FROM moved").fetchone() == (0,)
        server.stop()


@only_wheel
def test_a_home_deep_down_is_reached_too(own_home: Path) -> None:
    deep = own_home.joinpath(*["a-folder-with-a-long-name"] * 6)

    with environment(TIPLINE_HOME=str(deep)):
        server.start_if_needed()
        with connect(as_app()) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (APP,)
        server.stop()


@only_wheel
def test_a_slow_start_is_waited_for_and_told_of(
    own_home: Path,
    binaries: Binaries,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    slow = programs_with(own_home.parent / "slow", binaries, "sleep 1")
    monkeypatch.setattr("tipline.site.database.waiting.SAY_EVERY", 0.2)

    with environment(PG_BIN=str(slow)):
        assert server.start_if_needed() is True

    assert "The database is coming up" in capfd.readouterr().err


def programs_with(folder: Path, binaries: Binaries, before: str) -> Path:
    """Programs of which `postgres`, asked to serve, first does something else."""
    shutil.copytree(binaries.folder, folder, symlinks=True, copy_function=os.symlink)
    for path in (folder.parent, folder):
        path.chmod(0o755)
    program = folder / "postgres"
    program.unlink()
    real = binaries.path("postgres")
    program.write_text(
        f'#!/bin/sh\ncase "$1" in -D) {before};; esac\nexec {real} "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    (folder / "initdb").unlink()
    (folder / "initdb").write_text(f'#!/bin/sh\nexec {binaries.path("initdb")} "$@"\n')
    (folder / "initdb").chmod(0o755)
    return folder


@only_wheel
def test_a_server_that_cannot_start_is_given_the_last_word(own_home: Path) -> None:
    server.start_if_needed()
    server.stop()
    with (places.data_folder() / "postgresql.conf").open("a") as file:
        file.write("\nno_such_setting = 1\n")

    with pytest.raises(NoDatabase, match="no_such_setting") as refusal:
        server.start_if_needed()

    assert refusal.value.exit_code == 3


@only_wheel
def test_production_refuses_the_embedded_server_unless_it_is_meant(own_home: Path) -> None:
    with environment(TIPLINE_ENVIRONMENT="production"):
        with pytest.raises(Refused, match="TIPLINE_DATABASE_URL"):
            server.start_if_needed()
        with environment(TIPLINE_EMBEDDED_IN_PRODUCTION="yes"):
            assert server.start_if_needed() is True


def test_the_servers_log_names_nobody(own_home: Path) -> None:
    canary = "canary@example.com"
    server.start_if_needed()
    with connect(as_owner()) as connection:
        connection.execute("CREATE TABLE address (email text PRIMARY KEY)")
        connection.execute("INSERT INTO address VALUES (%s)", [canary])
        for failing in (
            "INSERT INTO address VALUES (%s)",
            "SELECT %s::int",
            "SELECT * FROM no_such_table WHERE email = %s",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(failing, [canary])

    log = places.log_file().read_text()

    assert "database system is ready" in log
    assert canary not in log


@only_wheel
def test_without_its_passwords_a_database_says_what_is_missing(own_home: Path) -> None:
    server.start_if_needed()
    server.stop()
    shutil.rmtree(own_home / "keys")

    with pytest.raises(NoDatabase, match="keys folder"):
        server.start_if_needed()
