"""Put a filled database in the place of another, while programs are connected to it.

Promise: the exchange is one transaction. Whatever dies in its middle, the database under the name
is the old one or the new one, whole and open to connections; there is nothing to clear up by hand.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from psycopg import errors, sql

from tipline.site.database.connection import APP, Parameters, connect
from tipline.site.database.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg import Connection

LOOK_AGAIN_S = 0.05
RENAME = sql.SQL("ALTER DATABASE {} RENAME TO {}")


def check_may_end_sessions(connection: Connection, name: str) -> None:
    """Raise Refused when somebody uses the database whose session may not be ended by us."""
    with _as_one_who_may_end_sessions(connection):
        users = connection.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity"
            " WHERE datname = %s AND NOT pg_has_role(usesysid, 'USAGE') ORDER BY 1",
            [name],
        ).fetchall()
    if users:
        raise _refusal(name, " and ".join(user for (user,) in users))


def exchange(parameters: Parameters, name: str, new: str) -> None:
    """Give a database the name of another, whose sessions are ended and which is dropped.

    `parameters` reach a third database of the server. What used the old one finds the new one when
    it connects again. Raises Refused, with everything as it was, when a session stays.
    """
    old = f"{name}_replaced"
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old))
    with connect(parameters) as renaming, connect(parameters) as ending:
        renaming.execute(drop)
        # A rename holds new sessions back, then waits some seconds for the sessions that are there.
        # They are ended from beside, so that none slips in between their end and the rename.
        with ThreadPoolExecutor(max_workers=1) as thread:
            renamed = thread.submit(_rename, renaming, ((name, old), (new, name)))
            while not renamed.done():
                _end_sessions(ending, (name, new))
                wait([renamed], timeout=LOOK_AGAIN_S)
        try:
            renamed.result()
        except errors.ObjectInUse as error:
            raise _refusal(name, "somebody") from error
        renaming.execute(drop)


def _rename(connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
    with connection.transaction():
        for name, other in pairs:
            connection.execute(RENAME.format(sql.Identifier(name), sql.Identifier(other)))


def _end_sessions(connection: Connection, names: Sequence[str]) -> None:
    # Server processes of no role (autovacuum) are not ours to end; a rename asks them to leave.
    with _as_one_who_may_end_sessions(connection):
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = ANY(%s) AND pg_has_role(usesysid, 'USAGE')",
            [list(names)],
        )


@contextmanager
def _as_one_who_may_end_sessions(connection: Connection) -> Iterator[None]:
    """Be a member of the run-time role for one statement; the grant is never committed.

    Only a role's members may end its sessions, and the owner shall not be one of them at any
    other time: row policies that speak of the run-time role would speak of the owner as well.
    """
    grant = sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(APP))
    with connection.transaction(force_rollback=True):
        with suppress(errors.InsufficientPrivilege), connection.transaction():
            connection.execute(grant)
        yield


def _refusal(name: str, users: str) -> Refused:
    return Refused(
        f"{users} is connected to the database {name!r}, and its owner may not end that. Stop"
        f" tipline serve first (and whatever else uses it), or let a superuser run"
        f" GRANT {APP} TO the owner; nothing has changed."
    )
