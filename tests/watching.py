"""Make the database of the tests refuse what the application changes without an audit event.

Promise: at the commit of a transaction of tipline_app that inserted, updated or deleted a row of
an agency, an audit event stands beside it, or the commit fails. It sees what runs, in whichever
process and however the statement was written; the reading of the code in
tests/integration/trust/test_every_write_is_audited.py sees also what no test runs.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

# Table -> why a change of it may stand in a transaction without an event.
WITHOUT_EVENT = {
    "linking_changed": "it holds marks for the ranking, which leaves the event",
    "triage_pager": "it holds when the pager lived last, and nothing of any report",
    "triage_placed": "it holds marks for the routing, which leaves the event",
}

# What stands rows up through Django says so with this statement in its transaction.
BY_FIXTURE = "SET LOCAL tipline_watch.event = 'fixture'"

# Test -> what it writes by itself, as tipline_app, to see what the code under test does then.
WRITES_ITSELF = {
    "test_a_report_that_was_loaded_shows_no_clock_and_one_from_the_wire_does": "the source",
    "test_a_decision_that_was_altered_is_noticed": "the membership that a decision saw",
    "test_a_file_that_is_attached_while_finish_waits_is_in_its_receipt": "the late file",
}

# The setting is the transaction's own, and a savepoint that is undone takes it back as it takes
# back the event.
FUNCTIONS = """
CREATE FUNCTION note_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('tipline_watch.event', 'yes', true);
    RETURN NULL;
END $$;
CREATE FUNCTION refuse_without_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF session_user = 'tipline_app'
        AND coalesce(current_setting('tipline_watch.event', true), '') = '' THEN
        RAISE EXCEPTION '% of % without an audit event in its transaction', TG_OP, TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER watch_events AFTER INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION note_event();
"""

WATCH = sql.SQL("""
CREATE CONSTRAINT TRIGGER watch_changes AFTER INSERT OR UPDATE OR DELETE ON {}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_without_event()
""")

AGENCY_TABLES = """
SELECT relname FROM pg_class WHERE relforcerowsecurity AND NOT relispartition
    AND relnamespace = 'public'::regnamespace AND relname <> 'audit_event' ORDER BY relname
"""


@contextmanager
def unwatched(connection: psycopg.Connection, database: str) -> Iterator[None]:
    """Let new sessions of tipline_app change rows without an event while the block runs."""
    name = sql.Identifier(database)
    change = sql.SQL("ALTER DATABASE {} SET tipline_watch.event = 'fixture'").format(name)
    connection.execute(change)
    try:
        yield
    finally:
        connection.execute(sql.SQL("ALTER DATABASE {} RESET tipline_watch.event").format(name))


def watch_changes(connection: psycopg.Connection) -> None:
    """Set the triggers on every table with an agency, as the superuser of a test database."""
    connection.execute(FUNCTIONS)
    for (table,) in connection.execute(AGENCY_TABLES).fetchall():
        if table not in WITHOUT_EVENT:
            connection.execute(WATCH.format(sql.Identifier(table)))
