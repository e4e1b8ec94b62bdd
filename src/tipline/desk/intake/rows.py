"""Run SQL on Django's own connection, prepared at the server, inside Django's transaction."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.trust.people.types import Actor


ACT = "SELECT set_config('tipline.agency_id', %s, true), set_config('tipline.person_id', '', true)"


@contextmanager
def prepared_cursor() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """Give a cursor whose statements are planned once for each connection.

    Django's own cursors paste parameters into the text and plan it anew each time, which costs
    more than running these statements does.
    """
    connection.ensure_connection()
    raw = connection.connection
    with psycopg.Cursor(raw) as cursor:
        yield cursor


@contextmanager
def acting_at_once(actor: Actor) -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """As `trust.rows.acting`, in few trips: statements leave together and wait for a fetch.

    Only statements of the given cursor and `record` may run inside, and no other `acting`. Leaving
    the block commits, and returns when the server has confirmed it.
    """
    connection.ensure_connection()
    raw = connection.connection
    if connection.in_atomic_block:
        raise RuntimeError("acting_at_once opens a transaction of its own; one is open already.")
    connection.in_atomic_block = True
    try:
        with raw.pipeline(), psycopg.Cursor(raw) as cursor:
            cursor.execute("BEGIN")
            cursor.execute(ACT, (str(actor.agency_id),), prepare=True)
            yield cursor
            cursor.execute("COMMIT")
    finally:
        connection.in_atomic_block = False
        if not raw.closed and raw.info.transaction_status is not TransactionStatus.IDLE:
            raw.rollback()
