"""Say what bulk work may ask of an engine: five methods, and SQL that all engines read alike.

The common subset, as DuckDB, Sail and Spark all read it: SELECT with joins, GROUP BY, HAVING, WITH,
window functions with a complete ORDER BY, UNION ALL, CASE, CAST to BIGINT, INT, SMALLINT, DOUBLE,
STRING and BOOLEAN, count, sum, min, max, coalesce, least, greatest. Names in lower case. Nothing
may depend on the order of rows that is not written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

Scalar = int | float | str | bool | None


class Engine(Protocol):
    """What answers SQL over columns; close it after use, and nothing of it is left."""

    def register(self, name: str, columns: pa.Table | pa.RecordBatchReader | Path) -> None:
        """Make columns a table of this name, replacing one of the same name.

        A reader is read to its end; a folder is one of Parquet files, which are left where they
        are (an engine elsewhere must see the folder by the same name). Raises EngineFull.
        """

    def materialise(self, name: str, sql: str) -> None:
        """Keep the rows of a query as a table of this name. Raises EngineError."""

    def scalar(self, sql: str) -> Scalar:
        """Return the one value of a query with one row and one column. Raises EngineError."""

    def arrow(self, sql: str) -> pa.RecordBatchReader:
        """Return the rows of a query, batch by batch. Raises EngineError."""

    def close(self) -> None:
        """Give up all tables and the connection."""
