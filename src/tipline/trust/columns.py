"""Move rows as columns, millions a second, behind the same walls as every other reading.

Promise: what is read is one snapshot of the rows of one agency, as the role that serves.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg
    import pyarrow as pa

    from tipline.trust.people.types import Actor

    Read = Callable[[str], pa.RecordBatchReader]

# What Django adds for psycopg, and libpq does not know.
_NOT_OF_LIBPQ = {"client_encoding", "context", "cursor_factory", "prepare_threshold"}
_ROWS_AT_ONCE = 1 << 17


@contextmanager
def reading_columns(actor: Actor) -> Iterator[Read]:
    """Open a snapshot of the actor's agency; yields what reads a query as Arrow batches.

    A reader is to be read to its end before the next query. What is committed meanwhile is not
    seen. Raises ImportError where the extra `bulk` is not installed.
    """
    import adbc_driver_postgresql.dbapi as adbc  # noqa: PLC0415  an extra, taken on use

    with adbc.connect(_conninfo(), autocommit=True) as snapshot, snapshot.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(f"SET LOCAL tipline.agency_id = '{actor.agency_id}'")

        def read(sql: str) -> pa.RecordBatchReader:
            cursor.execute(sql)
            return cursor.fetch_record_batch()

        yield read


def _conninfo() -> str:
    parameters = connection.get_connection_params()
    return make_conninfo("", **{k: v for k, v in parameters.items() if k not in _NOT_OF_LIBPQ})


def write_session_table(
    cursor: psycopg.Cursor[Any], name: str, columns: pa.Table, **types: str
) -> None:
    """Copy columns into a table that ends with the transaction; `types` are PostgreSQL's.

    COPY does not pass row security, so that what goes to walled tables is moved from here.
    """
    import pyarrow as pa  # noqa: PLC0415  an extra, taken on use
    from pyarrow import csv  # noqa: PLC0415  as above

    listed = ", ".join(f"{column} {kind}" for column, kind in types.items())
    cursor.execute(f"CREATE TEMPORARY TABLE {name} ({listed}) ON COMMIT DROP")
    with cursor.copy(f"COPY {name} ({', '.join(types)}) FROM STDIN (FORMAT csv)") as copy:
        for batch in columns.select(list(types)).to_batches(max_chunksize=_ROWS_AT_ONCE):
            lines = pa.BufferOutputStream()
            csv.write_csv(batch, lines, csv.WriteOptions(include_header=False))
            copy.write(lines.getvalue())
    cursor.execute(f"ANALYZE {name}")
