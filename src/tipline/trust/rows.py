"""Wall the rows of one agency off from every other's, in the database itself.

Promise: outside `acting` no agency's rows are seen, and inside it only the actor's own.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.db.migrations.operations import RunSQL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

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

    Inside another `acting` it is a savepoint, and the outer actor's agency is back afterwards.
    """
    with _settings(agency_id=actor.agency_id):
        yield


@contextmanager
def reading_own_memberships(person_id: UUID) -> Iterator[None]:
    """Open one transaction that sees a person's own memberships, before an agency is chosen."""
    with _settings(person_id=person_id):
        yield


@contextmanager
def _settings(*, agency_id: UUID | None = None, person_id: UUID | None = None) -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        before = _read_settings(cursor) if nested else ("", "")
        _write_settings(cursor, (str(agency_id or ""), str(person_id or "")))
        yield
        if nested:
            _write_settings(cursor, before)


def _read_settings(cursor: object) -> tuple[str, str]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT coalesce(current_setting('tipline.agency_id', true), ''),"
        " coalesce(current_setting('tipline.person_id', true), '')"
    )
    return cursor.fetchone()  # type: ignore[attr-defined,no-any-return]


def _write_settings(cursor: object, values: tuple[str, str]) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT set_config('tipline.agency_id', %s, true),"
        " set_config('tipline.person_id', %s, true)",
        values,
    )


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
