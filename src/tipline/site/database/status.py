"""Say how the database stands, without starting or changing anything."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.site.database import places, server
from tipline.site.database.binaries import find_binaries
from tipline.site.database.connection import as_owner, connect, given_url
from tipline.site.database.errors import NoDatabase, Refused
from tipline.site.database.migration import compare_migrations
from tipline.site.database.programs import data_version
from tipline.site.database.ready import set_up_django

if TYPE_CHECKING:
    from psycopg import Connection

UNITS = ("B", "kB", "MB", "GB", "TB")
STEP = 1000
NOT_FOR_PRODUCTION = (
    "the embedded database is not for production: no standby, no continuous archive. Back up"
    " with `tipline db backup`, or set TIPLINE_DATABASE_URL."
)


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """How the database stands; what cannot be known while it does not answer is None."""

    kind: str  # embedded | given
    answers: bool
    environment: str
    binaries: str | None  # of the embedded server: folder, version, how found
    server_version: str | None
    data_folder: str | None
    socket: str | None
    size_bytes: int | None
    damaged_pages: int | None  # found by their checksums since the server's statistics began
    missing_migrations: tuple[str, ...] | None
    unknown_migrations: tuple[str, ...] | None
    warnings: tuple[str, ...]


def read_status() -> Status:
    """Look at the database of this install."""
    embedded = not given_url()
    known = _ask_server() if given_url() or server.answers() else {}
    return Status(
        kind="embedded" if embedded else "given",
        answers=bool(known),
        environment=os.environ.get("TIPLINE_ENVIRONMENT", "training"),
        binaries=_binaries() if embedded else None,
        server_version=known.get("server_version"),
        data_folder=str(places.data_folder()) if embedded else None,
        socket=str(places.socket_folder()) if embedded else None,
        size_bytes=known.get("size_bytes"),
        damaged_pages=known.get("damaged_pages"),
        missing_migrations=known.get("missing_migrations"),
        unknown_migrations=known.get("unknown_migrations"),
        warnings=_warnings(embedded=embedded, damaged_pages=known.get("damaged_pages") or 0),
    )


def in_words(status: Status) -> str:
    """Write a status for people, one line for each thing."""
    size = None if status.size_bytes is None else _with_unit(status.size_bytes)
    lines = {
        "Database": f"{status.kind}, {'answers' if status.answers else 'does not answer'}",
        "Environment": status.environment,
        "Programs": status.binaries,
        "Server version": status.server_version,
        "Data folder": status.data_folder,
        "Socket": status.socket,
        "Size": size,
        "Migrations": _migrations_in_words(status),
    }
    written = [f"{name + ':':<16}{value}" for name, value in lines.items() if value is not None]
    return "\n".join([*written, *(f"Warning: {warning}" for warning in status.warnings)])


def _ask_server() -> dict[str, Any]:
    set_up_django()
    try:
        with connect(as_owner()) as connection:
            return _facts(connection)
    except NoDatabase:
        return {}


def _facts(connection: Connection) -> dict[str, Any]:
    missing, unknown = compare_migrations(connection)
    row = connection.execute(
        "SELECT current_setting('server_version'), pg_database_size(current_database()),"
        " (SELECT coalesce(sum(checksum_failures), 0)::bigint FROM pg_stat_database)"
    ).fetchone()
    version, size, damaged_pages = row or (None, None, 0)
    return {
        "server_version": version,
        "size_bytes": size,
        "damaged_pages": damaged_pages,
        "missing_migrations": tuple(sorted(".".join(name) for name in missing)),
        "unknown_migrations": tuple(sorted(".".join(name) for name in unknown)),
    }


def _binaries() -> str | None:
    try:
        binaries = find_binaries(major=data_version())
    except NoDatabase:
        return None
    return f"{binaries.folder} (PostgreSQL {binaries.version}, {binaries.origin})"


def _warnings(*, embedded: bool, damaged_pages: int) -> tuple[str, ...]:
    warnings = []
    if damaged_pages:
        warnings.append(
            f"{damaged_pages} pages on the disk are not what was written: stop, copy the data"
            " folder, look at the disk, and restore a backup."
        )
    if embedded:
        warnings.append(_warning_of_embedding())
    return tuple(warnings)


def _warning_of_embedding() -> str:
    try:
        server.check_may_embed()
    except Refused as refusal:
        return str(refusal)
    return NOT_FOR_PRODUCTION


def _migrations_in_words(status: Status) -> str | None:
    if status.missing_migrations is None:
        return None
    if status.unknown_migrations:
        return f"made by a newer tipline: {', '.join(status.unknown_migrations)}"
    if status.missing_migrations:
        return f"{len(status.missing_migrations)} to apply (tipline db migrate)"
    return "up to date"


def _with_unit(size: int) -> str:
    value, unit = float(size), UNITS[0]
    for unit in UNITS:  # noqa: B007  the unit at which the value fits is used after the loop
        if value < STEP:
            break
        value /= STEP
    return f"{value:.0f} {unit}" if unit == UNITS[0] else f"{value:.1f} {unit}"
