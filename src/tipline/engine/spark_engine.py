"""Answer SQL by whatever speaks Spark Connect: a Spark cluster, Databricks, or Sail."""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tipline.engine.errors import EngineError

# Under `python -c` pyspark-client takes itself to be under test, and ends the process when it finds
# no Spark installed.
_own_home = "SPARK_HOME" not in os.environ
os.environ.setdefault("SPARK_HOME", "")
with warnings.catch_warnings():
    # pyspark-client warns of pandas 3 on import; nothing here passes through pandas.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.session import SparkSession
    from pyspark.sql.pandas.types import from_arrow_schema
if _own_home:
    del os.environ["SPARK_HOME"]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame

    from tipline.engine.port import Scalar

_BATCH_ROWS = 1 << 20


class SparkEngine:
    """A session of a Spark Connect server with temporary views."""

    def __init__(self, address: str) -> None:
        """Open a session. `address` is sc://host:port."""
        with self._telling():
            self._session = SparkSession.builder.remote(address).create()

    def register(self, name: str, columns: pa.Table | pa.RecordBatchReader | Path) -> None:
        """Send columns to the server, or have it read Parquet files that it sees."""
        with self._telling():
            if isinstance(columns, Path):
                frame: DataFrame = self._session.read.parquet(str(columns))
            else:
                whole = columns if isinstance(columns, pa.Table) else columns.read_all()
                frame = self._frame(whole)
            frame.createOrReplaceTempView(name)

    def materialise(self, name: str, sql: str) -> None:
        """Keep the rows of a query, in the memory and on the disks of the server."""
        with self._telling():
            self._session.sql(sql).persist().createOrReplaceTempView(name)

    def scalar(self, sql: str) -> Scalar:
        """Return the one value of a query."""
        with self._telling():
            rows = self._session.sql(sql).toArrow()
        value: Scalar = rows.column(0)[0].as_py() if rows.num_rows else None
        return value

    def arrow(self, sql: str) -> pa.RecordBatchReader:
        """Return the rows of a query; the client holds all of them."""
        with self._telling():
            return self._session.sql(sql).toArrow().to_reader(_BATCH_ROWS)

    def close(self) -> None:
        """End the session; the server forgets its views."""
        self._session.stop()

    def _frame(self, columns: pa.Table) -> DataFrame:
        if columns.num_rows:
            return self._session.createDataFrame(columns)
        # Without a row the client cannot tell the types, and asks for them.
        return self._session.createDataFrame([], from_arrow_schema(columns.schema))

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except PySparkException as error:
            said = str(error).strip().partition("\n")[0]
            raise EngineError(f"Spark Connect refused a statement: {said}") from error
