"""Read rows as columns, millions a second, behind the same walls as every other reading.

Promise: one snapshot, as the role that serves, of the rows of one agency; nothing is written.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from tipline.trust.people.types import Actor

    Read = Callable[[str], pa.RecordBatchReader]

# What Django adds for psycopg, and libpq does not know.
_NOT_OF_LIBPQ = {"client_encoding", "context", "cursor_factory", "prepare_threshold"}


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
