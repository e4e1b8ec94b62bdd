"""Start, find and stop the one embedded server of an install.

Promise: whoever asks, and however many at once, one server runs; it is waited for as long as it
lives; a process number in a file is believed only when that process is this server.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import pq, sql

from tipline.site.database import places
from tipline.site.database.account import Room, server_room
from tipline.site.database.binaries import Binaries, find_binaries
from tipline.site.database.connection import (
    APP,
    DATABASE,
    OWNER,
    SUPERUSER,
    as_superuser,
    conninfo,
    given_url,
    make_password,
)
from tipline.site.database.errors import NoDatabase
from tipline.site.database.processes import can_tell_processes_apart, processes_in, running_server
from tipline.trust.home import private_folder

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOOK_EVERY = 0.02  # seconds
SAY_EVERY = 5.0  # seconds

# A server that this process started and that outlives it: kept, so that Python does not
# complain about a child that nobody waited for.
_started: list[subprocess.Popen[bytes]] = []


def start_if_needed() -> bool:
    """Make sure that the database server answers; return whether this call started it.

    A given server (TIPLINE_DATABASE_URL) is never started. Raises NoDatabase when there is no
    PostgreSQL or it does not come up; the message ends with the server's own last words.
    """
    if given_url() or answers():
        return False
    with _only_one_at_a_time():
        if answers():
            return False
        _start()
        return True


def stop() -> bool:
    """Stop the embedded server, waiting for its checkpoint; return whether one was running."""
    if given_url():
        return False
    with _only_one_at_a_time():
        number = running_server(places.data_folder())
        if number is None:
            return False
        os.kill(number, signal.SIGINT)
        _wait_until(
            lambda: (
                running_server(places.data_folder()) is None
                and not processes_in(places.data_folder())
            ),
            "The database is writing its last checkpoint",
        )
        for process in _started:
            process.wait()
        _started.clear()
        return True


def answers() -> bool:
    """Whether the embedded server takes connections now."""
    return _ping() == pq.Ping.OK


def _ping() -> int:
    if not places.socket_folder().is_dir():
        return pq.Ping.NO_RESPONSE
    return pq.PGconn.ping(conninfo({**as_superuser(), "connect_timeout": "10"}).encode())


@contextmanager
def _only_one_at_a_time() -> Iterator[None]:
    path = private_folder() / "database.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _start() -> None:
    log = private_folder("log") / places.log_file().name
    with server_room() as room:
        binaries = _binaries_for_data()
        places.link_socket_folder()
        if not places.data_folder().exists():
            _make_data_folder(room, binaries)
        _clear_away_what_the_dead_left()
        _run(room, binaries, log)
    _make_roles_and_database()


def _binaries_for_data() -> Binaries:
    try:
        version = (places.data_folder() / "PG_VERSION").read_text()
    except FileNotFoundError:
        return find_binaries()
    return find_binaries(major=int(version))


def _make_data_folder(room: Room, binaries: Binaries) -> None:
    """Make the data folder under a passing name, so that it is whole as soon as it has its own."""
    passing = places.database_folder() / "data.new"
    shutil.rmtree(passing, ignore_errors=True)
    password = places.database_folder() / "password.new"
    password.unlink(missing_ok=True)
    descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.fchown(descriptor, room.account.uid, room.account.gid)
        os.write(descriptor, make_password(SUPERUSER).encode())
        made = room.run(
            [
                binaries.path("initdb"),
                f"--pgdata={room.path}/data.new",
                f"--pwfile={room.path}/password.new",
                f"--username={SUPERUSER}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
            ]
        )
    finally:
        os.close(descriptor)
        password.unlink()
    if made.returncode:
        raise NoDatabase(f"initdb could not make the data folder: {made.stderr.strip()}")
    passing.rename(places.data_folder())


def _run(room: Room, binaries: Binaries, log: Path) -> None:
    server = room.start(
        [
            binaries.path("postgres"),
            "-D",
            f"{room.path}/data",
            "-c",
            "listen_addresses=",
            # The server's working folder is its data folder, so this is the one beside it.
            "-c",
            "unix_socket_directories=../socket",
        ],
        log,
    )
    _started.append(server)
    _wait_until(
        lambda: answers() or server.poll() is not None,
        f"The database is coming up (its own words are in {log})",
    )
    if server.poll() is not None:
        _started.remove(server)
        last_words = log.read_text(errors="replace").strip().splitlines()[-8:]
        raise NoDatabase(
            "PostgreSQL ended while starting. Its last words, from "
            f"{log}:\n  " + "\n  ".join(last_words)
        )


def _wait_until(condition: Callable[[], bool], words: str) -> None:
    """Wait for as long as it takes, saying every few seconds that and for what."""
    began = said = time.monotonic()
    while not condition():
        time.sleep(LOOK_EVERY)
        now = time.monotonic()
        if now - said >= SAY_EVERY:
            said = now
            print(f"{words}; {now - began:.0f} s so far.", file=sys.stderr)  # noqa: T201


def _clear_away_what_the_dead_left() -> None:
    """Make way for a start: wait for processes of a killed server, drop a borrowed number."""
    data = places.data_folder()
    _wait_until(lambda: not processes_in(data), "Processes of a killed database are still leaving")
    if can_tell_processes_apart():
        # PostgreSQL takes any living process with this number for a server. Nobody works in the
        # folder, so the number has passed to a stranger (a restarted container, a reboot).
        (data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in (places.database_folder() / "socket").iterdir():
            leftover.unlink()


def _make_roles_and_database() -> None:
    with psycopg.connect(conninfo(as_superuser()), autocommit=True) as connection:
        for role, attributes in (
            # BYPASSRLS: a backup must hold every agency's rows. CREATEDB: for the tests.
            (OWNER, "LOGIN BYPASSRLS CREATEDB CREATEROLE"),
            (APP, "LOGIN"),
        ):
            _make_role(connection, role, attributes)
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if not found.fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )


def _make_role(connection: psycopg.Connection, role: str, attributes: str) -> None:
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if found else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(role), sql.SQL(attributes), make_password(role)
        )
    )
