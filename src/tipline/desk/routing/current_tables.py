"""Find the routing tables that are in force: ours, and the agency's own file over them."""

from __future__ import annotations

import os
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from tipline.desk.routing.rules.agencies import Tables
from tipline.desk.routing.rules.routing_file import BadRoutingFile
from tipline.desk.routing.rules.table_files import ShippedTables, read_tables

FOLDER = Path(__file__).with_name("tables")


class NoRoutingFile(Exception):
    """TIPLINE_ROUTING names a file that cannot be read."""

    exit_code = 2


def routing_file_path() -> Path | None:
    """Return the path that TIPLINE_ROUTING names, or None where no file is named."""
    named = os.environ.get("TIPLINE_ROUTING")
    return Path(named) if named else None


def current_tables() -> Tables:
    """Read the tables in force; raises BadRoutingFile with its faults, NoRoutingFile.

    The file is read each time, so that a change counts from the next routing on.
    """
    path = routing_file_path()
    if path is None:
        return tables_with(None)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NoRoutingFile(f"TIPLINE_ROUTING: {path} cannot be read: {error.strerror}") from error
    return tables_with(raw)


class TablesAtHand(msgspec.Struct, frozen=True, kw_only=True):
    """Tables to name agencies by; `fault` says in one line why they are not those in force."""

    tables: Tables
    fault: str = ""


def tables_at_hand() -> TablesAtHand:
    """Return the tables in force; where their file has faults, the last good ones, or ours.

    For what shows routes and never for what decides them: a fault in the agency's file hides no
    report and no route. The last good ones are those that this process read from the same path.
    """
    try:
        tables = current_tables()
    except (BadRoutingFile, NoRoutingFile) as error:
        return TablesAtHand(
            tables=_LAST_GOOD.get(routing_file_path(), tables_with(None)), fault=_in_short(error)
        )
    _LAST_GOOD[routing_file_path()] = tables
    return TablesAtHand(tables=tables)


# By the path of the routing file; of one process, so that no page waits for a lock or a query.
_LAST_GOOD: dict[Path | None, Tables] = {}


def _in_short(error: Exception) -> str:
    first, *others = str(error).splitlines()
    more = f" (and {len(others)} more: see `tipline route check`)" if others else ""
    return f"Nothing is routed until the routing file is mended: {first}{more}"


@lru_cache(maxsize=4)
def tables_with(routing_file: bytes | None) -> Tables:
    """Return our tables with a routing file over them; raises BadRoutingFile."""
    return read_tables(shipped_tables(), routing_file)


@lru_cache(maxsize=1)
def shipped_tables() -> ShippedTables:
    """Return the texts of the tables that come with tipline."""
    texts = {
        name: (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
        for name in ("task_forces", "federal", "federal_cases", "liaison", "international")
    }
    return ShippedTables(edition=read_sources()["edition"], **texts)


def read_sources() -> dict[str, Any]:
    """Return where each table comes from: source, day, licence and limits."""
    return tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
