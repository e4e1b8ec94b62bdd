"""Wall the rows of one agency off from every other's, in the database itself.

Promise: outside `acting` no agency's rows are seen, and inside it only the actor's own.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from django.db import connection, models, transaction
from django.db.migrations.operations import RunSQL
from psycopg import OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.trust.people.types import Actor

APP_ROLE = "tipline_app"
READ_AND_WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE")

# An unset setting is NULL before its first use in a session and empty afterwards; both must
# compare as unknown, which a row policy takes for no.
CURRENT_AGENCY = "NULLIF(current_setting('tipline.agency_id', true), '')::uuid"
CURRENT_PERSON = "NULLIF(current_setting('tipline.person_id', true), '')::uuid"


class AgencyRow(models.Model):
    """A row that belongs to one agency and that no other agency can see."""

    agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        """No table of its own."""

        abstract = True


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Open one transaction that sees and writes the rows of the actor's agency only.

    Inside another `acting` for the same agency it costs nothing and belongs to the outer
    transaction: an error that passes through it undoes the whole of it. Inside one for another
    agency it is a savepoint, and the outer agency is back afterwards.
    """
    with _walled_in(agency_id=actor.agency_id):
        yield


@contextmanager
def reading_own_memberships(person_id: UUID) -> Iterator[None]:
    """Open one transaction that sees a person's own memberships, before an agency is chosen."""
    with _walled_in(person_id=person_id):
        yield


@contextmanager
def _walled_in(*, agency_id: UUID | None = None, person_id: UUID | None = None) -> Iterator[None]:
    inside = _Inside(agency_id=agency_id, person_id=person_id)
    nested = connection.in_atomic_block
    outside = getattr(connection, _MARK, _NOBODY) if nested else _NOBODY
    if nested and outside == inside:
        with transaction.atomic(savepoint=False):
            yield
        return
    with transaction.atomic():
        _tell_database(inside, begin=not nested)
        setattr(connection, _MARK, inside)
        try:
            yield
        finally:
            setattr(connection, _MARK, outside)
        if nested:
            _tell_database(outside, begin=False)


class _Inside(msgspec.Struct, frozen=True, kw_only=True):
    """For whom the rows of a transaction are open."""

    agency_id: UUID | None = None
    person_id: UUID | None = None


_NOBODY = _Inside()
_MARK = "_tipline_inside"


def _tell_database(inside: _Inside, *, begin: bool) -> None:
    """Set the agency and the person for this transaction, in one message with its BEGIN.

    Beginning and setting apart would cost each transaction another round trip and a cursor.
    """
    agency, person = (
        f"'{value}'" if value else "''" for value in (inside.agency_id, inside.person_id)
    )
    statements = f"SET LOCAL tipline.agency_id = {agency}; SET LOCAL tipline.person_id = {person}"
    if begin:
        statements = f"BEGIN; {statements}"
    with connection.wrap_database_errors:
        pgconn = connection.connection.pgconn
        result = pgconn.exec_(statements.encode())
        if pgconn.status != ConnStatus.OK:
            raise OperationalError("The connection to the database was lost.")
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result, encoding="utf-8")


def protect_rows(table: str, *, allow: Sequence[str] = READ_AND_WRITE) -> list[RunSQL]:
    """Return the migration steps that wall off a table with an `agency_id` column.

    Row security is forced, so that the table's owner is bound too; the run-time role gets the
    privileges in `allow` and nothing else.
    """
    return [
        RunSQL(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY own_agency ON {table} USING (agency_id = {CURRENT_AGENCY})"
            f" WITH CHECK (agency_id = {CURRENT_AGENCY});",
            f"DROP POLICY own_agency ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        ),
        *open_to_app(table, allow=allow),
    ]


def open_to_app(table: str, *, allow: Sequence[str] = READ_AND_WRITE) -> list[RunSQL]:
    """Return the migration step that lets the run-time role use a table that no agency owns."""
    return [
        RunSQL(
            f"REVOKE ALL ON {table} FROM {APP_ROLE};"
            f"GRANT {', '.join(allow)} ON {table} TO {APP_ROLE};",
            f"REVOKE ALL ON {table} FROM {APP_ROLE};",
        )
    ]
