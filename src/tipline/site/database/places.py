"""Name where the embedded database keeps its files, and by which path its socket is reached."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from tipline.trust.home import PRIVATE, home

# The kernel takes 107 bytes for the path of a socket; the rest is for `/.s.PGSQL.5432`.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


def database_folder() -> Path:
    """Return the folder that holds the server's data and socket; the server's account owns it."""
    return home() / "database"


def data_folder() -> Path:
    """Return PostgreSQL's own data directory."""
    return database_folder() / "data"


def log_file() -> Path:
    """Return the file that the server writes its log to."""
    return home() / "log" / "database.log"


def socket_folder() -> Path:
    """Return the folder by which clients reach the socket: a short link where the path is long."""
    folder = database_folder() / "socket"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return _short_folder() / hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def link_socket_folder() -> None:
    """Make the short link to the socket's folder, where one is needed."""
    link, folder = socket_folder(), database_folder() / "socket"
    if link == folder or (link.is_symlink() and link.readlink() == folder):
        return
    link.parent.mkdir(mode=PRIVATE, exist_ok=True)
    status = link.parent.lstat()
    if status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise PermissionError(
            f"{link.parent} belongs to somebody else or is open to others; remove it, or set"
            " TIPLINE_HOME to a shorter path."
        )
    link.unlink(missing_ok=True)
    link.symlink_to(folder)


def _short_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"tipline-{os.geteuid()}"
