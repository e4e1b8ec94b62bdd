"""Run SQL on Django's own connection, prepared at the server, in as few trips as it takes.

Django's own cursors paste parameters into the text and plan it anew each time, and every statement
is a trip of its own. For the calls of the wire both cost more than the statements themselves.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

import msgspec
import psycopg
from django.db import connection
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tipline.trust.people.types import Actor

    Values = Sequence[object] | Mapping[str, object]

# What is acknowledged has to be on the disk, whatever the server's setting is; a stronger setting
# (a standby has it too) stays.
DURABLY = (
    "CASE WHEN current_setting('synchronous_commit') = 'off'"
    " THEN set_config('synchronous_commit', 'on', true) END"
)
ACT = (
    "SELECT set_config('tipline.agency_id', %s, true), set_config('tipline.person_id', '', true), "
    + DURABLY
)

PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?s")

# What a value is to the server. Anything else is left to the place where it stands.
TYPES = {"int": "bigint", "bytes": "bytea", "bool": "boolean", "UUID": "uuid"}
TYPES |= {"datetime": "timestamptz", "Jsonb": "jsonb"}


class Prepared(msgspec.Struct, frozen=True):
    """A statement that the server has planned: how to call it, and its values in order."""

    call: str
    names: tuple[str, ...]

    def arrange(self, values: Values) -> list[object]:
        """Put values in the order in which the statement names them."""
        return [values[name] for name in self.names] if isinstance(values, dict) else [*values]


class Bundle:
    """Statements of one transaction that wait for each other and travel together.

    They are sent when a result is fetched, and at the end. What the server has planned once for a
    connection it only executes.
    """

    _plans: WeakKeyDictionary[psycopg.Connection[Any], dict[str, Prepared]] = WeakKeyDictionary()

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw = raw
        self._cursor = psycopg.ClientCursor(raw)
        self._known = self._plans.setdefault(raw, {})
        self._texts: list[str] = []
        self._values: list[object] = []

    def say(self, text: str) -> None:
        """Add a command without values, such as BEGIN."""
        self._texts.append(text)

    def execute(self, statement: str, values: Values = (), *, prepare: bool = True) -> Self:
        """Add a statement with its values, `%s` or `%(name)s`. It is always prepared."""
        del prepare  # asked for by those who also write to cursors
        plan = self._known.get(statement) or self._plan(statement, values)
        self._texts.append(plan.call)
        self._values += plan.arrange(values)
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Send what waits and return the rows of the last statement."""
        self.send()
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """Send what waits and return the first row of the last statement, if there is one."""
        rows = self.fetchall()
        return rows[0] if rows else None

    def send(self) -> None:
        """Send what waits, in one trip."""
        self._cursor.execute("; ".join(self._texts), self._values or None)
        self._texts, self._values, self._rows = [], [], []
        while True:
            self._rows = self._cursor.fetchall() if self._cursor.description else []
            if not self._cursor.nextset():
                return

    def _plan(self, statement: str, values: Values) -> Prepared:
        names = [found[1] or str(i) for i, found in enumerate(PLACEHOLDER.finditer(statement))]
        order = list(dict.fromkeys(names))
        by_name = values if isinstance(values, dict) else dict(zip(order, values, strict=True))
        types = ", ".join(TYPES.get(_kind(by_name[name]), "unknown") for name in order)
        place = iter(names)
        text = PLACEHOLDER.sub(lambda _: f"${order.index(next(place)) + 1}", statement)
        title = f"tipline_{hashlib.sha256(statement.encode()).hexdigest()[:16]}"
        self._raw.execute(f"PREPARE {title} {f'({types})' if types else ''} AS {text}".encode())
        marks = ", ".join(["%s"] * len(order))
        plan = Prepared(f"EXECUTE {title} ({marks})" if marks else f"EXECUTE {title}", tuple(order))
        self._known[statement] = plan
        return plan


def _kind(value: object) -> str:
    return next((base.__name__ for base in type(value).__mro__ if base.__name__ in TYPES), "")


@contextmanager
def prepared_cursor() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """Give a cursor whose statements are planned once for each connection, a trip for each."""
    connection.ensure_connection()
    raw = connection.connection
    with psycopg.Cursor(raw) as cursor:
        yield cursor


@contextmanager
def acting_at_once(actor: Actor) -> Iterator[Bundle]:
    """As `trust.rows.acting`, with few trips: statements of the bundle travel together.

    Only statements of the given bundle may run inside (`record` takes it as its cursor), and no
    other `acting`. Leaving the block commits, and returns when the server has confirmed it.
    """
    connection.ensure_connection()
    raw = connection.connection
    if connection.in_atomic_block:
        raise RuntimeError("acting_at_once opens a transaction of its own; one is open already.")
    connection.in_atomic_block = True
    try:
        bundle = Bundle(raw)
        bundle.say("BEGIN")
        bundle.execute(ACT, (str(actor.agency_id),))
        yield bundle
        bundle.say("COMMIT")
        bundle.send()
    finally:
        connection.in_atomic_block = False
        if not raw.closed and raw.info.transaction_status is not TransactionStatus.IDLE:
            raw.rollback()
