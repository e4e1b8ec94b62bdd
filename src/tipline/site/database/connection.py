"""Say how the database is reached: which server, as which role, with which password file.

Passwords stay in files of mode 0600 that libpq reads itself; no setting and no page holds one.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tipline.site.database.errors import NoDatabase
from tipline.site.database.places import socket_folder
from tipline.trust.home import home
from tipline.trust.keys import keep_once, keys_folder

if TYPE_CHECKING:
    from pathlib import Path

Parameters = dict[str, Any]

SUPERUSER = "postgres"
OWNER = "tipline_owner"
APP = "tipline_app"
DATABASE = "tipline"
PORT = "5432"


def given_url() -> str:
    """Return the address of the server that was given, or nothing when the embedded one is used."""
    return os.environ.get("TIPLINE_DATABASE_URL", "").strip()


def as_owner() -> Parameters:
    """Return libpq's parameters to reach the database as the owner of its tables."""
    if url := given_url():
        return dict(conninfo_to_dict(url))
    return _embedded(OWNER)


def as_app() -> Parameters:
    """Return libpq's parameters to reach the database as the role that serves."""
    parameters = {**as_owner(), "user": APP, "passfile": str(password_file(APP))}
    parameters.pop("password", None)
    return parameters


def as_superuser(database: str = "postgres") -> Parameters:
    """Return libpq's parameters to reach the embedded server as its superuser."""
    return {**_embedded(SUPERUSER), "dbname": database}


def conninfo(parameters: Parameters) -> str:
    """Write parameters as libpq's connection string."""
    return make_conninfo("", **parameters)


def connect(parameters: Parameters) -> psycopg.Connection:
    """Connect outside of Django, each statement its own transaction. Raises NoDatabase."""
    try:
        return psycopg.connect(conninfo(parameters), autocommit=True)
    except psycopg.OperationalError as error:
        where = "TIPLINE_DATABASE_URL" if given_url() else "the embedded database"
        remedy = (
            "Check the address and that the server runs."
            if given_url()
            else "See `tipline db status`."
        )
        raise NoDatabase(f"Cannot reach {where}: {str(error).strip()} {remedy}") from error


def django_database(parameters: Parameters) -> dict[str, object]:
    """Write libpq's parameters as an entry of Django's DATABASES.

    Connections stay open, one for each thread that serves, and are looked at before a request.
    """
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


def password_file(role: str) -> Path:
    """Return where a role's password is kept, in libpq's format. Makes nothing."""
    return home() / "keys" / f"database-{role}.pgpass"


def make_password(role: str) -> str:
    """Return a role's password; make it on first use (256 bits)."""
    line = f"*:*:*:{role}:{secrets.token_hex(32)}\n"
    return _password_in(keep_once(password_file(role).name, line.encode()))


def has_password(role: str) -> bool:
    """Whether this install knows a password of a role."""
    return (keys_folder() / password_file(role).name).exists()


def _password_in(path: Path) -> str:
    return path.read_text().strip().rpartition(":")[2]


def _embedded(role: str) -> Parameters:
    return {
        "host": str(socket_folder()),
        "port": PORT,
        "dbname": DATABASE,
        "user": role,
        "passfile": str(password_file(role)),
    }
