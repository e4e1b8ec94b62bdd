"""Answer SQL by DuckDB in this process, with bounded memory and the rest in a private folder.

Promise: no DuckDB file is ever written; what spills to the scratch folder is gone after close.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tipline.engine.errors import EngineError, EngineFull

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from tipline.engine.port import Scalar

# Beside the engine, Arrow and the kernel hold some columns of their own.
_SHARE_OF_MEMORY = 0.4
_MOST_MEMORY = 6 << 30
_BATCH_ROWS = 1 << 20


class DuckDBEngine:
    """DuckDB over temporary tables."""

    def __init__(self, scratch: Path, *, memory: str = "", disk: str = "") -> None:
        """Open it. Raises EngineError for a limit that DuckDB cannot read.

        `memory` and `disk` are limits such as `4GB`: of memory by default 0.4 of the machine's,
        6 GiB at most; of what is spilled to `scratch` by default 0.9 of what is free there.
        """
        self._spill = Path(tempfile.mkdtemp(prefix="spill-", dir=scratch))
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory or f"{_default_memory() >> 20}MiB",
            "temp_directory": str(self._spill),
            "max_temp_directory_size": disk or "90% of available disk space",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
        }
        try:
            self._connection = duckdb.connect(":memory:", config=settings)
        except duckdb.Error as error:
            shutil.rmtree(self._spill)
            raise EngineError(
                f"DuckDB does not start: {_first_line(error)}"
                " TIPLINE_ENGINE_MEMORY and TIPLINE_ENGINE_DISK take a size such as 4GB."
            ) from error

    def register(self, name: str, columns: pa.Table | pa.RecordBatchReader | Path) -> None:
        """Make columns a table of this name; Parquet files are read in place."""
        with self._telling():
            if isinstance(columns, Path):
                files = str(columns / "*.parquet").replace("'", "''")
                self._connection.execute(
                    f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet('{files}')"  # noqa: S608  escaped
                )
                return
            # Under a name of its own: a table of the name may stand, and then would be read.
            self._connection.register(f"{name}_arriving", columns)
            self._connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name}_arriving"  # noqa: S608  our own names
            )
            self._connection.unregister(f"{name}_arriving")

    def materialise(self, name: str, sql: str) -> None:
        """Keep the rows of a query as a table of this name."""
        with self._telling():
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")

    def scalar(self, sql: str) -> Scalar:
        """Return the one value of a query."""
        with self._telling():
            row = self._connection.execute(sql).fetchone()
        value: Scalar = row[0] if row else None
        return value

    def arrow(self, sql: str) -> pa.RecordBatchReader:
        """Return the rows of a query, batch by batch, before the next question is asked."""
        with self._telling():
            return self._connection.execute(sql).to_arrow_reader(_BATCH_ROWS)

    def close(self) -> None:
        """Give up all tables and what was spilled."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn DuckDB's errors into ours, with the remedy."""
        try:
            yield
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            free = shutil.disk_usage(self._spill).free
            raise EngineFull(
                f"The engine has no room left: {_first_line(error)} Its folder {self._spill} has"
                f" {free >> 20:,} MiB free. Free some disk, or raise TIPLINE_ENGINE_MEMORY or"
                " TIPLINE_ENGINE_DISK."
            ) from error
        except duckdb.Error as error:
            raise EngineError(f"DuckDB refused a statement: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]


def _default_memory() -> int:
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(int(machine * _SHARE_OF_MEMORY), _MOST_MEMORY)
