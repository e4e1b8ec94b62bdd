"""Start, find and stop the one embedded server of an install.

Promise: whoever asks, and however many at once, one server runs; it is waited for as long as it
lives; a process number in a file is believed only when that process is this server.
"""

from __future__ import annotations

import fcntl
import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from psycopg import pq

from tipline.site.database import places
from tipline.site.database.account import Room, server_room
from tipline.site.database.cluster import make_data_folder, make_roles_and_database
from tipline.site.database.connection import as_superuser, conninfo, given_url
from tipline.site.database.errors import NoDatabase, Refused
from tipline.site.database.processes import (
    can_tell_processes_apart,
    processes_in,
    running_server,
)
from tipline.site.database.programs import programs_for
from tipline.site.database.waiting import say, wait_until
from tipline.trust.home import private_folder

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tipline.site.database.binaries import Binaries

LAST_WORDS = 8  # lines of the server's log
LONGEST_LOG = 16 << 20  # bytes, then it is put aside at the next start

SETTINGS = {
    # Reached by its socket only; the server works in its data folder, so this is beside it.
    "listen_addresses": "",
    "unix_socket_directories": "../socket",
    # What people are called must not end up in a log. Whoever made a failing statement hears of
    # it; its message quotes values, so the log has only what concerns the server itself.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    # Many small rows, read by index: compiling plans costs more than it saves.
    "jit": "off",
    "max_wal_size": "2GB",
}

# A server that this process started and that outlives it: kept, so that Python does not
# complain about a child that nobody waited for.
_started: list[subprocess.Popen[bytes]] = []


def start_if_needed() -> bool:
    """Make sure that the database server answers; return whether this call started it.

    A given server (TIPLINE_DATABASE_URL) is never started. Raises NoDatabase when there is no
    PostgreSQL or it does not come up (the message ends with the server's own last words), and
    Refused in production, where the embedded server must be asked for by name.
    """
    if given_url() or answers():
        return False
    check_may_embed()
    with _only_one_at_a_time():
        if answers():
            return False
        _start()
        return True


def stop() -> bool:
    """Stop the embedded server, waiting for its checkpoint; return whether one was running."""
    data = places.data_folder()
    if given_url() or not data.is_dir():
        return False
    with _only_one_at_a_time():
        number = running_server(data)
        if number is None:
            return False
        os.kill(number, signal.SIGINT)
        wait_until(
            lambda: running_server(data) is None and not processes_in(data),
            "The database is writing its last checkpoint",
        )
        _started[:] = [process for process in _started if process.poll() is None]
        return True


def answers() -> bool:
    """Whether the embedded server takes connections now."""
    if not places.socket_folder().is_dir():
        return False
    parameters = {**as_superuser(), "connect_timeout": "10"}
    return pq.PGconn.ping(conninfo(parameters).encode()) == pq.Ping.OK


def check_may_embed() -> None:
    """Raise Refused in production, unless the setting says that the embedded server is meant."""
    production = os.environ.get("TIPLINE_ENVIRONMENT") == "production"
    if production and os.environ.get("TIPLINE_EMBEDDED_IN_PRODUCTION") != "yes":
        raise Refused(
            "TIPLINE_ENVIRONMENT is production, and the embedded database has no standby, no"
            " continuous archive and nobody on call. Set TIPLINE_DATABASE_URL to a server that"
            " has, or TIPLINE_EMBEDDED_IN_PRODUCTION=yes if you mean it."
        )


@contextmanager
def _only_one_at_a_time() -> Iterator[None]:
    path = private_folder() / "database.lock"
    with path.open("w") as file:
        wait_until(
            lambda: _locked(file.fileno()),
            "Another tipline command is starting or stopping the database",
        )
        yield


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start() -> None:
    log = private_folder("log") / places.log_file().name
    _put_long_log_aside(log)
    with server_room() as room:
        binaries = programs_for(room)
        places.link_socket_folder()
        if not places.data_folder().exists():
            make_data_folder(room, binaries)
        _clear_away_what_the_dead_left()
        _run(room, binaries, log)
    make_roles_and_database()


def _run(room: Room, binaries: Binaries, log: Path) -> None:
    options = [part for item in SETTINGS.items() for part in ("-c", "=".join(item))]
    server = room.start([binaries.path("postgres"), "-D", f"{room.path}/data", *options], log)
    _started.append(server)
    wait_until(
        lambda: answers() or server.poll() is not None,
        f"The database is coming up (its own words are in {log})",
    )
    if server.poll() is not None:
        _started.remove(server)
        lines = log.read_text(errors="replace").strip().splitlines()[-LAST_WORDS:]
        raise NoDatabase(
            f"PostgreSQL ended while starting. Its last words, from {log}:\n  " + "\n  ".join(lines)
        )


def _clear_away_what_the_dead_left() -> None:
    """Make way for a start: wait for processes of a killed server, drop a borrowed number."""
    data = places.data_folder()
    if not can_tell_processes_apart():
        return
    wait_until(lambda: not processes_in(data), "Processes of a killed database are still leaving")
    # PostgreSQL takes any living process with this number for a server. Nobody works in the
    # folder, so the number has passed to a stranger (a restarted container, a reboot).
    if (data / "postmaster.pid").exists():
        say("The database was not stopped properly; it recovers what was committed.")
    (data / "postmaster.pid").unlink(missing_ok=True)
    for leftover in (places.database_folder() / "socket").iterdir():
        leftover.unlink()


def _put_long_log_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
