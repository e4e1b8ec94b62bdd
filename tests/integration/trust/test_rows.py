"""No agency reads or writes another's rows, whatever the code above the database does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import OperationalError, ProgrammingError, connection, transaction

from conftest import NOW, make_person
from tipline.site.database.connection import as_app, connect
from tipline.trust.people.models import Membership
from tipline.trust.people.queries import actor_for
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting
from watching import BY_FIXTURE

if TYPE_CHECKING:
    from tipline.trust.people.models import Agency, Person


def tables_with_an_agency() -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if any(getattr(field, "attname", "") == "agency_id" for field in model._meta.get_fields())
    )


WALLED = tables_with_an_agency()


def ask(query: str, *parameters: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


def acting_for(agency: Agency) -> Actor:
    return Actor(agency_id=agency.id, name="process:test")


@pytest.fixture
def theirs(other_agency: Agency) -> Person:
    """Somebody at the other agency: a row that must not be seen."""
    return make_person(other_agency, "officer@example.com", Role.OFFICER)


def test_outside_of_acting_nobody_sees_any_agencys_rows(person: Person) -> None:
    assert Membership.objects.count() == 0


def test_an_actor_sees_the_rows_of_their_agency_only(
    actor: Actor, person: Person, theirs: Person
) -> None:
    with acting(actor):
        assert ask("SELECT person_id FROM people_membership") == [(person.id,)]


def test_an_actor_changes_the_rows_of_their_agency_only(
    actor: Actor, other_agency: Agency, theirs: Person
) -> None:
    with acting(actor):
        connection.cursor().execute(BY_FIXTURE)
        ask("UPDATE people_membership SET role = 'supervisor'")
        ask("DELETE FROM people_membership WHERE role = 'officer'")

    with acting(acting_for(other_agency)):
        assert ask("SELECT role FROM people_membership") == [("officer",)]


def test_an_actor_cannot_give_a_row_away(actor: Actor, other_agency: Agency) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(actor):
        ask("UPDATE people_membership SET agency_id = %s", other_agency.id)


@pytest.mark.parametrize("table", WALLED)
def test_every_table_with_an_agency_is_walled(database: None, table: str) -> None:
    walls = ask(
        "SELECT relrowsecurity, relforcerowsecurity, relowner::regrole::text,"
        " (SELECT count(*) FROM pg_policy WHERE polrelid = walled.oid AND polcmd = '*'"
        "  AND polname = 'own_agency' AND polqual IS NOT NULL AND polwithcheck IS NOT NULL)"
        " FROM pg_class AS walled WHERE walled.oid = %s::regclass",
        table,
    )

    assert walls == [(True, True, "tipline_owner", 1)]


@pytest.mark.parametrize("table", WALLED)
def test_no_row_for_another_agency_can_be_put_into_a_table(
    actor: Actor, other_agency: Agency, table: str
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(actor):
        ask(f"INSERT INTO {table} (agency_id) VALUES (%s)", other_agency.id)


@pytest.mark.parametrize("table", WALLED)
def test_nothing_can_be_put_into_a_table_outside_of_acting(agency: Agency, table: str) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ask(f"INSERT INTO {table} (agency_id) VALUES (%s)", agency.id)


def test_every_table_is_either_walled_or_known_to_belong_to_no_agency(database: None) -> None:
    usable = {
        str(table)
        for (table,) in ask(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT')"
        )
    }

    assert usable - set(WALLED) == {
        "account_emailaddress",
        "account_emailconfirmation",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "django_session",
        "people_agency",
        "people_person",
        "rate_limit",
    }


def test_the_agency_of_one_transaction_is_gone_in_the_next_on_the_same_connection(
    actor: Actor, person: Person
) -> None:
    (before,) = ask("SELECT pg_backend_pid()")
    with acting(actor):
        assert Membership.objects.count() == 1
    with transaction.atomic():
        (after,) = ask("SELECT pg_backend_pid()")
        assert Membership.objects.count() == 0

    assert before == after


def test_the_agency_is_gone_after_an_error_too(actor: Actor, person: Person) -> None:
    with pytest.raises(ZeroDivisionError), acting(actor):
        raise ZeroDivisionError

    assert Membership.objects.count() == 0


def test_acting_for_another_agency_inside_ends_with_the_block(
    actor: Actor, person: Person, other_agency: Agency, theirs: Person
) -> None:
    with acting(actor):
        with acting(acting_for(other_agency)):
            assert ask("SELECT person_id FROM people_membership") == [(theirs.id,)]
        assert ask("SELECT person_id FROM people_membership") == [(person.id,)]


def test_acting_for_another_agency_inside_ends_with_an_error_too(
    actor: Actor, person: Person, other_agency: Agency, theirs: Person
) -> None:
    def change_and_fail() -> None:
        with acting(acting_for(other_agency)):
            ask("DELETE FROM people_membership")
            raise ZeroDivisionError

    with acting(actor):
        with pytest.raises(ZeroDivisionError):
            change_and_fail()
        assert ask("SELECT person_id FROM people_membership") == [(person.id,)]

    with acting(acting_for(other_agency)):
        assert ask("SELECT person_id FROM people_membership") == [(theirs.id,)]


def test_acting_inside_a_plain_transaction_ends_with_the_block(
    actor: Actor, person: Person
) -> None:
    with transaction.atomic():
        with acting(actor):
            assert Membership.objects.count() == 1
        assert Membership.objects.count() == 0


def test_a_connection_that_was_lost_is_told_of_once_and_replaced(
    actor: Actor, person: Person
) -> None:
    ((backend,),) = ask("SELECT pg_backend_pid()")
    with connect(as_app()) as another:
        another.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])

    with pytest.raises(OperationalError), acting(actor):
        pytest.fail("no transaction can begin on a lost connection")

    with acting(actor):
        assert Membership.objects.count() == 1


def test_acting_inside_itself_sends_nothing(actor: Actor, person: Person) -> None:
    sent: list[str] = []

    def listen(execute: object, statement: str, *rest: object) -> object:
        sent.append(statement)
        return execute(statement, *rest)  # type: ignore[operator]

    with acting(actor), connection.execute_wrapper(listen), acting(actor):
        pass

    assert sent == []


def test_an_error_inside_acting_inside_itself_undoes_the_whole(
    actor: Actor, agency: Agency, person: Person
) -> None:
    def change_and_fail() -> None:
        with acting(actor):
            Membership.objects.all().delete()
            raise ZeroDivisionError

    with acting(actor):
        with pytest.raises(ZeroDivisionError):
            change_and_fail()
        with pytest.raises(transaction.TransactionManagementError):
            Membership.objects.count()

    with acting(actor):
        assert Membership.objects.count() == 1


def test_what_serves_cannot_step_over_the_walls(database: None) -> None:
    assert ask(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname = current_user"
    ) == [("tipline_app", False, False, False, False)]
    assert (
        ask(
            "SELECT rolname FROM pg_roles WHERE rolname <> current_user"
            " AND pg_has_role(current_user, oid, 'MEMBER')"
        )
        == []
    )


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE tipline_owner",
        "SET SESSION AUTHORIZATION tipline_owner",
        "ALTER TABLE people_membership DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE people_membership NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_agency ON people_membership",
        "TRUNCATE people_membership",
        "CREATE TABLE mine (number int)",
        "SET session_replication_role = replica",
        "COPY people_person TO PROGRAM 'cat'",
    ],
)
def test_what_serves_is_refused(database: None, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be (owner|superuser)"):
        ask(statement)


def test_row_security_cannot_be_switched_off_for_a_query(actor: Actor) -> None:
    with acting(actor):
        ask("SET LOCAL row_security = off")
        with pytest.raises(ProgrammingError, match="row-level security"):
            ask("SELECT * FROM people_membership")
        transaction.set_rollback(True)


def test_the_owner_is_walled_in_too_unless_the_role_itself_may_pass(
    actor: Actor, person: Person, server: str
) -> None:
    import psycopg

    with psycopg.connect(server) as owner:
        owner.execute("CREATE ROLE plain_owner")
        owner.execute("GRANT ALL ON SCHEMA public TO plain_owner")
        owner.execute("GRANT plain_owner TO tipline_owner")
        owner.execute("ALTER TABLE people_membership OWNER TO plain_owner")
        owner.execute("SET LOCAL ROLE plain_owner")
        assert owner.execute("SELECT count(*) FROM people_membership").fetchone() == (0,)
        owner.rollback()


def test_before_an_agency_is_chosen_a_person_sees_their_own_memberships_only(
    agency: Agency, person: Person, theirs: Person
) -> None:
    found = actor_for(person.id)

    assert found == Actor(
        agency_id=agency.id, name=f"person:{person.id}", roles=frozenset({Role.ANALYST})
    )


def test_roles_at_a_second_agency_are_not_mixed_in(
    agency: Agency, other_agency: Agency, person: Person
) -> None:
    with acting(acting_for(other_agency)):
        connection.cursor().execute(BY_FIXTURE)
        Membership.objects.create(
            id=uuid4(),
            agency=other_agency,
            person=person,
            role=Role.AUDITOR,
            created_at=NOW.replace(year=2027),
        )

    assert actor_for(person.id).roles == {Role.ANALYST}
