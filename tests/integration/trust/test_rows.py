"""No agency reads or writes another's rows, whatever the code above the database does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from tipline.trust.people.models import Membership
from tipline.trust.people.types import Actor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.trust.people.models import Agency, Person


def test_outside_of_acting_nobody_sees_any_agencys_rows(person: Person) -> None:
    assert Membership.objects.count() == 0


def test_an_actor_sees_the_rows_of_their_agency(actor: Actor, person: Person) -> None:
    with acting(actor):
        assert [row.person_id for row in Membership.objects.all()] == [person.id]


def test_an_actor_sees_no_row_of_another_agency(person: Person, other_agency: Agency) -> None:
    with acting(Actor(agency_id=other_agency.id, name="process:test")):
        assert Membership.objects.count() == 0


def test_django_serves_as_a_role_that_does_not_own_the_tables(database: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tipline_app",)
