"""Name what can go wrong under the database commands, each with the exit code that it ends in."""

from __future__ import annotations


class DatabaseError(Exception):
    """The database cannot do what was asked; the message says what to do."""

    exit_code = 1


class NoDatabase(DatabaseError):
    """No PostgreSQL can be found, started or reached."""

    exit_code = 3


class Refused(DatabaseError):
    """What was asked would harm what is there, or is not allowed here."""

    exit_code = 4
