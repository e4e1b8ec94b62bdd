"""Choose the engine by one setting: none for DuckDB here, `sc://host:port` for Spark Connect."""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tipline.engine.errors import EngineMissing, EngineUnreachable

if TYPE_CHECKING:
    from pathlib import Path

    from tipline.engine.port import Engine

SETTING = "TIPLINE_ENGINE"
MEMORY_SETTING = "TIPLINE_ENGINE_MEMORY"
DISK_SETTING = "TIPLINE_ENGINE_DISK"
_SPARK = "sc://"
_PORT = 15002
_PATIENCE_S = 5.0


def open_engine(scratch: Path, *, address: str | None = None) -> Engine:
    """Open the engine that `address` names, or else the setting TIPLINE_ENGINE.

    `scratch` is a private folder for what does not fit into memory. Raises EngineUnreachable for
    an address that no engine answers at, EngineMissing where packages are not installed.
    """
    address = os.environ.get(SETTING, "").strip() if address is None else address
    if not address:
        return _open_duckdb(scratch)
    if address.startswith(_SPARK):
        return _open_spark(address)
    raise EngineUnreachable(
        f"{SETTING} is {address!r}, which names no engine. Leave it empty for DuckDB in this"
        " process, or write sc://host:port for a Spark Connect server."
    )


def _open_duckdb(scratch: Path) -> Engine:
    _require("duckdb", extra="bulk")
    from tipline.engine.duckdb_engine import DuckDBEngine  # noqa: PLC0415  an extra, taken on use

    memory, disk = (os.environ.get(name, "").strip() for name in (MEMORY_SETTING, DISK_SETTING))
    return DuckDBEngine(scratch, memory=memory, disk=disk)


def _open_spark(address: str) -> Engine:
    _require("pyspark", extra="spark")
    _knock(address)
    from tipline.engine.spark_engine import SparkEngine  # noqa: PLC0415  an extra, taken on use

    return SparkEngine(address)


def _knock(address: str) -> None:
    """Try the door first: left to itself the client of Spark knocks for ten minutes."""
    parts = urlsplit(address)
    try:
        place = (parts.hostname or "", parts.port or _PORT)
        socket.create_connection(place, timeout=_PATIENCE_S).close()
    except (OSError, ValueError) as error:
        raise EngineUnreachable(
            f"No Spark Connect server answers at {address} ({error}). Start it, correct"
            f" {SETTING} (sc://host:port), or unset it to use DuckDB in this process."
        ) from error


def _require(package: str, *, extra: str) -> None:
    for name in (package, "pyarrow", "numba"):
        if find_spec(name) is None:
            raise EngineMissing(
                f"Work over the whole store needs the package {name}, which is not installed."
                f" Install it with: pip install 'tipline[{extra},bulk]'"
            )
